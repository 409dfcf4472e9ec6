"""What happens to a request by itself: reminders, escalation, pauses, promises, whistles."""

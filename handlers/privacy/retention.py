"""How long things are kept, kind by kind: once a day what was kept long enough is deleted, and that is said."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.texts import text
from handlers.turn import Turn

SUBJECT = "retention"


def keep_no_longer(turn: Turn) -> Mapping[str, int]:
    """Delete what was kept as long as the rules say; how much of each kind. If any, it leaves a trace."""
    store, rules = turn.store, turn.community.rules.retention

    def ago(days: int) -> datetime:
        return turn.now - timedelta(days=days)

    counts = {
        "requests": store.retention.request_words(ago(rules.requests), text("privacy.expired_words")),
        "visits": store.visits.forget_notes(ago(rules.visits)),
        "messages": store.retention.sent_texts(ago(rules.messages)),
        "contacts": store.retention.contacts(ago(rules.contacts)),
        "questions": store.questions.forget_before(turn.now),
        "pictures": store.held_pictures.forget_before(turn.now),
        "tickets": store.tickets.forget_before(ago(rules.tickets)),
        "inbox": store.inbox.forget_before(ago(rules.inbox)),
        "timers": store.timers.forget_before(ago(rules.timers)),
    }
    deleted = {kind: count for kind, count in counts.items() if count}
    if deleted:
        turn.audit("retention", SUBJECT, **deleted)
        store.scrub()
    return deleted

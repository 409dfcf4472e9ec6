"""The pages of polls: one for voting by a personal link, one that shows a poll to everybody who has its address."""

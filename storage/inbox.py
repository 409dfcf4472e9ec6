"""The ids of messages that were taken in: a message that comes twice is handled once."""

from datetime import datetime

from sqlalchemy import Connection, delete

from storage.tables import inbox
from storage.upsert import insert_new


class Inbox:
    """Ids only: what people say to each other is not kept."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, message: str, at: datetime) -> bool:
        """Take in a message id; False if it was taken in before."""
        return insert_new(self._connection, inbox, {"message": message, "at": at})

    def forget_before(self, moment: datetime) -> int:
        """Drop ids older than any redelivery; how many."""
        return self._connection.execute(delete(inbox).where(inbox.c.at < moment)).rowcount

"""What goes wrong for a person who can mend it."""


class UserError(Exception):
    """Something the speaker can put right: the reply of text `key`, filled with `params`, says how.

    What the handler had done is taken back; only this reply goes out.
    """

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params

"""Why a file can't be read."""


class Unreadable(ValueError):
    """A file that is no report or can't be read; ``code`` for tables, the message one line for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

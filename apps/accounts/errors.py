"""How entering and joining can end other than well."""


class Refused(Exception):
    """Handle, passphrase, sheet or code did not fit; which of them is never said."""


class SignedOut(Exception):
    """The session is over: too many tries, or ended meanwhile."""


class TryLater(Exception):
    """A limit is reached; ``seconds`` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} seconds")
        self.seconds = seconds

    @property
    def minutes(self) -> int:
        """The same in whole minutes, rounded up."""
        return -(-self.seconds // 60)


class InviteEnded(Exception):
    """The invitation was used, replaced, or is older than 72 hours."""


class HandleTaken(Exception):
    """Somebody has this handle already."""


class HandleOdd(Exception):
    """A handle is 2 to 40 small letters, digits, dots, dashes, and begins with a letter."""


class NotAllowed(Exception):
    """This person may not do that to that person."""

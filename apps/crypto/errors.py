"""The two ways in which bytes disappoint."""


class CannotOpen(Exception):
    """Sealed bytes did not open: wrong key, wrong place, wrong size, changed or forged.

    One message for every cause and never a secret in it, so that neither a page nor a log
    can tell an attacker which step failed.
    """

    def __init__(self) -> None:
        super().__init__("cannot open")


class KeyringLocked(Exception):
    """The key that was asked for is not in the keyring."""

"""Why a team's key does not open, and what its acts refuse."""


class TeamClosed(Exception):
    """The team's key does not open for this person now; ``reason`` says which of three ways."""

    reason = ""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.reason)
        self.detail = detail


class TeamWaiting(TeamClosed):
    """Nobody has handed the key over to this person yet."""

    reason = "waiting"


class TeamUnconfirmed(TeamClosed):
    """The key has come; the person has not yet compared the team's words with a colleague."""

    reason = "unconfirmed"


class TeamAlarm(TeamClosed):
    """What is stored does not follow from what this person saw before. ``detail``: one of ALARMS.

    Someone may have written into the database: nothing of the team is opened.
    """

    reason = "alarm"


class Refused(Exception):
    """The act is not this person's to do, or not possible as things stand."""


class OperatorHoldsNoKey(Refused):
    """An operator belongs to no team, so that who runs the service opens nothing."""


class TeamHasKey(Refused):
    """The team's first key is made once; later members are handed it."""


class NotWaiting(Refused):
    """The person is not waiting for this team's key, or has not finished joining."""

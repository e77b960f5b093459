"""What a team decided on how it works: gates, stages, clocks, how long cases are kept. Pure.

Whatever is written in the paper, no clock runs longer than shipped, no case is kept shorter, and
an unknown code says nothing: reading holds to the limits, not only the page that sets them.
"""

from datetime import timedelta
from typing import Final, Literal

import msgspec

from apps.cases import vocabulary, wayout
from apps.cases.answers import DANGER_NOW, DANGER_SOON, SAFE
from apps.cases.wayout import PLAN_ITEMS

HOUR: Final = 60 * 60
MOST_NAME: Final = 40
# Nothing is kept longer than an open case without activity: see `apps.cases.summing.months_ahead`.
MOST_KEPT: Final = timedelta(days=730)
# After arrival: so many follow-ups at most, none later than this.
MOST_FOLLOW_UPS: Final = 12
LAST_FOLLOW_UP: Final = timedelta(days=730)
# Where every case begins and ends.
NEVER_HIDDEN: Final = frozenset({"received", "closed"})
# Until a team says which currencies it pays in.
CURRENCIES: Final = ("EUR", "USD")
ALONE: Final = ("co_verified", "partner_verified")


class Kept(msgspec.Struct, frozen=True):
    """How many days longer than shipped cases of one closing reason are kept, and why."""

    days: int
    why: str


class Rules(msgspec.Struct, frozen=True, omit_defaults=True):
    """A team's rules; what it did not decide is as shipped.

    ``gates`` maps a gate to its mode; ``alone`` is the verification level that meets the gate of
    checks by itself, "" for none. ``names`` maps a stage to its name by language. ``look_again``
    and ``first_action`` are hours by risk, ``first_reading`` by the applicant's own answer.
    ``follow_ups`` are days after arrival.
    ``safeguarding`` is what colleagues are told where somebody is under 18.
    ``no_plan`` are types of plan items that are not offered, ``currencies`` (ISO 4217) and
    ``funds`` those that are.
    """

    gates: dict[str, str] = {}
    alone: Literal["", "co_verified", "partner_verified"] = "co_verified"
    hidden: list[str] = []
    names: dict[str, dict[str, str]] = {}
    groups_only: bool = False
    look_again: dict[str, int] = {}
    first_action: dict[str, int] = {}
    first_reading: dict[str, int] = {}
    kept: dict[str, Kept] = {}
    follow_ups: list[int] = []
    safeguarding: str = ""
    no_plan: list[str] = []
    currencies: list[str] = []
    funds: list[str] = []

    def mode(self, gate: str) -> str:
        """Return how a gate is passed: asked before, unless the team decided otherwise."""
        mode = self.gates.get(gate, "before")
        return mode if mode in vocabulary.GATE_MODES else "before"

    def offered(self) -> list[str]:
        """Return the stages that a case can be moved to, in their order; closing is no move."""
        if self.groups_only:
            return [stages[0] for stages in vocabulary.GROUPS.values()]
        return [stage for stage in vocabulary.ORDER[:-1] if not self.hides(stage)]

    def hides(self, stage: str) -> bool:
        """Tell whether a stage is offered nowhere; a case that stands in it still says so."""
        return stage in self.hidden and stage not in NEVER_HIDDEN

    def plan_types(self, stands: str = "") -> list[tuple[str, object]]:
        """Return the types of plan items that are offered; the one that stands stays."""
        return [
            (code, words)
            for code, words in PLAN_ITEMS.items()
            if code == stands or code not in self.no_plan
        ]

    def money_in(self) -> list[str]:
        """Return the currencies that are offered."""
        return [code for code in self.currencies if is_currency(code)] or [*CURRENCIES]

    def looked_again(self, risk: str) -> timedelta:
        """Return how long after a risk was set it is looked at again."""
        return _shorter(vocabulary.LOOK_AGAIN[risk], self.look_again.get(risk))

    def first_acted(self, risk: str) -> timedelta:
        """Return how long after a risk was set something has to be done."""
        return _shorter(vocabulary.FIRST_ACTION[risk], self.first_action.get(risk))

    def read_first(self, safety: str, party: str) -> timedelta:
        """Return how long a request may wait for its first reading."""
        shipped = vocabulary.first_reading(safety, party)
        kind = DANGER_NOW if safety == DANGER_NOW else DANGER_SOON
        if safety == SAFE and party != "other":
            kind = SAFE
        return _shorter(shipped, self.first_reading.get(kind))

    def keeps(self, reason: str) -> timedelta | None:
        """Return how long a case closed for this reason is kept; None: until a person decides."""
        shipped = vocabulary.KEEP.get(reason, vocabulary.KEEP["other"])
        longer = self.kept.get(reason)
        if shipped is None or longer is None or not longer.why.strip():
            return shipped
        return min(MOST_KEPT, shipped + timedelta(days=min(MOST_KEPT.days, max(0, longer.days))))

    def asked_after(self) -> list[int]:
        """Return how many days after arrival people are asked how they are, the soonest first."""
        said = sorted({day for day in self.follow_ups if 1 <= day <= LAST_FOLLOW_UP.days})
        return said[:MOST_FOLLOW_UPS] or list(wayout.FOLLOW_UPS)


def is_currency(code: str) -> bool:
    """Tell whether a word looks as codes of currencies do (ISO 4217)."""
    return len(code) == len(CURRENCIES[0]) and code.isascii() and code.isalpha() and code.isupper()


def _shorter(shipped: timedelta, hours: int | None) -> timedelta:
    if hours is None or hours < 1:
        return shipped
    return min(shipped, timedelta(hours=min(hours, 24 * 366)))

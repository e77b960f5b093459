"""What the way out adds up to: plan, journey, household, documents and files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from apps.cases.casefile.coding import WayEvent
from apps.cases.casefile.filing import Filing, FilingEvent
from apps.cases.casefile.household import (
    Household,
    HouseholdEvent,
    PersonGone,
    PersonSet,
    travels_otherwise,
)
from apps.cases.casefile.planning import ItemSet, Plan, PlanEvent, costs_more
from apps.cases.casefile.travelling import (
    JourneyDropped,
    JourneySet,
    Travel,
    TravelEvent,
    is_another_way,
)


@dataclass(slots=True)
class WayOut:
    """The four parts of it."""

    plan: Plan = field(default_factory=Plan)
    travel: Travel = field(default_factory=Travel)
    household: Household = field(default_factory=Household)
    filing: Filing = field(default_factory=Filing)

    def apply(self, event: WayEvent) -> bool:
        """Fold one more event in; tell whether a journey that was approved is another one now."""
        another = self._is_another(event)
        _APPLY[type(event)](self, event)
        return another

    def _is_another(self, event: WayEvent) -> bool:
        match event:
            case JourneySet():
                return is_another_way(self.travel.journey, event)
            case JourneyDropped():
                return self.travel.journey is not None
            case PersonSet():
                return travels_otherwise(self.household.people.get(event.person), event)
            case PersonGone():
                return event.person in self.household.people
            case ItemSet():
                before = self.plan.items.get(event.item)
                return costs_more(before.said if before else None, event)
            case _:
                return False

    def hand_on(self, of: str, to: str) -> None:
        """Give what a colleague held of it to somebody else."""
        self.plan.hand_on(of, to)
        self.travel.hand_on(of, to)


_APPLY: Final[dict[type, Callable[[WayOut, Any], None]]] = {
    **dict.fromkeys(get_args(PlanEvent), lambda way, event: way.plan.apply(event)),
    **dict.fromkeys(get_args(TravelEvent), lambda way, event: way.travel.apply(event)),
    **dict.fromkeys(get_args(HouseholdEvent), lambda way, event: way.household.apply(event)),
    **dict.fromkeys(get_args(FilingEvent), lambda way, event: way.filing.apply(event)),
}

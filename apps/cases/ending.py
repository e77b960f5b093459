"""Documents that end: when, and whether before their bearer's journey does. Pure: no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from apps.cases.casefile import DocumentSet, Travel, WayOut, read_day

# It ends with the journey that it is for.
TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class Ending:
    """The last day of a document, and whether it lies before the journey's end.

    ``was_over``: it had ended as its facts were written down. Whoever did that knew.
    """

    document: DocumentSet
    ends: date
    before_arrival: bool

    @property
    def was_over(self) -> bool:
        """Tell whether nobody needs to be told that it ended."""
        written = datetime.fromtimestamp(self.document.at, UTC).date()
        return self.ends < written and not self.before_arrival


def endings(way: WayOut) -> Iterator[Ending]:
    """Yield every document that has a last day."""
    for one in way.filing.documents.values():
        ends = read_day(one.ends)
        if ends is not None:
            arrives = last_day(way.travel, one.person)
            early = arrives is not None and ends < arrives and one.kind != TICKET
            yield Ending(one, ends, early)


def last_day(travel: Travel, person: str) -> date | None:
    """Return the day on which somebody's journey ends, where it ends, as its plan stands now.

    None where there is none ahead, or they are not on it.
    """
    if not travel.is_under_way:
        return None
    legs = [leg for leg in travel.legs if not leg.who or person in leg.who]
    return max(filter(None, (read_day(leg.arrives[:10]) for leg in legs)), default=None)

"""Harbour with seventy cases: enough for a segment."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from apps.cases.admission import open_index
from apps.cases.index import Filters, Index, read_index
from apps.cases.models import Segment, Summary
from apps.cases.queries import Row
from tests.people import Person
from tests.world import Sent, World, fresh, make_world, noors_answers, submit

CASES = 70
NAMES = ("Магомед", "نور", "Sam", "Фатима", "يوسف")


@dataclass(slots=True)
class Harbour:
    """The world and the requests in it, in the order of their refs."""

    world: World
    sent: list[Sent]

    @property
    def refs(self) -> list[UUID]:
        """Every case, by rising ref."""
        return [one.ref for one in self.sent]

    def index(self, person: Person | None = None, words: str = "") -> Index:
        """Open the index as a page does."""
        who = person or self.world.amira
        return open_index(user=who.user, keyring=fresh(who), words=words)

    def listed(self, person: Person | None = None, words: str = "") -> list[UUID]:
        """Return the refs that a list shows, open and closed, by rising ref."""
        return sorted(refs_in(self.index(person, words)))

    def rows(self) -> dict[UUID, Row]:
        """Return every row of the list, opened whole."""
        return {row.ref: row for row in every_row(self.index())}


def every_row(index: Index) -> list[Row]:
    """Open every row that an index shows."""
    return index.open_rows(refs_in(index))


def refs_in(index: Index) -> list[UUID]:
    """Return every ref that an index shows, of open and of closed cases."""
    return [*index.find(Filters()).refs(), *index.find(Filters(group="closed")).refs()]


def make_harbour(*, cases: int = CASES) -> Harbour:
    """Make the world with so many cases, listed once."""
    world = make_world()
    sent = []
    for number in range(cases):
        answers = noors_answers(story=f"Story of the {number:03}. house. {NAMES[number % 5]}")
        sent.append(submit(world, answers=answers))
    harbour = Harbour(world, sorted(sent, key=lambda one: one.ref))
    harbour.index()
    return harbour


def packed() -> int:
    """Count the summaries that are read from a segment alone."""
    return Summary.objects.filter(packed=F("written")).count()


def full() -> int:
    """Count the segments that are not empty."""
    return Segment.objects.exclude(sealed_facets=None).count()


def seen(person: Person) -> Index:
    """Read the index as it stands, packing what is due and admitting nobody."""
    return read_index(user=person.user, keyring=fresh(person))

"""People, papers and links among everything else that happens to a case, in any order."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from apps.cases.casefile import (
    AgeSet,
    CaseLinked,
    CaseUnlinked,
    JourneyDropped,
    PapersSet,
    PersonGone,
    PersonSet,
    fold,
    kept_of,
    strike,
)
from apps.cases.gates import PLAN_BEGINS, approved, is_under_age, lacks_guardian, needs_guardian
from apps.cases.printed import is_over, papers_are_over, printed_until
from apps.cases.wayout import KNOWS, LINKS, RELATIONS, TRAVELS
from tests.cases.test_machine import Casefile, people, refs

# The last second of any day that can be written.
LAST = 253_402_300_799
# Before, on and long after any day that the machine knows.
times = st.sampled_from([0, 1_795_000_000, 1_803_000_000, LAST])


class People(Casefile):
    """The same machine, with a household in it."""

    @rule(
        by=people,
        person=refs,
        kind=st.sampled_from(list(RELATIONS)),
        travels=st.sampled_from(list(TRAVELS)),
        knows=st.sampled_from(list(KNOWS)),
        minor=st.booleans(),
    )
    def set_person(
        self, by: str, person: str, kind: str, travels: str, knows: str, minor: bool
    ) -> None:
        before = self.file.way.household.people.get(person)
        one = PersonSet(
            by=by,
            at=self.at,
            person=person,
            kind=kind,
            travels=travels,  # type: ignore[arg-type]
            knows=knows,  # type: ignore[arg-type]
            minor=minor,
        )
        self.add(one)
        was = ("no", knows) if before is None else (before.travels, before.knows)
        if was != (travels, knows):
            assert not approved(self.file, now=self.at)
        if minor and travels != "no" and kind != "child":
            assert needs_guardian(self.file, None)

    @rule(by=people, person=refs)
    def take_person_out(self, by: str, person: str) -> None:
        self.add(PersonGone(by=by, at=self.at, person=person))
        assert person not in self.file.way.household.people
        assert person not in self.file.way.household.papers

    @rule(by=people, minor=st.booleans())
    def correct_the_age(self, by: str, minor: bool) -> None:
        self.add(AgeSet(by=by, at=self.at, minor=minor, why="seen"))
        assert is_under_age(self.file, None) is minor

    @rule(by=people, person=refs | st.just(""), number=st.sampled_from(["", "PX1"]))
    def write_papers(self, by: str, person: str, number: str) -> None:
        self.add(PapersSet(by=by, at=self.at, person=person, number=number))

    @rule(by=people)
    def set_out_no_more(self, by: str) -> None:
        self.add(JourneyDropped(by=by, at=self.at, journey="1" * 32))

    @rule(by=people, other=refs, kind=st.sampled_from(list(LINKS)))
    def link(self, by: str, other: str, kind: str) -> None:
        self.add(CaseLinked(by=by, at=self.at, other=other, reference="K7-2041", kind=kind))

    @rule(by=people, other=refs)
    def unlink(self, by: str, other: str) -> None:
        self.add(CaseUnlinked(by=by, at=self.at, other=other))
        assert other not in self.file.way.household.linked

    @precondition(lambda self: bool(self.file.way.household.printed))
    @rule(by=people, now=times)
    def let_papers_go(self, by: str, now: int) -> None:
        """Carry the calendar out as whoever lists does; what is left is due on no earlier day."""
        for place, event in enumerate(self.events):
            if not isinstance(event, PapersSet) or not event.says_something:
                continue
            if is_over(event, self.file, now=now):
                gone = strike(event, number=place + 1, by=by, at=now, why="", calendar=True)
                kept = kept_of(gone)
                assert kept is not None
                self.events[place] = kept
        self.file = fold(self.events)
        assert not any(is_over(one, self.file, now=now) for one in self.file.way.household.printed)
        if papers_are_over(self.file, now=now):
            assert not self.file.way.household.printed

    @invariant()
    def a_day_is_named_as_long_as_something_printed_goes_on_it(self) -> None:
        named = printed_until(self.file)
        goes = [is_over(one, self.file, now=LAST) for one in self.file.way.household.printed]
        assert (named is not None) == any(goes)

    @invariant()
    def no_plan_lacks_the_check(self) -> None:
        lacks = lacks_guardian(self.file, None, to=PLAN_BEGINS)
        assert not lacks or needs_guardian(self.file, None)


TestPeople = People.TestCase
TestPeople.settings = settings(max_examples=40, stateful_step_count=30)

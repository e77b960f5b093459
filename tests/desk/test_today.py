"""Today follows from the agendas, whose they are, and the hour: one line a case, worst first."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from apps.cases.agenda import BLOCK_OF, RANK, Item
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody
from apps.desk.today import Day, PutOff, Read, Whose, broken, read_day, today, waiting
from tests.cases.index.plain import index_of

AMIRA, BO, GONE = "a" * 32, "b" * 32, "c" * 32
NOON = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp())
HOUR, DAY = 3600, 24 * 3600
HARBOUR = UUID(int=1)
KNOWN = frozenset({AMIRA, BO})
MINE = Whose(people=frozenset({AMIRA}), known=KNOWN, unowned=True, anybody=AMIRA)
COVER = Whose(covered=frozenset({(HARBOUR, BO)}), known=KNOWN)
TEAM = Whose(known=KNOWN, everyone=True)


def row(*items: Item, owner: str = AMIRA, risk: str = "high", **facets: object) -> Row:
    body = SummaryBody(
        name="Blue kettle",
        reference="K7-2041",
        stage=str(facets.pop("stage", "planning")),
        arrived=NOON - DAY,
        clock=0,
        changed=NOON - DAY,
        owner=owner,
        risk=risk,
        agenda=list(items),
        **facets,  # type: ignore[arg-type]
    )
    return Row(ref=uuid4(), team=HARBOUR, body=body)


def day_of(
    *rows: Row, whose: Whose = MINE, later: dict[UUID, PutOff] | None = None, now: int = NOON
) -> Day:
    return today(rows, whose=whose, later=later or {}, now=now)


def kinds(day: Day, block: str) -> list[str]:
    return [spot.item.kind for spot in day.blocks[block]]


UNREAD = Item("unread", NOON - HOUR)
LOST = Item("contact_lost", NOON - DAY)
TASK = Item("task", NOON + HOUR, NOON - HOUR, words="Call the reference")
TOMORROW = Item("task", NOON + 2 * DAY, NOON + DAY, words="Ask the partner")


def test_it_gives_a_case_one_line_at_its_worst_reason_and_names_the_others() -> None:
    day = day_of(row(TASK, UNREAD, LOST))
    (spot,) = day.blocks["now"]
    assert spot.item == LOST
    assert [item.kind for item in spot.also] == ["unread", "task"]
    assert not day.blocks["people"]
    assert not day.blocks["due"]


def test_it_says_nothing_before_its_hour() -> None:
    assert not day_of(row(TOMORROW)).count
    assert kinds(day_of(row(TOMORROW), now=NOON + DAY), "due") == ["task"]


def test_it_shows_what_is_mine_or_nobodys_and_not_a_colleagues() -> None:
    assert kinds(day_of(row(UNREAD), row(UNREAD, owner="")), "people") == ["unread"] * 2
    assert not day_of(row(UNREAD, owner=BO)).count


def test_it_takes_what_belonged_to_somebody_who_left_for_nobodys() -> None:
    assert kinds(day_of(row(UNREAD, owner=GONE)), "people") == ["unread"]


def test_it_shows_a_task_of_mine_in_a_colleagues_case() -> None:
    task = Item("task", NOON, 0, AMIRA, "Translate the summons")
    assert kinds(day_of(row(task, UNREAD, owner=BO)), "due") == ["task"]
    assert kinds(day_of(row(task, UNREAD, owner=BO), whose=COVER), "people") == ["unread"]


def test_it_shows_what_i_cover_for_by_itself() -> None:
    rows = row(UNREAD), row(LOST, owner=BO), row(UNREAD, owner="")
    assert day_of(*rows, whose=COVER).count == 1
    assert day_of(*rows, whose=TEAM).count == 3


def test_it_covers_for_a_colleague_in_the_team_that_says_so_alone() -> None:
    elsewhere = Whose(covered=frozenset({(UUID(int=2), BO)}), known=KNOWN)
    assert not day_of(row(UNREAD, owner=BO), whose=elsewhere).count


def test_it_asks_anybody_but_who_asked_to_approve() -> None:
    asked = Item("approval", NOON, who="*", words=BO)
    assert kinds(day_of(row(asked, owner=BO)), "people") == ["approval"]
    assert not day_of(row(Item("approval", NOON, who="*", words=AMIRA))).count


def test_it_has_a_gate_looked_at_by_anybody_but_who_passed_it() -> None:
    assert kinds(day_of(row(Item("gate", NOON, 0, f"!{BO}", "checks"), owner=BO)), "due")
    assert not day_of(row(Item("gate", NOON, 0, f"!{AMIRA}", "checks"))).count


def test_it_puts_alarms_before_clocks_and_clocks_by_time_left() -> None:
    late, soon = Item("danger", NOON - 2 * HOUR), Item("first_action", NOON + 5 * HOUR)
    day = day_of(row(soon), row(late, owner="", stage="received", risk=""), row(LOST))
    assert kinds(day, "now") == ["contact_lost", "danger", "first_action"]


def test_it_puts_the_most_at_risk_before_the_oldest_among_those_who_wrote() -> None:
    calm, grave = row(Item("unread", NOON - DAY), risk="standard"), row(UNREAD, risk="urgent")
    assert [spot.row for spot in day_of(calm, grave).blocks["people"]] == [grave, calm]


def read(*found: Row, whose: Whose = MINE, now: int = NOON) -> Read:
    return read_day(index_of(found), whose=whose, later={}, now=now)


def new(*found: Item, **facets: object) -> Row:
    return row(*found, owner="", risk="", stage="received", **facets)


def test_it_counts_new_requests_that_have_no_line_of_their_own() -> None:
    danger = new(Item("danger", NOON), safety="danger_now")
    quiet = new(Item("silent", NOON - 40 * DAY, NOON - DAY), safety="safe")
    day = read(danger, quiet, new(safety="safe"), new(aside="declined", safety="safe"))
    assert day.fresh == {"safe": (2, NOON - DAY)}
    assert kinds(day.day, "now") == ["danger"]
    assert not day.day.blocks["quiet"]
    assert day.count == 3


def test_it_shows_no_new_requests_among_what_i_cover() -> None:
    assert not read(new(), whose=COVER).count


def test_it_knows_how_many_are_quiet_and_the_next_date() -> None:
    silent = Item("silent", NOON - 40 * DAY, NOON - 10 * DAY)
    day = read(row(silent, TOMORROW), row(Item("task", 0, NOON + 3 * DAY)), row(owner=BO))
    assert not day.count
    assert (day.resting, day.next_at) == (2, NOON + DAY)
    assert day.day.quiet == {"silent": 1}


def test_it_shows_what_closed_cases_still_say() -> None:
    changed = row(Item("changed", NOON), stage="closed")
    assert kinds(read(changed).day, "people") == ["changed"]


def test_it_counts_what_does_not_open() -> None:
    assert broken(index_of([Row(ref=uuid4(), team=HARBOUR, body=None), row()])) == 1


def test_it_puts_a_line_off_until_its_hour() -> None:
    one = row(UNREAD, TASK)
    off = {one.ref: PutOff(NOON + 3 * HOUR, "unread", 0)}
    assert (day_of(one, later=off).count, day_of(one, later=off).put_off) == (0, 1)
    assert day_of(one, later=off, now=NOON + 3 * HOUR).count == 1


def test_it_brings_back_what_was_put_off_when_something_worse_or_new_comes() -> None:
    off = PutOff(NOON + 3 * HOUR, "task", 0)
    worse = row(UNREAD, TASK)
    (spot,) = day_of(worse, later={worse.ref: off}).blocks["people"]
    assert not spot.also
    written = row(UNREAD, unread=2)
    off = PutOff(NOON + 3 * HOUR, "unread", 1)
    assert kinds(day_of(written, later={written.ref: off}), "people") == ["unread"]


items = st.builds(
    Item,
    st.sampled_from(sorted(RANK)),
    st.integers(NOON - 40 * DAY, NOON + 40 * DAY),
    st.integers(NOON - 2 * DAY, NOON + 2 * DAY),
    st.sampled_from(["", "", AMIRA, BO, GONE, "*", f"!{AMIRA}", f"!{BO}"]),
    st.sampled_from(["", AMIRA, BO]),
)
rows = st.lists(
    st.builds(
        lambda found, owner, stage: row(*found, owner=owner, stage=stage),
        st.lists(items, max_size=6),
        st.sampled_from(["", AMIRA, BO, GONE]),
        st.sampled_from(["received", "planning", "closed"]),
    ),
    max_size=12,
)
offs = st.builds(
    PutOff,
    st.integers(NOON - DAY, NOON + DAY),
    st.sampled_from(sorted(RANK)),
    st.integers(0, 3),
)


@given(rows, st.sampled_from([MINE, COVER, TEAM]), st.data())
def test_it_never_shows_a_case_twice_nor_hides_a_line_of_now(
    found: list[Row], whose: Whose, data: st.DataObject
) -> None:
    later = {one.ref: data.draw(offs) for one in found}
    day = day_of(*found, whose=whose, later=later)
    shown = [spot for block in day.blocks.values() for spot in block]
    assert len({spot.row.ref for spot in shown}) == len(shown)
    in_now = {spot.row.ref for spot in day.blocks["now"]}
    for one in found:
        assert one.body is not None
        standing = [i for i in one.body.agenda if i.since <= NOON and whose.sees(i, one)]
        assert (one.ref in in_now) == any(BLOCK_OF[item.kind] == "now" for item in standing)


@given(rows)
def test_it_shows_the_whole_team_whatever_anybody_sees(found: list[Row]) -> None:
    everything = {
        spot.row.ref for block in day_of(*found, whose=TEAM).blocks.values() for spot in block
    }
    for whose in (MINE, COVER):
        seen = {s.row.ref for block in day_of(*found, whose=whose).blocks.values() for s in block}
        assert seen <= everything


@given(rows, st.sampled_from([MINE, COVER, TEAM]))
def test_it_heads_each_line_with_its_worst_reason(found: list[Row], whose: Whose) -> None:
    for spots in day_of(*found, whose=whose).blocks.values():
        for spot in spots:
            assert all(RANK[spot.item.kind] <= RANK[other.kind] for other in spot.also)


@given(rows, st.sampled_from([MINE, COVER, TEAM]), st.data())
def test_it_finds_in_the_index_what_stands_in_the_cases(
    found: list[Row], whose: Whose, data: st.DataObject
) -> None:
    later = {one.ref: data.draw(offs) for one in found}
    seen = read_day(index_of(found), whose=whose, later=later, now=NOON)
    assert seen.day == day_of(*found, whose=whose, later=later)
    assert not +seen.cut


@given(rows)
def test_it_counts_the_whole_team_as_its_view_does(found: list[Row]) -> None:
    assert waiting(index_of(found), now=NOON) == read(*found, whose=TEAM).count


def test_it_keeps_to_the_hour_across_midnight() -> None:
    night = int(datetime(2026, 11, 24, 23, 59, tzinfo=UTC).timestamp())
    task = Item("task", night + 60 + DAY, night + 60, words="Call")
    assert not day_of(row(task), now=night).count
    assert day_of(row(task), now=night + int(timedelta(minutes=1).total_seconds())).count == 1


def test_it_has_a_call_wait_for_a_safe_hour_of_theirs_but_not_past_its_day() -> None:
    call = Item("call", NOON + 12 * HOUR, NOON - 12 * HOUR, words="Agree on it anew")
    # Three hours ahead of us: noon is their afternoon.
    evening = row(call, safe_hours=["evening"], ahead=180)
    assert not day_of(evening).count
    assert kinds(day_of(evening, now=NOON + 3 * HOUR), "people") == ["call"]
    assert kinds(day_of(evening, now=NOON + 13 * HOUR), "people") == ["call"]
    assert kinds(day_of(row(call, safe_hours=["evening"])), "people") == ["call"]

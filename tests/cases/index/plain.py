"""The list as anybody would write it over opened rows: what the index must equal."""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

from hypothesis import strategies as st

from apps.cases import vocabulary
from apps.cases.agenda import BLOCK_OF, BLOCKS, Item
from apps.cases.index import CLOSED, Filters, Index
from apps.cases.index.columns import Columns, encode
from apps.cases.index.reading import FIRST, LAST, Part, Range
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody

ME = "a" * 32
NOW = 1_800_000_000
TEAM = uuid.UUID(int=1)
NEEDS = ("shelter", "medical", "legal")
LAST_SECOND = 2**32 - 1

times = st.one_of(st.just(0), st.integers(NOW - 10**7, NOW + 10**7), st.integers(0, LAST_SECOND))
days = st.sampled_from(["", "2020-01-01", "2027-01-15", "2040-01-01", "junk"])
items = st.builds(
    Item,
    kind=st.sampled_from([*BLOCK_OF, "unknown"]),
    at=times,
    since=times,
    who=st.sampled_from(["", ME, "b" * 32, "*"]),
)
bodies = st.builds(
    SummaryBody,
    name=st.just("Blue kettle"),
    reference=st.integers(0, 9999).map(lambda number: f"K7-{number:04}"),
    stage=st.sampled_from([*vocabulary.ORDER, "of_another_day"]),
    arrived=times,
    clock=times,
    changed=times,
    aside=st.sampled_from(["", *vocabulary.ASIDES]),
    risk=st.sampled_from(["", *vocabulary.RISKS]),
    owner=st.sampled_from(["", ME, "b" * 32]),
    language=st.sampled_from(["", "ru", "ar"]),
    country=st.sampled_from(["", "GE", "TR"]),
    safety=st.sampled_from(["", "danger_now", "safe"]),
    party=st.sampled_from(["self", "other", "again"]),
    promised=days,
    unread=st.integers(0, 3),
    unread_since=times,
    keep_until=st.one_of(st.none(), days),
    damaged=st.booleans(),
    practice=st.booleans(),
    joined=st.sampled_from(["", "c" * 32]),
    needs=st.lists(st.sampled_from(NEEDS), max_size=3),
    due=times,
    looked_at=times,
    agenda=st.lists(items, max_size=3),
)
rows = st.lists(
    st.builds(
        Row,
        ref=st.uuids(version=4),
        team=st.just(TEAM),
        body=st.one_of(st.none(), bodies, bodies, bodies),
    ),
    max_size=70,
    unique_by=lambda row: row.ref,
)
flags = st.frozensets(st.sampled_from(["damaged", "practice", "joined", "looked"]), max_size=2)
wishes = st.builds(
    Filters,
    group=st.sampled_from(["", "", CLOSED, *vocabulary.GROUPS]),
    stage=st.sampled_from(["", "", *vocabulary.STAGES, *vocabulary.ASIDES]),
    aside=st.sampled_from([None, None, "", *vocabulary.ASIDES]),
    risk=st.sampled_from([None, None, "", *vocabulary.RISKS]),
    owners=st.sampled_from([None, None, frozenset({ME}), frozenset({"", ME}), frozenset({"d"})]),
    language=st.sampled_from(["", "", "ru", "fr"]),
    country=st.sampled_from(["", "", "GE"]),
    safety=st.sampled_from([None, None, "", "danger_now"]),
    party=st.sampled_from(["", "", "other"]),
    need=st.sampled_from(["", "", *NEEDS, "transport"]),
    unread=st.booleans(),
    due=st.sampled_from([0, 0, NOW]),
    over=st.sampled_from([None, None, date(2027, 1, 15), date(2030, 1, 1)]),
    block=st.sampled_from(["", "", *BLOCKS]),
    now=st.just(NOW),
    addressed=st.booleans(),
    closed_too=st.booleans(),
    yes=flags,
    no=flags,
)
sorts = st.sampled_from(["clock", "promised", "activity", "stage", "risk"])


def index_of(found: Sequence[Row], *, parts: int = 1) -> Index:
    """Return an index over rows, as if they lay in so many segments."""
    ordered = sorted(found, key=lambda row: row.ref)
    size = max(1, -(-len(ordered) // parts))
    made = []
    for start in range(0, len(ordered), size):
        cases = [(row.ref.bytes, row.body) for row in ordered[start : start + size]]
        columns = Columns(encode(cases) + bytes(start))
        made.append(Part(Range(TEAM, FIRST, LAST), columns, columns.all))
    known = {row.ref: row for row in found}
    return Index(made, lambda refs: [known[ref] for ref in refs])


def fitting(found: Sequence[Row], asked: Filters, sort: str) -> list[Row]:
    """Return the rows that fit, in order."""
    opened = [row for row in found if row.body is not None and fits(row.body, asked)]
    shown = [row for row in opened if row.body is not None and _in_group(row.body, asked)]
    if asked == Filters(now=asked.now, closed_too=asked.closed_too):
        shown += [row for row in found if row.body is None]
    return sorted(shown, key=_key(sort))


def groups(found: Sequence[Row], asked: Filters) -> Counter[str]:
    """Count the rows that fit by their group."""
    return Counter(
        CLOSED if row.body.stage == CLOSED else vocabulary.group_of(row.body.stage)
        for row in found
        if row.body is not None and fits(row.body, asked)
    )


def _in_group(body: SummaryBody, asked: Filters) -> bool:
    if asked.group:
        closed = body.stage == CLOSED
        return (CLOSED if closed else vocabulary.group_of(body.stage)) == asked.group
    if asked.closed_too and asked.stage != CLOSED:
        return True
    return (body.stage == CLOSED) == (asked.stage == CLOSED)


def fits(body: SummaryBody, asked: Filters) -> bool:
    """Tell whether a case fits every wish, the group aside."""
    over = _day(body.promised)
    elsewhere = any(item.who and item.who != body.owner for item in body.agenda)
    flagged = {
        "damaged": body.damaged,
        "practice": body.practice,
        "joined": bool(body.joined),
        "looked": bool(body.looked_at),
    }
    begun = [max(1, i.since) for i in body.agenda if BLOCK_OF.get(i.kind) == asked.block]
    return all(
        (
            not asked.stage or asked.stage in (body.stage, body.aside),
            asked.aside is None or body.aside == asked.aside,
            asked.risk is None or body.risk == asked.risk,
            asked.owners is None or body.owner in asked.owners or (asked.addressed and elsewhere),
            asked.language in ("", body.language),
            asked.country in ("", body.country),
            asked.safety is None or body.safety == asked.safety,
            asked.party in ("", body.party),
            not asked.need or asked.need in body.needs,
            not asked.unread or body.unread,
            not asked.due or 0 < body.due <= asked.due,
            asked.over is None or (over and over < asked.over and body.stage != CLOSED),
            not asked.block or any(since <= asked.now for since in begun),
            all(flagged[flag] for flag in asked.yes),
            not any(flagged[flag] for flag in asked.no),
        )
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _key(sort: str) -> Callable[[Row], tuple[object, ...]]:
    by_stage = {stage: place for place, stage in enumerate(vocabulary.ORDER)}
    by_risk = {risk: place for place, risk in enumerate(("", *vocabulary.RISKS))}

    def clock(body: SummaryBody) -> tuple[object, ...]:
        return bool(body.risk) or not body.clock, body.clock or LAST_SECOND

    keys: dict[str, Callable[[SummaryBody], tuple[object, ...]]] = {
        "clock": clock,
        "promised": lambda body: (_day(body.promised) or date.max, *clock(body)),
        "activity": lambda body: (-max(body.changed, body.unread_since),),
        "stage": lambda body: (by_stage.get(body.stage, 99), *clock(body)),
        "risk": lambda body: (by_risk.get(body.risk, 99), *clock(body)),
    }

    def key(row: Row) -> tuple[object, ...]:
        # What does not open comes first.
        return (0, row.ref) if row.body is None else (1, *keys[sort](row.body), row.ref)

    return key

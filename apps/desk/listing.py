"""The case list: what is asked for, and the rows that fit. Pure: the rows come opened."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Final, Self
from urllib.parse import urlencode

from apps.cases import vocabulary
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody

PAGE: Final = 50
SORTS: Final = ("clock", "promised", "activity", "stage", "risk")
NOBODY: Final = "nobody"
MINE: Final = "mine"
UNSET: Final = "unset"
CLOSED: Final = "closed"
# Risks in the order of what may be worst; one not yet set may be anything.
_BY_RISK: Final = {risk: place for place, risk in enumerate(("", *vocabulary.RISKS))}
_BY_STAGE: Final = {stage: place for place, stage in enumerate(vocabulary.ORDER)}
_LAST: Final = 2**40


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; "" stands for no wish. Whatever it cannot mean is no wish."""

    group: str = ""
    stage: str = ""
    risk: str = ""
    owner: str = ""
    language: str = ""
    country: str = ""
    unread: str = ""
    over: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read the words of an address, each within its list or its shape."""
        page = given.get("page", "")
        words = {name: given.get(name, "")[:60] for name in _WORDS}
        lists = {
            "group": {*vocabulary.GROUPS, CLOSED},
            "stage": {*vocabulary.STAGES, *vocabulary.ASIDES},
            "risk": {*vocabulary.RISKS, UNSET},
            "unread": {"1"},
            "over": {"1"},
            "sort": set(SORTS),
        }
        kept = {n: w for n, w in words.items() if n not in lists or w in lists[n]}
        whole = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return cls(**kept, page=max(1, whole))

    def address(self, **changes: str | int) -> str:
        """Return the query of this list with some words changed, from its first page."""
        asked = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        said = {f.name: getattr(asked, f.name) for f in fields(asked)}
        return "?" + urlencode({n: w for n, w in said.items() if w and (n, w) != ("page", 1)})

    @property
    def filters(self) -> list[str]:
        """Name the filters in force, the group's tab aside."""
        return [name for name in _FILTERS if getattr(self, name)]


_FILTERS: Final = ("stage", "risk", "owner", "language", "country", "unread", "over")
_WORDS: Final = ("group", *_FILTERS, "sort")


@dataclass(slots=True)
class Listed:
    """One page of the list, and how many there are of what."""

    rows: list[Row] = field(default_factory=list)
    count: int = 0
    pages: int = 1
    page: int = 1
    groups: Counter[str] = field(default_factory=Counter)
    languages: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)


def listed(rows: Sequence[Row], asked: Asked, *, me: str, now: int) -> Listed:
    """Filter, count, sort and cut the rows. Those that do not open come first of all."""
    broken = [row for row in rows if row.body is None]
    bodies = [row for row in rows if row.body is not None]
    fitting = [row for row in bodies if _fits(_body(row), asked, me, now)]
    groups = Counter(_group(_body(row)) for row in fitting)
    shown = [row for row in fitting if _in_group(_body(row), asked)]
    shown.sort(key=_key(asked.sort or "clock"))
    shown = broken + shown if not asked.group and not asked.filters else shown
    pages = max(1, -(-len(shown) // PAGE))
    page = min(asked.page, pages)
    return Listed(
        rows=shown[(page - 1) * PAGE : page * PAGE],
        count=len(shown),
        pages=pages,
        page=page,
        groups=groups,
        languages=sorted({_body(row).language for row in bodies} - {""}),
        countries=sorted({_body(row).country for row in bodies} - {""}),
    )


def _body(row: Row) -> SummaryBody:
    if row.body is None:
        raise ValueError("a row that does not open has no facets")
    return row.body


def _group(body: SummaryBody) -> str:
    return CLOSED if body.stage == "closed" else vocabulary.group_of(body.stage)


def _in_group(body: SummaryBody, asked: Asked) -> bool:
    if asked.group:
        return _group(body) == asked.group
    # Closed cases stand aside unless they are asked for.
    return body.stage != "closed" or asked.stage == "closed"


def _fits(body: SummaryBody, asked: Asked, me: str, now: int) -> bool:
    owner = {NOBODY: "", MINE: me}.get(asked.owner, asked.owner)
    risk = "" if asked.risk == UNSET else asked.risk
    wishes: Iterable[tuple[str, Callable[[], bool]]] = (
        (asked.stage, lambda: asked.stage in (body.stage, body.aside)),
        (asked.risk, lambda: body.risk == risk),
        (asked.owner, lambda: body.owner == owner),
        (asked.language, lambda: body.language == asked.language),
        (asked.country, lambda: body.country == asked.country),
        (asked.unread, lambda: body.unread > 0),
        (asked.over, lambda: promise_is_over(body, now)),
    )
    return all(fits() for wish, fits in wishes if wish)


def promise_is_over(body: SummaryBody, now: int) -> bool:
    """Tell whether the promised day has gone by in an open case."""
    day = promised_day(body)
    today = datetime.fromtimestamp(now, UTC).date()
    return day is not None and body.stage != "closed" and day < today


def promised_day(body: SummaryBody) -> date | None:
    """Return the promised day, if there is one."""
    try:
        return date.fromisoformat(body.promised)
    except ValueError:
        return None


def _key(sort: str) -> Callable[[Row], tuple[object, ...]]:
    def clock(body: SummaryBody) -> tuple[object, ...]:
        # New requests first: nobody has judged them yet.
        return bool(body.risk) or not body.clock, body.clock or _LAST, body.reference

    keys: dict[str, Callable[[SummaryBody], tuple[object, ...]]] = {
        "clock": clock,
        "promised": lambda body: (body.promised or "9", *clock(body)),
        "activity": lambda body: (-max(body.changed, body.unread_since), body.reference),
        "stage": lambda body: (_BY_STAGE.get(body.stage, 99), *clock(body)),
        "risk": lambda body: (_BY_RISK.get(body.risk, 99), *clock(body)),
    }
    return lambda row: keys[sort](_body(row))

"""The case list: what its address asks for, and the page of the index that fits."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Final, Self
from urllib.parse import urlencode

from apps.cases import vocabulary
from apps.cases.index import CLOSED, Filters, Index
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody

SORTS: Final = ("clock", "promised", "activity", "stage", "risk")
NOBODY: Final = "nobody"
MINE: Final = "mine"
UNSET: Final = "unset"


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


def listed(index: Index, asked: Asked, *, me: str, now: int) -> Listed:
    """Filter, count, sort and cut. Cases that do not open come first of all."""
    found = index.find(wishes(asked, me=me, now=now))
    pages = found.pages()
    page = min(asked.page, pages)
    return Listed(
        rows=found.page(page, asked.sort or "clock"),
        count=found.count,
        pages=pages,
        page=page,
        groups=found.groups,
        languages=index.values("language"),
        countries=index.values("country"),
    )


def wishes(asked: Asked, *, me: str, now: int) -> Filters:
    """Return what an address asks of the index, by whom and when."""
    owner = {NOBODY: "", MINE: me}.get(asked.owner, asked.owner)
    return Filters(
        group=asked.group,
        stage=asked.stage,
        risk={"": None, UNSET: ""}.get(asked.risk, asked.risk),
        owners=frozenset({owner}) if asked.owner else None,
        language=asked.language,
        country=asked.country,
        unread=bool(asked.unread),
        over=_today(now) if asked.over else None,
    )


def promise_is_over(body: SummaryBody, now: int) -> bool:
    """Tell whether the promised day has gone by in an open case."""
    day = promised_day(body)
    return day is not None and body.stage != "closed" and day < _today(now)


def promised_day(body: SummaryBody) -> date | None:
    """Return the promised day, if there is one."""
    try:
        return date.fromisoformat(body.promised)
    except ValueError:
        return None


def _today(now: int) -> date:
    return datetime.fromtimestamp(now, UTC).date()

"""The case list: what its address asks for, and the page of the index that fits."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Final, Self
from urllib.parse import urlencode

from apps.cases import vocabulary
from apps.cases.index import CLOSED, PAGE, Filters, Index
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody

SORTS: Final = ("clock", "promised", "activity", "stage", "risk")
NOBODY: Final = "nobody"
MINE: Final = "mine"
UNSET: Final = "unset"
BOARD: Final = "board"
OVER: Final = "over"
TODAY: Final = "today"
WEEK: Final = "week"
# A sealed search is as long as its padding; see `apps.desk.searching`.
MOST_TOKEN: Final = 2000
# So many cases of each group stand on the board.
ON_BOARD: Final = 12
# So many of a page of a search: each of them is opened to show where the words stand.
FOUND: Final = 25

_DAY: Final = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; "" stands for no wish. Whatever it cannot mean is no wish."""

    group: str = ""
    stage: str = ""
    risk: str = ""
    owner: str = ""
    language: str = ""
    country: str = ""
    need: str = ""
    due: str = ""
    unread: str = ""
    over: str = ""
    practice: str = ""
    sort: str = ""
    look: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Read the words of an address, each within its list or its shape."""
        page = given.get("page", "")
        words = {name: given.get(name, "")[: MOST_TOKEN if name == "q" else 60] for name in _WORDS}
        lists = {
            "group": {*vocabulary.GROUPS, CLOSED},
            "stage": {*vocabulary.STAGES, *vocabulary.ASIDES},
            "risk": {*vocabulary.RISKS, UNSET},
            "need": set(vocabulary.NEEDS),
            "due": {OVER, TODAY, WEEK},
            "unread": {"1"},
            "over": {"1"},
            "practice": {"1"},
            "look": {BOARD},
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
    def saved(self) -> str:
        """The address as a saved view keeps it: without its page and without a search."""
        return self.address(q="")[1:]

    @property
    def filters(self) -> list[str]:
        """Name the filters in force, the group's tab aside."""
        return [name for name in _FILTERS if getattr(self, name)]


_FILTERS: Final = (
    "stage",
    "risk",
    "owner",
    "language",
    "country",
    "need",
    "due",
    "unread",
    "over",
    "practice",
)
_WORDS: Final = ("group", *_FILTERS, "sort", "look", "q")


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
    board: dict[str, list[Row]] = field(default_factory=dict)


def listed(index: Index, asked: Asked, *, me: str, now: int) -> Listed:
    """Filter, count, sort and cut. Cases that do not open come first of all."""
    wish = wishes(asked, me=me, now=now)
    found = index.find(wish)
    size = FOUND if asked.q else PAGE
    pages = found.pages(size=size)
    page = min(asked.page, pages)
    sort = asked.sort or "clock"
    on_board = asked.look == BOARD
    return Listed(
        rows=[] if on_board else found.page(page, sort, size=size),
        board=_board(index, wish, sort) if on_board else {},
        count=found.count,
        pages=pages,
        page=page,
        groups=found.groups,
        languages=index.values("language"),
        countries=index.values("country"),
    )


def _board(index: Index, wish: Filters, sort: str) -> dict[str, list[Row]]:
    """Return the first cases of each group."""
    groups = [wish.group] if wish.group in vocabulary.GROUPS else list(vocabulary.GROUPS)
    found = {group: index.find(replace(wish, group=group)) for group in groups}
    return {group: one.page(1, sort, size=ON_BOARD) for group, one in found.items()}


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
        need=asked.need,
        due=_due(asked.due, now),
        unread=bool(asked.unread),
        over=_today(now) if asked.over else None,
        yes=frozenset({"practice"}) if asked.practice else frozenset(),
        closed_too=bool(asked.q),
    )


def _due(said: str, now: int) -> int:
    """Return by when a task is due, in Unix time; 0 for no wish. A day ends at its midnight."""
    midnight = now - now % _DAY + _DAY
    return {OVER: now, TODAY: midnight, WEEK: midnight + 6 * _DAY}.get(said, 0)


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

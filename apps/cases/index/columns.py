"""The facets of many cases, column by column in integers of fixed width. Pure.

A list of a hundred thousand cases is filtered, counted and sorted without opening one of them: each
column is one stretch of memory, and a filter is one number with a byte for each case, 1 where it
fits. The bytes are described in docs/spec/index.md.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import compress
from typing import Final

import msgspec

from apps.cases import vocabulary
from apps.cases.agenda import BLOCK_OF, BLOCKS
from apps.cases.summaries import SummaryBody
from apps.crypto import CannotOpen

VERSION: Final = 2
REF: Final = 16
# In words of a table of the segment's own; one byte each, two where there are more than 256.
CODED: Final = (
    "stage",
    "aside",
    "risk",
    "owner",
    "language",
    "country",
    "safety",
    "party",
)
# Eight bytes each, to sort by; see `_orders`.
ORDERS: Final = ("clock", "promised", "activity", "stage", "risk")
# Four bytes each. Days are counted as by `date.toordinal`; 0 is none.
SINCE: Final = {block: f"{block}_since" for block in BLOCKS}
NUMBERS: Final = (
    "arrived",
    "unread",
    "due",
    "promised_on",
    "keep_until",
    "printed_until",
    *SINCE.values(),
)
DAMAGED, PRACTICE, RESTRICTED, WITHDRAWN, JOINED, ELSEWHERE, BROKEN, LOOKED = (
    1 << n for n in range(8)
)
# For each flag, what every byte of flags becomes: whether it is set.
_FLAGGED: Final = {
    flag: bytes(bool(flags & flag) for flags in range(256)) for flag in (1 << n for n in range(8))
}
_MOST: Final = 2**32 - 1
_NO_DAY: Final = 2**22 - 1
_BY_RISK: Final = {risk: place for place, risk in enumerate(("", *vocabulary.RISKS))}
_BY_STAGE: Final = {stage: place for place, stage in enumerate(vocabulary.ORDER)}
_LAST: Final = 31
_MOST_NEEDS: Final = 64


class _Head(msgspec.Struct, frozen=True, array_like=True):
    version: int
    count: int
    tables: list[list[str]]
    needs: list[str]
    kept: list[int]
    printed: list[int]


class Columns:
    """The facets of ``count`` cases in the order of their refs; masks are as of `mask_of`.

    ``kept`` are the places of cases that have a day until which they are kept, by that day;
    ``printed`` of those in which papers as printed go on a day, by that one.
    """

    def __init__(self, data: bytes) -> None:
        """Read what `encode` wrote, or raise ``CannotOpen``."""
        size = int.from_bytes(data[:4], "little")
        try:
            head = msgspec.json.decode(data[4 : 4 + size], type=_Head)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise CannotOpen from None
        kept = range(head.count)
        if head.version != VERSION or len(head.tables) != len(CODED):
            raise CannotOpen
        if not all(place in kept for place in (*head.kept, *head.printed)):
            raise CannotOpen
        self.count, self.needs = head.count, head.needs
        self.kept, self.printed = head.kept, head.printed
        self.tables = dict(zip(CODED, head.tables, strict=True))
        self._data = memoryview(data)
        self._places: dict[tuple[str, str], tuple[str, int, int]] = {}
        self._read: dict[tuple[str, str], array[int]] = {}
        self._flagged: dict[int, int] = {}
        at = 4 + size
        for kind, name, width in self._layout():
            end = at + array(width).itemsize * self.count
            self._places[kind, name] = width, at, end
            at = end
        self.refs = bytes(self._data[at : at + REF * self.count])
        if len(self.refs) != REF * self.count:
            raise CannotOpen

    def _layout(self) -> Iterator[tuple[str, str, str]]:
        for name in CODED:
            yield "code", name, _width(self.tables[name])
        yield from (("order", name, "Q") for name in ORDERS)
        yield from (("number", name, "I") for name in NUMBERS)
        yield "number", "needs", "Q"
        yield "number", "flags", "B"

    @cached_property
    def all(self) -> int:
        """The mask that fits every case."""
        return int.from_bytes(b"\x01" * self.count, "little")

    def ref(self, place: int) -> bytes:
        """Return the ref, 16 bytes, of the case at a place."""
        return self.refs[REF * place : REF * (place + 1)]

    def place(self, ref: bytes) -> int | None:
        """Return where a case stands, or None."""
        at = self.refs.find(ref)
        while at >= 0 and at % REF:
            at = self.refs.find(ref, at + 1)
        return None if at < 0 else at // REF

    def order(self, name: str) -> "array[int]":
        """Return what to sort by, smallest first."""
        return self._column("order", name)

    def number(self, name: str) -> "array[int]":
        """Return one column of numbers."""
        return self._column("number", name)

    def sorting(self, name: str) -> "array[int]":
        """Return what an order goes by: one of ``ORDERS``, or else a column of numbers."""
        return self.order(name) if name in ORDERS else self.number(name)

    def spread_number(self, name: str, mask: int) -> Iterator[int]:
        """Yield a number of each case of the mask."""
        return compress(self.number(name), self.spread(mask))

    def mask_of(self, name: str, values: Collection[str]) -> int:
        """Return a mask of the cases in which a coded column has one of the values."""
        wanted = {place for place, value in enumerate(self.tables[name]) if value in values}
        if not wanted:
            return 0
        if len(wanted) == len(self.tables[name]):
            return self.all
        width, start, end = self._places["code", name]
        if width == "B":
            one = bytearray(256)
            for place in wanted:
                one[place] = 1
            return int.from_bytes(self._bytes(start, end).translate(one), "little")
        return mask_where(self._column("code", name), wanted.__contains__)

    def flagged(self, flag: int) -> int:
        """Return a mask of the cases that bear a flag."""
        if flag not in self._flagged:
            _, start, end = self._places["number", "flags"]
            flags = self._bytes(start, end).translate(_FLAGGED[flag])
            self._flagged[flag] = int.from_bytes(flags, "little")
        return self._flagged[flag]

    def needing(self, need: str) -> int:
        """Return a mask of the cases in which a need is open."""
        if need not in self.needs:
            return 0
        bit = 1 << self.needs.index(need)
        return mask_where(self.number("needs"), bit.__and__)

    def values(self, name: str, mask: int) -> Iterator[str]:
        """Yield the value of a coded column for each case of the mask."""
        table = self.tables[name]
        return (table[code] for code in compress(self._column("code", name), self.spread(mask)))

    def counts(self, name: str, mask: int) -> dict[str, int]:
        """Return how many cases of the mask have each value of a coded column."""
        table = self.tables[name]
        codes = Counter(compress(self._column("code", name), self.spread(mask)))
        return {table[code]: many for code, many in codes.items()}

    def spread(self, mask: int) -> bytes:
        """Return a mask as one byte for each case."""
        return mask.to_bytes(self.count, "little")

    def _bytes(self, start: int, end: int) -> bytes:
        return bytes(self._data[start:end])

    def _column(self, kind: str, name: str) -> "array[int]":
        found = self._read.get((kind, name))
        if found is None:
            width, start, end = self._places[kind, name]
            found = array(width, self._bytes(start, end))
            if sys.byteorder == "big":
                found.byteswap()
            self._read[kind, name] = found
        return found


def mask_where(column: Iterable[int], fits: Callable[[int], object]) -> int:
    """Return a mask of the cases whose number fits."""
    return int.from_bytes(bytes([1 if fits(one) else 0 for one in column]), "little")


def encode(cases: Sequence[tuple[bytes, SummaryBody | None]]) -> bytes:
    """Write cases, by rising ref; a body of None is one that does not open."""
    bodies = [body for _, body in cases]
    tables = [_table(getattr(body, name) for body in bodies if body is not None) for name in CODED]
    needs = _table(need for body in bodies if body is not None for need in body.needs)
    kept, printed = _by_day(bodies, _kept_until), _by_day(bodies, _printed_until)
    head = _Head(VERSION, len(cases), tables, needs[:_MOST_NEEDS], kept, printed)
    said = msgspec.json.encode(head)
    parts = [len(said).to_bytes(4, "little"), said]
    for name, table in zip(CODED, tables, strict=True):
        code = {value: place for place, value in enumerate(table)}
        column = [0 if body is None else code[getattr(body, name)] for body in bodies]
        parts.append(_packed(_width(table), column))
    orders = [_orders(body) for body in bodies]
    parts += [_packed("Q", [one[place] for one in orders]) for place in range(len(ORDERS))]
    numbers = [_numbers(body) for body in bodies]
    parts += [_packed("I", [one[place] for one in numbers]) for place in range(len(NUMBERS))]
    bits = {need: 1 << place for place, need in enumerate(head.needs)}
    parts.append(_packed("Q", [_needs(body, bits) for body in bodies]))
    parts.append(bytes(_flags(body) for body in bodies))
    return b"".join([*parts, *(ref for ref, _ in cases)])


def _by_day(
    bodies: Sequence[SummaryBody | None], day_of: Callable[[SummaryBody], int]
) -> list[int]:
    days = [0 if body is None else day_of(body) for body in bodies]
    return sorted((place for place, day in enumerate(days) if day), key=days.__getitem__)


def _kept_until(body: SummaryBody) -> int:
    return day_number(body.keep_until or "")


def _printed_until(body: SummaryBody) -> int:
    return day_number(body.printed_until)


def _table(values: Iterable[str]) -> list[str]:
    return sorted(set(values)) or [""]


def _width(table: Sequence[str]) -> str:
    return "B" if len(table) <= 256 else "H"


def _packed(width: str, column: Sequence[int]) -> bytes:
    packed = array(width, column)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _orders(body: SummaryBody | None) -> tuple[int, ...]:
    """Return a number for each order; what does not open comes first in all of them."""
    if body is None:
        return (0,) * len(ORDERS)
    # New requests first: nobody has judged them yet.
    judged = bool(body.risk) or not body.clock
    clock = (judged << 32) | (_seconds(body.clock) or _MOST)
    return (
        clock,
        (day_number(body.promised) or _NO_DAY) << 33 | clock,
        _MOST - _seconds(max(body.changed, body.unread_since)),
        _BY_STAGE.get(body.stage, _LAST) << 33 | clock,
        _BY_RISK.get(body.risk, _LAST) << 33 | clock,
    )


def _numbers(body: SummaryBody | None) -> tuple[int, ...]:
    if body is None:
        return (0,) * len(NUMBERS)
    return (
        _seconds(body.arrived),
        _seconds(body.unread),
        _seconds(body.due),
        day_number(body.promised),
        _kept_until(body),
        _printed_until(body),
        *_blocks(body),
    )


def _blocks(body: SummaryBody) -> list[int]:
    """Return for each block of Today from when on it has something to say; 0 for never."""
    since = dict.fromkeys(BLOCKS, 0)
    for item in body.agenda:
        block = BLOCK_OF.get(item.kind)
        if block is not None:
            known = since[block]
            begins = max(1, _seconds(item.since))
            since[block] = min(known, begins) if known else begins
    return list(since.values())


def _needs(body: SummaryBody | None, bits: dict[str, int]) -> int:
    return 0 if body is None else sum(bits.get(need, 0) for need in set(body.needs))


def _flags(body: SummaryBody | None) -> int:
    if body is None:
        return BROKEN
    named = {*body.holding, *(item.who for item in body.agenda if item.who)}
    elsewhere = bool(named - {body.owner})
    return (
        DAMAGED * body.damaged
        | PRACTICE * body.practice
        | RESTRICTED * body.restricted
        | WITHDRAWN * body.withdrawn
        | JOINED * bool(body.joined)
        | ELSEWHERE * elsewhere
        | LOOKED * bool(body.looked_at)
    )


def _seconds(value: int) -> int:
    return min(max(value, 0), _MOST)


def day_number(day: str) -> int:
    """Return a day, ``YYYY-MM-DD``, as a number; 0 for what is no day."""
    try:
        return date.fromisoformat(day).toordinal() if day else 0
    except ValueError:
        return 0

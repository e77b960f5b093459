"""What is searched of many cases: folded texts one after another, and where each begins. Pure."""

import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from apps.cases.folding import NAMES, needles
from apps.crypto import CannotOpen

_SIZE: Final = 4
_NAMES: Final = NAMES.encode()


class Needles:
    """The words of one search; a text fits when each of them stands in it or sounds like a name."""

    def __init__(self, words: str) -> None:
        found = [(word.encode(), bones.encode()) for word, bones in needles(words)]
        # The longest first: it is the rarest as a rule, and the others are looked for where it is.
        self.words = sorted(found, key=lambda one: -len(one[0]))

    def fit(self, text: bytes) -> bool:
        """Tell whether one folded text has them all."""
        return all(word in text or (bones and bones in text) for word, bones in self.words)

    def search(self, data: bytes, count: int) -> int:
        """Return the mask of the cases whose texts have them all; ``CannotOpen`` if misshapen."""
        texts, names = _read(data, count)
        hits = bytearray(b"\x01" * count)
        for place, (word, bones) in enumerate(self.words):
            found = bytearray(count)
            for at in texts.having(word, hits if place else None):
                found[at] = 1
            if bones:
                for at in names.having(bones, hits if place else None):
                    found[at] = 1
            hits = found
        return int.from_bytes(hits, "little")


class Marks:
    """Marks of one case, to find those that share any of them; as `Needles` are asked."""

    def __init__(self, marks: Sequence[str]) -> None:
        self.marks = [f"{NAMES}{mark}{NAMES}".encode() for mark in marks]

    def fit(self, text: bytes) -> bool:
        """Tell whether one folded text has one of them."""
        return any(mark in text for mark in self.marks)

    def search(self, data: bytes, count: int) -> int:
        """Return the mask of the cases that have one; ``CannotOpen`` if misshapen."""
        _, names = _read(data, count)
        hits = bytearray(count)
        for mark in self.marks:
            for at in names.having(mark, None):
                hits[at] = 1
        return int.from_bytes(hits, "little")


class _Stretch:
    """One text of each case, one after another; ``starts`` has one more than there are cases."""

    def __init__(self, data: bytes, starts: "array[int]") -> None:
        self.data, self.starts = data, starts

    def having(self, needle: bytes, hits: bytearray | None) -> Iterator[int]:
        """Yield the places of the cases that have it: of all, or of those that were hit."""
        return self._of_all(needle) if hits is None else self._of_hits(needle, hits)

    def _of_all(self, needle: bytes) -> Iterator[int]:
        data, starts, end = self.data, self.starts, self.starts[-1]
        at = data.find(needle, starts[0], end)
        while at >= 0:
            place = bisect_right(starts, at) - 1
            yield place
            at = data.find(needle, starts[place + 1], end)

    def _of_hits(self, needle: bytes, hits: bytearray) -> Iterator[int]:
        data, starts = self.data, self.starts
        place = hits.find(1)
        while place >= 0:
            if data.find(needle, starts[place], starts[place + 1]) >= 0:
                yield place
            place = hits.find(1, place + 1)


def encode_texts(texts: Sequence[bytes]) -> bytes:
    """Write folded texts in the order of their cases: first what was said, then the names.

    Each ends so that no word reaches over into the next.
    """
    split = [text.partition(_NAMES) for text in texts]
    stretches = [said + b"\n" for said, _, _ in split], [mark + names for _, mark, names in split]
    starts = array("I")
    at = _SIZE * (1 + 2 * (len(texts) + 1))
    for stretch in stretches:
        starts.append(at)
        for text in stretch:
            at += len(text)
            starts.append(at)
    if sys.byteorder == "big":
        starts.byteswap()
    head = len(texts).to_bytes(_SIZE, "little")
    return b"".join([head, starts.tobytes(), *stretches[0], *stretches[1]])


def _read(data: bytes, count: int) -> tuple[_Stretch, _Stretch]:
    size = _SIZE * (count + 1)
    head = data[_SIZE : _SIZE + 2 * size]
    if int.from_bytes(data[:_SIZE], "little") != count or len(head) != 2 * size:
        raise CannotOpen
    starts = array("I", head)
    if sys.byteorder == "big":
        starts.byteswap()
    if starts[-1] > len(data):
        raise CannotOpen
    return _Stretch(data, starts[: count + 1]), _Stretch(data, starts[count + 1 :])

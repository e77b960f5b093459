"""What is searched of many cases: folded texts one after another, and where each begins. Pure."""

import sys
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from apps.cases.folding import needles
from apps.crypto import CannotOpen

_SIZE: Final = 4


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
        starts, texts = _read(data)
        if len(starts) != count + 1:
            raise CannotOpen
        hits = bytearray(b"\x01" * count)
        for place, (word, bones) in enumerate(self.words):
            found = bytearray(count)
            for needle in filter(None, (word, bones)):
                if place:
                    _look_again(texts, starts, needle, hits, found)
                else:
                    _look(texts, starts, needle, found)
            hits = found
        return int.from_bytes(hits, "little")


def _look(texts: bytes, starts: Sequence[int], needle: bytes, found: bytearray) -> None:
    """Mark the cases that have a needle: one run over all the texts."""
    end = starts[-1]
    at = texts.find(needle, starts[0], end)
    while at >= 0:
        place = bisect_right(starts, at) - 1
        found[place] = 1
        at = texts.find(needle, starts[place + 1], end)


def _look_again(
    texts: bytes, starts: Sequence[int], needle: bytes, hits: bytearray, found: bytearray
) -> None:
    """Mark those of the hits that have another needle too."""
    place = hits.find(1)
    while place >= 0:
        if texts.find(needle, starts[place], starts[place + 1]) >= 0:
            found[place] = 1
        place = hits.find(1, place + 1)


def encode_texts(texts: Sequence[bytes]) -> bytes:
    """Write folded texts in the order of their cases; each ends so that no word reaches over."""
    ended = [text + b"\n" for text in texts]
    starts = array("I", [_SIZE * (len(texts) + 2)])
    for text in ended:
        starts.append(starts[-1] + len(text))
    if sys.byteorder == "big":
        starts.byteswap()
    return b"".join([len(texts).to_bytes(_SIZE, "little"), starts.tobytes(), *ended])


def _read(data: bytes) -> tuple["array[int]", bytes]:
    count = int.from_bytes(data[:_SIZE], "little")
    head = data[_SIZE : _SIZE * (count + 2)]
    if len(head) != _SIZE * (count + 1):
        raise CannotOpen
    starts = array("I", head)
    if sys.byteorder == "big":
        starts.byteswap()
    if starts[-1] > len(data):
        raise CannotOpen
    return starts, data

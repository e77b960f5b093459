"""What is searched of many cases: each word once, with the cases it stands in. Pure.

People say the same words again: a list of words is a third of the texts that it is made of, and
what somebody looks for, which never reaches over a space, stands in one of them or nowhere.
"""

import sys
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from apps.cases.folding import NAMES, needles
from apps.crypto import CannotOpen

VERSION: Final = 2
# Words of a block stand in equally many cases. More of them make fewer blocks, and each found in
# takes longer.
BLOCK: Final = 64
_SIZE: Final = 4
_NAMES: Final = NAMES.encode()
_END: Final = b"\n"


class Needles:
    """The words of one search; a text fits when each of them stands in it or sounds like a name."""

    def __init__(self, words: str) -> None:
        found = [(word.encode(), bones.encode()) for word, bones in needles(words)]
        # The longest first: it is the rarest as a rule, and where none has it, that is the answer.
        self.words = sorted(found, key=lambda one: -len(one[0]))

    def fit(self, text: bytes) -> bool:
        """Tell whether one folded text has them all."""
        return all(word in text or (bones and bones in text) for word, bones in self.words)

    def search(self, data: bytes, count: int) -> int:
        """Return the mask of the cases whose texts have them all; ``CannotOpen`` if misshapen."""
        said, names = _read(data, count)
        mask = int.from_bytes(b"\x01" * count, "little")
        for word, bones in self.words:
            if mask:
                hits = bytearray(count)
                said.mark(word, hits)
                if bones:
                    names.mark(bones, hits)
                mask &= int.from_bytes(hits, "little")
        return mask


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
            names.mark(mark, hits)
        return int.from_bytes(hits, "little")


class _Words:
    """Words in blocks: where each block begins, and where the places of its words begin."""

    def __init__(self, data: bytes, begins: "array[int]", places: "array[int]") -> None:
        self.data, self.begins, self.places = data, begins, places

    def mark(self, needle: bytes, hits: bytearray) -> None:
        """Set the places of the cases in which a word has the needle; ``CannotOpen`` if misshapen.

        The words of most cases come first: whoever looks for one of these soon has all cases.
        """
        data, begins, end = self.data, self.begins, self.begins[-1]
        first = last = begins[0]
        places, each = array("H"), 1
        at = data.find(needle, first, end)
        while at >= 0 and 0 in hits:
            if at >= last:
                block = bisect_right(begins, at) - 1
                first, last = begins[block], begins[block + 1]
                places = _numbers("H", data[self.places[block] : self.places[block + 1]])
                each = max(1, len(places) // max(1, data.count(_END, first, last)))
            # Counting the words before it takes less than looking at each.
            start = each * data.count(_END, first, at)
            _set(hits, places[start : start + each])
            behind = data.find(_END, at, last)
            if behind < 0:
                raise CannotOpen
            at = data.find(needle, behind, end)


def encode_texts(texts: Sequence[bytes]) -> bytes:
    """Write folded texts in the order of their cases: the words said, then the names."""
    split = [text.partition(_NAMES) for text in texts]
    said = _listed(said.split() for said, _, _ in split)
    names = _listed(_marked(names) for _, _, names in split)
    head = _SIZE * 3
    first = _written(said, head)
    return b"".join(
        [
            _packed("I", [VERSION, len(texts), head + len(first)]),
            first,
            _written(names, head + len(first)),
        ]
    )


def _marked(names: bytes) -> Iterator[bytes]:
    return (_NAMES + one + _NAMES for one in names.split(_NAMES) if one)


def _listed(texts: Iterable[Iterable[bytes]]) -> dict[bytes, list[int]]:
    """Return each word with the places of the cases that have it."""
    places = defaultdict[bytes, list[int]](list)
    for place, words in enumerate(texts):
        for word in set(words):
            places[word].append(place)
    return places


def _written(listed: Mapping[bytes, Sequence[int]], at: int) -> bytes:
    """Write one list of words that begins ``at`` bytes from the first of all."""
    blocks = [*_blocks(listed)]
    words = [_END.join([*block, b""]) for block in blocks]
    places = [_packed("H", chain.from_iterable(map(listed.__getitem__, block))) for block in blocks]
    at += _SIZE * (1 + 2 * (len(blocks) + 1))
    begins = _sums(at, words)
    return b"".join(
        [
            _packed("I", [len(blocks), *begins, *_sums(begins[-1], places)]),
            *words,
            *places,
        ]
    )


def _blocks(listed: Mapping[bytes, Sequence[int]]) -> Iterator[Sequence[bytes]]:
    """Cut the words into blocks of those that equally many cases have, most cases first."""
    alike = defaultdict[int, list[bytes]](list)
    for word, places in listed.items():
        alike[len(places)].append(word)
    for many in sorted(alike, reverse=True):
        words = sorted(alike[many])
        for start in range(0, len(words), BLOCK):
            yield words[start : start + BLOCK]


def _sums(at: int, parts: Sequence[bytes]) -> list[int]:
    sums = [at]
    for part in parts:
        at += len(part)
        sums.append(at)
    return sums


def _read(data: bytes, count: int) -> tuple[_Words, _Words]:
    head = _numbers("I", data[: _SIZE * 3])
    if len(head) != 3 or (head[0], head[1]) != (VERSION, count):
        raise CannotOpen
    return _read_words(data, _SIZE * 3), _read_words(data, head[2])


def _read_words(data: bytes, at: int) -> _Words:
    size = _SIZE * (int.from_bytes(data[at : at + _SIZE], "little") + 1)
    at += _SIZE
    begins = _numbers("I", data[at : at + size])
    places = _numbers("I", data[at + size : at + 2 * size])
    if _SIZE * len(places) != size or places[-1] > len(data):
        raise CannotOpen
    return _Words(data, begins, places)


def _set(hits: bytearray, places: "array[int]") -> None:
    try:
        for place in places:
            hits[place] = 1
    except IndexError:
        raise CannotOpen from None


def _numbers(width: str, data: bytes) -> "array[int]":
    numbers = array(width, data[: len(data) - len(data) % array(width).itemsize])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _packed(width: str, numbers: Iterable[int]) -> bytes:
    packed = array(width, numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()

"""Finds a word in files, however it was written down."""

import base64
import contextlib
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final


def written_forms(word: str) -> dict[str, bytes]:
    """Return a word as it may stand in a file: as text, and as text that was packed."""
    plain = word.encode()
    forms = {
        "utf-8": plain,
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
        "hex": plain.hex().encode(),
        "escaped": word.encode("ascii", "backslashreplace"),
        "percent": "".join(f"%{byte:02X}" for byte in plain).encode(),
    }
    # Base64 shows a word in one of three shapes; its edges hang on what stands beside it.
    for shift in range(3):
        packed = base64.b64encode(bytes(shift) + plain)
        inner = packed[4 if shift else 0 : len(packed) // 4 * 4 - 4]
        forms[f"base64+{shift}"] = inner
        forms[f"base64url+{shift}"] = inner.replace(b"+", b"-").replace(b"/", b"_")
    return {name: form for name, form in forms.items() if len(form) >= 6}


def neighbours(code: Sequence[str]) -> list[str]:
    """Return each two words of a code that stand together, as a page or a script may send them.

    One alone may be three letters long, which an address or sealed bytes hold by chance.
    """
    return [between.join(two) for two in pairwise(code) for between in (" ", "+", "%20", '","', "")]


# How a gzip stream and a zlib stream of each level begin.
PACKED: Final = ((b"\x1f\x8b\x08", 31), (b"\x78\x01", 15), (b"\x78\x9c", 15), (b"\x78\xda", 15))


def unpacked(data: bytes) -> Iterator[bytes]:
    """Yield the bytes, and what every gzip or zlib stream in them unpacks to."""
    yield data
    for magic, bits in PACKED:
        start = data.find(magic)
        while start >= 0:
            # Most of what begins like a stream is none.
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj(bits).decompress(data[start:], 20_000_000)
            start = data.find(magic, start + 1)


def find(words: Iterable[str], places: Iterable[Path]) -> list[str]:
    """Return a line for each word that stands in a file below the places, and in which form."""
    wanted = [(word, name, form) for word in words for name, form in written_forms(word).items()]
    found = []
    for place in places:
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if not path.is_file() or path.is_symlink():
                continue
            for data in unpacked(path.read_bytes()):
                found += [
                    f"{word!r} as {name} in {path}" for word, name, form in wanted if form in data
                ]
    return sorted(set(found))

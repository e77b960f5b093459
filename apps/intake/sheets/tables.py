"""A file of a spreadsheet program made into rows of text. Nothing of it touches a disk.

CSV in whatever encoding and with whatever delimiter; XLSX without formulas being run. What cannot
be read is a `OddTable`, which says why in a word.
"""

import csv
import io
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Final, Literal, NamedTuple

import msgspec

from apps.web.confined.limits import Limits
from apps.web.confined.running import ChildFailed, run

Why = Literal[
    "empty",
    "large",
    "rows",
    "columns",
    "cell",
    "bomb",
    "broken",
    "kind",
    "encoding",
    "busy",
    "unable",
]

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_ROWS: Final = 2000
MOST_COLUMNS: Final = 60
MOST_CELL: Final = 8000
# What a workbook may unpack to; XML is some ten times as large as what stands in it.
MOST_UNPACKED: Final = 48 * 1024 * 1024
MOST_ENTRIES: Final = 1000
# What reading a workbook may take; its rows are some megabytes at most.
LIMITS: Final = Limits(memory=768 * 1024 * 1024, seconds=20, most=64 * 1024 * 1024)
CHUNK: Final = 64 * 1024

ENCODINGS: Final = ("utf-8", "utf-16", "cp1251", "cp1256", "cp1252")
DELIMITERS: Final = (",", ";", "\t", "|")
# Not the zeros: a UTF-16 file without its mark is read as if they were not there.
_UNTYPED: Final = [chr(n) for n in range(1, 32) if chr(n) not in "\t\n\v\f\r\x1a"]
CHILD: Final = Path(__file__).parent / "child.py"
# How no table begins: an old workbook, PDF, RTF, HTML, then photographs (HEIC says it later).
_OTHERS: Final = (
    *(b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"<"),
    *(b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8"),
)
# How often a language's commonest letters come: enough to tell three one-byte encodings apart.
_COMMON: Final = {"cp1251": "оеаинтсрвл", "cp1256": "اليمنوتبر", "cp1252": "eaéèüöäßñç"}


class OddTable(ValueError):
    """The file cannot be read, or not in one go; ``row`` is where, if that can be told."""

    def __init__(self, why: Why, *, row: int = 0) -> None:
        super().__init__(why)
        self.why: Why = why
        self.row = row


class Table(NamedTuple):
    """Headings, and rows with the number that a spreadsheet program shows beside them."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(data: bytes, *, encoding: str = "") -> Table:
    """Read a file; ``encoding`` is one of `ENCODINGS`, or "" to find out. Raises `OddTable`."""
    if len(data) > MOST_BYTES:
        raise OddTable("large")
    if not data.strip(b"\0\r\n\t ,;|"):
        raise OddTable("empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _table(_workbook(data))
    if data.startswith(_OTHERS) or data[4:8] == b"ftyp":
        raise OddTable("kind")
    text = decoded(data, encoding)
    if not encoding and _is_binary(text):
        raise OddTable("kind")
    return _table(_csv(text))


def _table(rows: list[list[str]]) -> Table:
    if len(rows) > MOST_ROWS + 1:
        raise OddTable("rows")
    numbered = [
        (number, row) for number, row in enumerate(rows, start=1) if any(map(str.strip, row))
    ]
    if len(numbered) < 2:
        raise OddTable("empty")
    width = max(len(row) for _, row in numbered)
    if width > MOST_COLUMNS:
        raise OddTable("columns")
    for number, row in numbered:
        if any(len(cell) > MOST_CELL for cell in row):
            raise OddTable("cell", row=number)
    filled = [(number, [*row, *[""] * (width - len(row))]) for number, row in numbered]
    return Table(filled[0][1], filled[1:])


# CSV.


def decoded(data: bytes, encoding: str = "") -> str:
    """Return the text of a file, in the encoding named or the likeliest."""
    if encoding in ENCODINGS:
        try:
            return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError:
            raise OddTable("encoding") from None
    # A letter that does not fit is shown as such: the next page lets one name the encoding.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode(max(_COMMON, key=lambda one: _likely(data, one)), "replace")


def _is_binary(text: str) -> bool:
    """Tell what is no text at all: signs that nobody types, more than one in a hundred."""
    odd = sum(text.count(sign) for sign in _UNTYPED)
    return odd * 100 > len(text) - text.count("\0")


def _likely(data: bytes, encoding: str) -> float:
    letters = Counter(data.decode(encoding, "replace").lower())
    foreign = sum(count for letter, count in letters.items() if letter > "\x7f")
    common = sum(letters[letter] for letter in _COMMON[encoding] if letter > "\x7f")
    return (common - letters["\ufffd"]) / max(1, foreign)


def _csv(text: str) -> list[list[str]]:
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("sep=") and "\n" in text:
        text = text.partition("\n")[2]
    delimiter = max(DELIMITERS, key=lambda sign: _regular(text, sign))
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) > MOST_ROWS + 1 or len(row) > MOST_COLUMNS * 2:
                break
    except csv.Error:
        raise OddTable("cell", row=len(rows) + 1) from None
    return rows


def _regular(text: str, delimiter: str) -> tuple[int, int]:
    """Tell how many of the first rows have the same number of columns, and how many columns."""
    first = io.StringIO(text[: 64 * 1024], newline="")
    try:
        widths = Counter(
            len(row)
            for row, _ in zip(csv.reader(first, delimiter=delimiter), range(40))  # noqa: B905
        )
    except csv.Error:
        return 0, 0
    widths.pop(0, None)
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    return (count, width) if width > 1 else (0, 0)


# XLSX.


def _workbook(data: bytes) -> list[list[str]]:
    measure(data)
    try:
        answer = run(CHILD, str(MOST_ROWS + 1), given=[data], limits=LIMITS)
    except ChildFailed as failed:
        why: dict[str, Why] = {"busy": "busy", "unable": "unable"}
        raise OddTable(why.get(failed.why, "broken")) from None
    try:
        return msgspec.json.decode(answer, type=list[list[str]])
    except msgspec.MsgspecError:
        raise OddTable("broken") from None


def measure(data: bytes) -> None:
    """Unpack a workbook without keeping it, and refuse what is none or would grow too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        raise OddTable("broken") from None
    if len(entries) > MOST_ENTRIES:
        raise OddTable("bomb")
    if not any(entry.filename.lower() == "xl/workbook.xml" for entry in entries):
        raise OddTable("kind")
    left = MOST_UNPACKED
    for entry in entries:
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise OddTable("broken")
        left -= _unpacked(data, entry, left)


def _unpacked(data: bytes, entry: zipfile.ZipInfo, most: int) -> int:
    """Return how many bytes an entry really unpacks to: what it says of itself may be a lie."""
    # A local header has 30 bytes, then the name and an extra field whose lengths stand at its end.
    at = entry.header_offset
    head = data[at : at + 30]
    start = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = data[start : start + entry.compress_size]
    stored = entry.compress_type == zipfile.ZIP_STORED
    size = len(packed) if stored else _inflated(packed, most)
    if size > most:
        raise OddTable("bomb")
    return size


def _inflated(packed: bytes, most: int) -> int:
    inflate, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    try:
        while packed and size <= most and not inflate.eof:
            size += len(inflate.decompress(packed, CHUNK))
            packed = inflate.unconsumed_tail
    except zlib.error:
        raise OddTable("broken") from None
    return size

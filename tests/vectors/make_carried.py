"""Vectors of a submission carried by hand: its bytes, its texts, and what became of them."""

import base64
from dataclasses import asdict
from typing import Any

from tests.vectors.make_case import sent_bytes, submission
from tests.vectors.reference import draw, sha256, u
from tests.vectors.writing import Book

UNTIL = 20_818  # 31 December 2026
DAYS = u(UNTIL)


def mark(data: bytes) -> str:
    return sha256(data)[:4].hex()


def piece(number: int, of: int, whole: str, part: bytes) -> str:
    letters = base64.b64encode(part).decode().rstrip("=")
    lines = [letters[place : place + 64] for place in range(0, len(letters), 64)]
    return "\n".join([f"[{number}/{of}-{whole}]", *lines, f"[{mark(part)}]"])


def pieces(data: bytes) -> list[str]:
    parts = [data[place : place + 1056] for place in range(0, len(data), 1056)]
    return [piece(number, len(parts), mark(data), part) for number, part in enumerate(parts, 1)]


def carried_book() -> Book:
    """Submissions carried by hand."""
    book = Book("offline", spec="docs/spec/offline.md")
    sent = submission()
    data = b"\x01" + DAYS + sent_bytes(sent)
    expect = {"until": UNTIL, "submission": asdict(sent)}
    book.good("carried.read", "as it is carried", expect, carried=data)
    for why, changed in {
        "another version": b"\x02" + data[1:],
        "nothing carried": b"",
        "a day and no more": data[:5],
        "without its day": data[5:],
        "what is sent, of another version": data[:5] + b"\x03" + data[6:],
        "a byte too many": data + b"\x00",
        "a byte too few": data[:-1],
    }.items():
        book.bad("carried.read", why, carried=changed)
    for name, written in (
        ("a submission", data),
        ("one byte", b"\x00"),
        ("a whole piece", draw("a piece", 1056)),
        ("a piece and a byte", draw("a piece and a byte", 1057)),
    ):
        texts = {"text": piece(1, 1, mark(written), written), "pieces": pieces(written)}
        book.good("carried.write", f"{name}, as text", texts, carried=written)
    _found(book, draw("a submission of three pieces", 2500))
    return book


def _found(book: Book, data: bytes) -> None:
    """What stands in a text, after mail, messengers and people."""
    whole, parts = piece(1, 1, mark(data), data), pieces(data)
    first, second, third = parts
    lost = second.splitlines()[5]
    turned = second.replace(lost, lost.swapcase())
    spelled = whole.replace("\n", "=\n", 3).replace("\n", "=20\n").replace("[", "=5B=\r\n[")
    other = draw("another submission", 300)
    for name, text in {
        "as it was written": whole,
        "in pieces": "\n\n".join(parts),
        "in pieces, the last first": "\n".join(reversed(parts)),
        "each piece twice": "\n".join(parts + parts),
        "words around and between": f"Передайте.\n{first}\n12:30 Bo:\n{second} — {third}\nBo",
        "quoted in mail": "\n".join(f"> > {line}" for line in whole.splitlines()),
        "wrapped elsewhere": "\r\n".join(
            whole.replace("\n", "")[at : at + 50] for at in range(0, len(whole), 50)
        ),
        "no line ends": whole.replace("\n", " "),
        "signs that cannot be seen": whole.replace("\n", "\u200b\n\u00a0\ufeff"),
        "marks in capitals": whole.replace(mark(data), mark(data).upper()),
        "a longer dash": whole.replace("-", "\u2013"),
        "as mail travels": spelled,
        "a spoilt piece and a whole one": "\n".join([first, turned, second, third]),
    }.items():
        of = 3 if first.splitlines()[0] in text else 1
        told = {"mark": mark(data), "of": of, "missing": [], "data": data}
        book.good("carried.find", name, {"found": [told]}, text=text)
    for name, text, missing in (
        ("a piece is missing", f"{first}\n{third}", [2]),
        ("letters turned", f"{first}\n{turned}\n{third}", [2]),
        ("a line is missing", f"{first}\n{second.replace(lost, '')}\n{third}", [2]),
        ("cut at the end", f"{first}\n{second}\n{third[:-8]}", [3]),
        ("cut in the middle", f"{first}\n{second[:700]}", [2, 3]),
    ):
        told = {"mark": mark(data), "of": 3, "missing": missing, "data": None}
        book.good("carried.find", name, {"found": [told]}, text=text)
    _odd(book, data, parts, other)


def _odd(book: Book, data: bytes, parts: list[str], other: bytes) -> None:
    told: list[dict[str, Any]] = [
        {"mark": mark(data), "of": 3, "missing": [], "data": data},
        {"mark": mark(other), "of": 1, "missing": [], "data": other},
    ]
    both = "\n".join([*parts[:2], piece(1, 1, mark(other), other), parts[2]])
    book.good("carried.find", "two in one text", {"found": told}, text=both)
    mixed = [{"mark": mark(data), "of": 1, "missing": [], "data": None}]
    swapped = piece(1, 1, mark(data), other)
    book.good("carried.find", "whole under another mark", {"found": mixed}, text=swapped)
    # “QQ” and “QR” give the same byte; the second is not how it is written.
    loose = f"[1/1-{mark(b'A')}]\nQR\n[{mark(b'A')}]"
    spoilt = [{"mark": mark(b"A"), "of": 1, "missing": [1], "data": None}]
    book.good("carried.find", "bits that nobody writes", {"found": spoilt}, text=loose)
    for name, text in {
        "nothing": "",
        "words alone": "[12:30, 26/11/2026] Please call me back.",
        "a piece of none": piece(1, 0, mark(data), data),
        "a piece nought": piece(0, 1, mark(data), data),
        "a piece after the last": piece(2, 1, mark(data), data),
        "more pieces than there can be": piece(1, 255, mark(data), data),
    }.items():
        book.good("carried.find", name, {"found": []}, text=text)

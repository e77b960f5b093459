"""The search that other tests trust finds what is there."""

import base64
import gzip
import zlib
from pathlib import Path

import pytest

from tests.journeys.searching import find

WORD = "зебра-marker-4711"


@pytest.mark.parametrize(
    "written",
    [
        WORD.encode(),
        WORD.encode("utf-16-le"),
        WORD.encode().hex().encode(),
        base64.b64encode(WORD.encode()),
        base64.b64encode(b"x" + WORD.encode() + b"yz"),
        base64.urlsafe_b64encode(b"xx" + WORD.encode() + b"yz"),
        gzip.compress(WORD.encode(), mtime=0),
        b"before" + zlib.compress(WORD.encode()) + b"after",
    ],
    ids=["utf-8", "utf-16", "hex", "base64", "base64 inside", "base64 further", "gzip", "zlib"],
)
def test_it_finds_a_word_in_every_form(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "file").write_bytes(b"\x00\x01" + written + b"\xff")
    assert find([WORD], [tmp_path])


def test_it_finds_nothing_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(range(256)) * 50)
    assert find([WORD], [tmp_path]) == []

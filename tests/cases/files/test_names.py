import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.files.names import MOST, clean_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("photo.jpg", "photo.jpg"),
        ("Билет на поезд.pdf", "Билет на поезд.pdf"),
        ("تذكرة.pdf", "تذكرة.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Noor\\scan.pdf", "scan.pdf"),
        ("a\0b\x1b[31m.pdf", "ab[31m.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("annex\u202egpj.exe", "annexgpj.exe"),
        ("\u2066\u200fa\u2069.pdf", "a.pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("  a   b .pdf", "a b .pdf"),
        ("..", "file"),
        ("", "file"),
        ("/", "file"),
        (".pdf", "pdf"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
        ("x" * 300, "x" * 120),
        ("a." + "y" * 300, "a." + "y" * 118),
        ("\ud800.pdf", ".pdf".strip(".")),
    ],
)
def test_it_takes_a_name_as_words(said: str, name: str) -> None:
    assert clean_name(said) == name


@given(st.text(max_size=400))
def test_it_is_always_one_short_line_that_is_no_path(said: str) -> None:
    name = clean_name(said)
    assert 1 <= len(name) <= MOST
    assert name.isprintable()
    assert not {"/", "\\"} & set(name)
    assert name not in {".", ".."}
    assert clean_name(name) == name
    assert unicodedata.is_normalized("NFC", name)

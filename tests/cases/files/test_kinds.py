"""What kinds of file are taken: the content decides, and the name must not disagree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.cases.files.kinds import KINDS, kind_of, neutral_name
from tests.cases.files.good import good


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_found_in_the_first_bytes(kind: str) -> None:
    assert kind_of(good(kind)[:64], "") == kind


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_by_every_name_that_people_give_it(kind: str) -> None:
    for ending in KINDS[kind].endings:
        for name in (
            f"IMG_1.{ending}",
            f"Паспорт.{ending.upper()}",
            f"a.b.{ending}",
            f"x.{ending} ",
        ):
            assert kind_of(good(kind), name) == kind
    assert kind_of(good(kind), "image") == kind


@pytest.mark.parametrize(
    "name",
    [
        *(
            "a.pdf",
            "a.jpg.exe",
            "a.jpg.html",
            "a.exe.",
            "a.svg",
            "a.ｅｘｅ",
            "a.ex e",
            "a.jpg .exe ",
        ),
        *("a\u202egpj.exe", "a.jp\u200bg.ex\u200be", "a.jpg\0.exe", "a.jpg/../b.exe"),
    ],
)
def test_its_name_must_not_say_something_else(name: str) -> None:
    assert kind_of(good("jpeg"), name) == ""


@pytest.mark.parametrize(
    "head",
    [
        *(b"", b"\0", b"MZ\x90", b"PK\x03\x04", b"II*\0", b"BM", b"RIFF\0\0\0\0WAVE", b"%!PS"),
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"\0\0\0\x20ftypisom\0\0\0\0isommp42",
        b"\0\0\0\x1cftypavif\0\0\0\0mif1avif",
    ],
)
def test_other_content_is_not_taken(head: bytes) -> None:
    assert kind_of(head, "a") == ""


@given(st.text(), st.binary(max_size=80))
def test_any_name_and_content_are_a_kind_or_none(name: str, head: bytes) -> None:
    assert kind_of(head, name) in {"", *KINDS}


def test_it_is_saved_under_a_name_that_says_nothing() -> None:
    assert [neutral_name(kind, 3) for kind in KINDS] == [
        *("file-3.jpg", "file-3.png", "file-3.webp", "file-3.gif", "file-3.heic", "file-3.pdf")
    ]

"""Files shown as pixels: upright, small enough, and with nothing in them that the file brought."""

import io

import pytest
from PIL import Image

from apps.cases.files.kinds import KINDS
from apps.cases.files.rendering import LONGEST, LONGEST_CLEANED, CannotShow, Shown, clean, show
from tests.cases.files.good import (
    MARKER,
    THUMBNAIL,
    good,
    looks_like_the_scene,
    pdf,
    photo,
    saved,
    scene,
)

PHOTOS = sorted(kind for kind in KINDS if KINDS[kind].is_image)


def seen(shown: Shown) -> Image.Image:
    """The picture as a browser would show it, which looks at no camera data."""
    assert shown.media_type == "image/jpeg"
    image = Image.open(io.BytesIO(shown.data), formats=["JPEG"])
    image.load()
    return image


def segments(jpeg: bytes) -> set[int]:
    """The marks of all segments that stand before a JPEG's pixels."""
    at, marks = 2, set()
    while jpeg[at + 1] != 0xDA:
        marks.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    assert jpeg.endswith(b"\xff\xd9")
    return marks


@pytest.mark.parametrize("kind", PHOTOS)
def test_it_is_shown_without_anything_but_its_pixels(kind: str) -> None:
    original = photo(kind)
    assert MARKER.encode() in original
    for shown in (show([original], kind), clean([original], kind)):
        assert looks_like_the_scene(seen(shown))
        for mark in (MARKER.encode(), THUMBNAIL, b"Exif", b"http", b"GPS", b"ICC", b"2026"):
            assert mark not in shown.data
        # JFIF's own, tables, size: nothing that could carry a word.
        assert segments(shown.data) <= {0xE0, 0xDB, 0xC0, 0xC4}
        assert shown.pages == 1


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic"])
def test_it_stands_upright_however_the_camera_was_held(kind: str, orientation: int) -> None:
    image = seen(show([photo(kind, orientation)], kind))
    assert image.size == (96, 64)
    assert looks_like_the_scene(image)


def test_it_takes_a_file_in_whatever_pieces() -> None:
    whole = photo("jpeg")
    assert show([whole[at : at + 7] for at in range(0, len(whole), 7)], "jpeg") == show(
        [whole], "jpeg"
    )


def test_it_is_no_larger_than_a_screen() -> None:
    large = saved(scene(3600, 1800), "jpeg")
    assert seen(show([large], "jpeg")).size == (LONGEST, 1000)
    assert seen(clean([large], "jpeg")).size == (LONGEST_CLEANED, 1500)


def test_it_shows_one_page_of_a_pdf_and_says_how_many_there_are() -> None:
    shown = show([pdf(3)], "pdf", 2)
    assert shown.pages == 3
    assert seen(shown).size == (1200, 800)


@pytest.mark.parametrize("page", [0, -1, 4, 10**9])
def test_it_has_no_page_beyond_its_last(page: int) -> None:
    with pytest.raises(CannotShow, match="page"):
        show([pdf(3)], "pdf", page)


def test_it_cleans_no_pdf() -> None:
    with pytest.raises(CannotShow, match="broken"):
        clean([good("pdf")], "pdf")

"""Files shown as pixels: upright, small enough, and with nothing in them that the file brought."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from apps.cases.files.kinds import KINDS
from apps.cases.files.rendering import (
    LONGEST,
    LONGEST_CLEANED,
    REASONS,
    CannotShow,
    Shown,
    clean,
    pixels_of,
    show,
)
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
from tests.web.confined.machine import unconfinable

pytestmark = pytest.mark.skipif(
    os.environ.get("TEST_DATABASE") == "postgresql", reason="no database has a part in it"
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


# What pictures are made of: one colour, grey, palettes, glass, sixteen bits, ink for print.
MADE_OF = {
    "jpeg": ("L", "RGB", "CMYK"),
    "png": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "webp": ("RGB", "RGBA"),
    "gif": ("1", "L", "P"),
    "heic": ("L", "RGB", "RGBA"),
}


@pytest.mark.parametrize(
    ("kind", "mode"), [(kind, mode) for kind in PHOTOS for mode in MADE_OF[kind]]
)
def test_it_is_shown_whatever_its_pixels_are_made_of(kind: str, mode: str) -> None:
    image = scene() if mode != "I;16" else Image.new(mode, (96, 64), 40_000)
    given = saved(image if mode == "I;16" else image.convert(mode), kind)
    corner = seen(show([given], kind)).getpixel((94, 62))
    assert isinstance(corner, tuple)
    # White stays white, and five eighths of the way there stay that.
    assert abs(corner[0] - (156 if mode == "I;16" else 255)) < 3


@pytest.mark.parametrize("kind", ["png", "webp", "gif", "heic"])
def test_it_stands_on_white_where_one_could_see_through(kind: str) -> None:
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (0, 0, 10, 20))
    shown = seen(show([saved(image, kind)], kind))
    left, right = shown.getpixel((3, 10)), shown.getpixel((17, 10))
    assert isinstance(left, tuple)
    assert isinstance(right, tuple)
    assert left[2] > 200 > 60 > left[0]
    assert min(right) > 240


@pytest.mark.parametrize("kind", ["gif", "webp", "png"])
def test_it_shows_the_first_picture_of_an_animation(kind: str) -> None:
    moving = saved(scene(), kind, save_all=True, append_images=[Image.new("RGB", (96, 64))] * 3)
    assert looks_like_the_scene(seen(show([moving], kind)))


def test_it_shows_what_somebody_filled_into_a_form() -> None:
    green = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 300 200] /Length 25 >>\n"
        b"stream\n0 1 0 rg 0 0 300 200 re f\nendstream"
    )
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Noor) /Rect [0 0 300 200] /F 4 "
        b"/AP << /N 6 0 R >> /P 100 0 R >>"
    )
    form = pdf(
        1,
        objects=(field, green),
        more=b" /Annots [5 0 R]",
        root=b"/AcroForm << /Fields [5 0 R] >>",
    )
    middle = seen(show([form], "pdf")).getpixel((600, 400))
    assert isinstance(middle, tuple)
    assert middle[1] > 200 > 60 > middle[0]


def test_it_leaves_errors_of_whoever_gives_the_pieces_to_them() -> None:
    def pieces() -> Iterator[bytes]:
        yield photo("jpeg")[:100]
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        show(pieces(), "jpeg")


def test_it_says_so_where_this_machine_cannot_confine() -> None:
    with unconfinable(), pytest.raises(CannotShow, match="unable") as failed:
        show([photo("jpeg")], "jpeg")
    assert "safely" in str(REASONS[failed.value.why])


def test_the_process_that_serves_loads_no_decoder() -> None:
    code = (
        "import sys, django; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "import apps.cases.files.rendering, apps.wsgi\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "print(loaded & {'PIL', 'pillow_heif', 'pypdfium2'})"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env=dict(os.environ),
        text=True,
    )
    assert said.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "answer",
    [
        *(b"", b"\n", b"ok", b"ok 1 1 1", b"ok 1 1 1\n12", b"ok 1 1 1\n1234", b"ok 0 0 1\n"),
        *(b"ok 1 1 0\n123", b"ok 1 1 101\n123", b"ok 2001 1 1\n" + bytes(6003)),
        *(b"ok 01 1 1 1\n123", b"ok -1 -1 1\n123", b"OK 1 1 1\n123", b" ok 1 1 1\n123"),
        *(b"no\n", b"no reason\n", b"no <script>\n", b"ok 1 1 \xd9\xa1\n123", good("jpeg")),
    ],
)
def test_it_takes_nothing_but_pixels_from_a_child_that_was_taken_over(answer: bytes) -> None:
    with pytest.raises(CannotShow, match="broken"):
        pixels_of(answer, LONGEST)


@given(st.binary(max_size=60), st.sampled_from([b"", b"ok ", b"ok 1 1 ", b"ok 1 1 1\n", b"no "]))
def test_any_answer_is_pixels_or_a_word(answer: bytes, before: bytes) -> None:
    try:
        found = pixels_of(before + answer, LONGEST)
    except CannotShow as failed:
        assert failed.why in REASONS  # noqa: PT017
        return
    assert len(found.rows) == found.width * found.height * 3


def test_it_shows_the_first_of_several_pictures_that_a_phone_took_at_once() -> None:
    written = io.BytesIO()
    scene().save(written, "MPO", save_all=True, append_images=[Image.new("RGB", (96, 64))])
    assert looks_like_the_scene(seen(show([written.getvalue()], "jpeg")))

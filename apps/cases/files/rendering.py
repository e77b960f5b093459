"""Files shown as pixels: what comes out was drawn here and holds nothing that the file brought.

Two confined children stand between a file and a page (`apps.web.confined`). The first reads the
file and answers with bare pixels; whatever a hostile file makes of it, pixels are all that is
taken. The second, which never meets the file, makes a JPEG of them. Call it outside transactions:
it takes some tenths of a second, and up to half a minute at worst. See docs/files.md.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from apps.cases.files.kinds import KINDS, MOST_PAGES, MOST_PIXELS
from apps.web.confined.limits import Limits
from apps.web.confined.running import ChildFailed, run

Reason = Literal["broken", "busy", "large", "locked", "page", "pages", "pixels", "slow", "unable"]
REASONS: Final[Mapping[Reason, Promise]] = {
    "broken": gettext_lazy("This file is damaged or not what it says it is."),
    "busy": gettext_lazy("Other files are being read. Try again in a moment."),
    "large": gettext_lazy("Drawing this file would take too much memory."),
    "locked": gettext_lazy("This PDF is locked with a password."),
    "page": gettext_lazy("This file has no such page."),
    "pages": gettext_lazy("This PDF has more than 100 pages."),
    "pixels": gettext_lazy("This picture has more than 50 million pixels."),
    "slow": gettext_lazy("Drawing this file took too long."),
    "unable": gettext_lazy("This server cannot show files safely, so it shows none."),
}

# The longer side, in pixels: on a page, and in what is sent on in place of an original.
LONGEST: Final = 2000
LONGEST_CLEANED: Final = 3000
LONGEST_BLURRED: Final = 12

_CHILDREN: Final = Path(__file__).with_name("children")
_MEMORY: Final = 1024 * 1024 * 1024
_SECONDS: Final = 12
# The first line of an answer, and pixels of three bytes.
_HEADING: Final = 64
_SAID: Final = re.compile(rb"ok ([0-9]{1,5}) ([0-9]{1,5}) ([0-9]{1,3})|no ([a-z]{1,10})")
_REASON_OF: Final[Mapping[str, Reason]] = {"memory": "large", "much": "broken"}


class CannotShow(Exception):
    """The file cannot be shown; ``why`` is one of `REASONS`, which has the words for a person."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why)
        self.why: Reason = why


class Shown(NamedTuple):
    """A picture ready to be answered with, and how many pages there are (1 for pictures)."""

    data: bytes
    media_type: str
    pages: int


# One pixel, and a page of nothing: what every machine can draw that can draw at all.
_TRIALS: Final = {
    "gif": b"GIF87a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
    "pdf": b"%PDF-1.1\n1 0 obj<</Pages 2 0 R>>endobj 2 0 obj<</Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</MediaBox[0 0 9 9]>>endobj trailer<</Root 1 0 R>>",
}


class Pixels(NamedTuple):
    """Rows of pixels, three bytes each, and how many pages there are."""

    width: int
    height: int
    pages: int
    rows: bytes


def show(pieces: Iterable[bytes], kind: str, page: int = 1) -> Shown:
    """Return a file, or a page of a PDF, as a JPEG of at most `LONGEST` pixels on its longer side.

    ``kind`` is an id of `KINDS`, ``page`` counts from 1 and is looked at for a PDF alone. Of an
    animation the first picture is shown. Raises `CannotShow`, and what ``pieces`` raises.
    """
    return _shown(pieces, kind, page, LONGEST)


def blurred(pieces: Iterable[bytes], kind: str, page: int = 1) -> Shown:
    """Return so few pixels of a file that nobody is told by them; stretched, they are a blur.

    The real ones are not hidden behind it: they are not there. As `show` otherwise.
    """
    return _shown(pieces, kind, page, LONGEST_BLURRED)


def clean(pieces: Iterable[bytes], kind: str) -> Shown:
    """Return a picture drawn anew, at most `LONGEST_CLEANED` pixels long: no place, no camera.

    For what is sent on in place of the original. A PDF cannot be cleaned: `CannotShow("broken")`
    for it, so look at `Kind.is_image` first.
    """
    if not KINDS[kind].is_image:
        raise CannotShow("broken")
    return _shown(pieces, kind, 1, LONGEST_CLEANED)


def can_show() -> bool:
    """Tell whether this machine can show files at all, by drawing one of a pixel and one page."""
    try:
        return all(show([trial], kind).data for kind, trial in _TRIALS.items())
    except CannotShow as failed:
        return failed.why == "busy"


def _shown(pieces: Iterable[bytes], kind: str, page: int, longest: int) -> Shown:
    try:
        pixels = pixels_of(_read(pieces, kind, page, longest), longest)
        data = run(
            _CHILDREN / "jpeg.py",
            str(pixels.width),
            str(pixels.height),
            given=[pixels.rows],
            limits=Limits(_MEMORY, _SECONDS, most=len(pixels.rows) + 4096),
        )
    except ChildFailed as failed:
        raise CannotShow(_REASON_OF.get(failed.why, cast("Reason", failed.why))) from None
    return Shown(data, "image/jpeg", pixels.pages)


def _read(pieces: Iterable[bytes], kind: str, page: int, longest: int) -> bytes:
    # libde265 decodes in a thread of its own or not at all.
    limits = Limits(_MEMORY, _SECONDS, longest * longest * 3 + _HEADING, threads=kind == "heic")
    if KINDS[kind].is_image:
        asked = ("picture.py", kind, str(MOST_PIXELS), str(longest))
    else:
        asked = ("page.py", str(page), str(MOST_PAGES), str(longest))
    return run(_CHILDREN / asked[0], *asked[1:], given=pieces, limits=limits)


def pixels_of(answer: bytes, longest: int) -> Pixels:
    """Take nothing but pixels from a child that met the file. Raises `CannotShow`."""
    heading, _, rows = answer.partition(b"\n")
    said = _SAID.fullmatch(heading)
    if said is None:
        raise CannotShow("broken")
    if reason := said[4]:
        why = reason.decode()
        raise CannotShow(cast("Reason", why) if why in REASONS else "broken")
    width, height, pages = (int(one) for one in said.groups()[:3])
    sound = 1 <= width <= longest and 1 <= height <= longest and 1 <= pages <= MOST_PAGES
    if not sound or len(rows) != width * height * 3:
        raise CannotShow("broken")
    return Pixels(width, height, pages, rows)

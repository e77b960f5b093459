"""The kinds of file that are taken, found by content, and how much of one is drawn.

A name counts only in that it must not say something else than the content. It stands in no address
and names no blob; what is offered for saving has a neutral one.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final, NamedTuple

MOST_PIXELS: Final = 50 * 1000 * 1000
MOST_PAGES: Final = 100


class Kind(NamedTuple):
    """``endings`` are those that a name may have; the first one is offered for saving."""

    id: str
    media_type: str
    endings: tuple[str, ...]

    @property
    def is_image(self) -> bool:
        return self.id != "pdf"


KINDS: Final[Mapping[str, Kind]] = {
    kind.id: kind
    for kind in (
        Kind("jpeg", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif")),
        Kind("png", "image/png", ("png",)),
        Kind("webp", "image/webp", ("webp",)),
        Kind("gif", "image/gif", ("gif",)),
        Kind("heic", "image/heic", ("heic", "heif", "hif")),
        Kind("pdf", "application/pdf", ("pdf",)),
    )
}
# What a chooser of files is told by `accept`.
ACCEPTED: Final = ",".join(
    [*(kind.media_type for kind in KINDS.values()), ".heic", ".heif", ".hif"]
)
# The boxes of HEIC and its like say so in four letters; a film or an AVIF says something else.
_HEIC: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})


def kind_of(head: bytes, name: str) -> str:
    """Return the id of the kind that a file's first bytes show and its name does not deny, or "".

    64 bytes are enough. A name without an ending denies nothing.
    """
    found = _kind(head)
    ending = _ending(name)
    return found if found and (not ending or ending in KINDS[found].endings) else ""


def _kind(head: bytes) -> str:
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        return "heic" if _is_heic(head) else ""
    # Some programs write a mark of the encoding or an empty line first.
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    return ""


def _is_heic(head: bytes) -> bool:
    """Tell by the brands of its first box: the main one, then those it is compatible with."""
    end = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, end - 3, 4))]
    return b"avif" not in brands and not _HEIC.isdisjoint(brands)


def _ending(name: str) -> str:
    # Marks that nobody sees may stand anywhere in a name, and full width letters look like others.
    signs = unicodedata.normalize("NFKC", name)
    seen = "".join(sign for sign in signs if unicodedata.category(sign) not in {"Cf", "Cc"})
    before, dot, ending = seen.rstrip(". ").rpartition(".")
    return ending.strip().lower() if dot and before else ""


def neutral_name(kind: str, number: int = 1) -> str:
    """Return what a file is offered for saving as: `file-3.jpg`, whatever it was called."""
    known = KINDS.get(kind)
    return f"file-{number}.{known.endings[0]}" if known else f"file-{number}"

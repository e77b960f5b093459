"""What a file is called: the words of somebody's own, never a path."""

import unicodedata
from typing import Final

MOST: Final = 120
# Enough for every ending there is; a longer one is no ending.
_ENDING: Final = 12
NAMELESS: Final = "file"


def clean_name(said: str) -> str:
    """Return the name that a file came with as words: NFC, one line, at most 120 characters.

    Folders before it are left away, and so is whatever cannot be seen: controls, and what turns
    the direction of reading, so that ``exe.gpj`` cannot be shown as another ending. The ending
    stays where a name is cut.
    """
    last = unicodedata.normalize("NFC", said).replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        " " if sign.isspace() else sign for sign in last if sign.isprintable() or sign.isspace()
    )
    name = " ".join(seen.split()).strip(". ")
    if len(name) <= MOST:
        return name or NAMELESS
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _ENDING:
        return name[:MOST].rstrip()
    return f"{stem[: MOST - len(ending) - 1].rstrip('. ')}.{ending}"

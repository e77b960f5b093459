"""Countries and languages by the names they have in the language of the page.

The files in names/ come from CLDR by tools/names.py, each in the order of its own list.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, Literal

from django.utils.translation import get_language, gettext

NAMES: Final = Path(__file__).parent / "names"
# Names stand in this language where CLDR's have not been fetched for another.
FALLBACK: Final = "en"
# BCP 47 for a language that no tag names here; which one it is can be written in words.
ANOTHER: Final = "und"

List = Literal["countries", "languages"]


@cache
def _read(language: str) -> dict[List, dict[str, str]]:
    path = NAMES / f"{language}.json"
    if not path.is_file():
        return _read(FALLBACK)
    return {name: dict(pairs) for name, pairs in json.loads(path.read_text("utf-8")).items()}


def names(which: List) -> dict[str, str]:
    """Code → name, in the order in which a reader looks them up."""
    # Only codes of our own settings become part of a path.
    known = _read(get_language() or FALLBACK)[which]
    return known if which == "countries" else {**known, ANOTHER: gettext("Another language")}


def name(which: List, code: str) -> str:
    """The name of one code, or the code where it has none."""
    return names(which).get(code, code)


def split(which: List, first: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The codes that lead a list, in the order given, and all others in theirs."""
    known = names(which)
    leading = {code: known[code] for code in first if code in known}
    return leading, {code: name for code, name in known.items() if code not in leading}

"""Languages that an organisation adds with a catalogue of its own: see docs/languages.md.

`serve` looks each .po over and compiles those that are whole (apps/web/catalogues.py); the settings
take whatever stands compiled here, so that what is broken is never served.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from gettext import GNUTranslations
from pathlib import Path
from typing import Any, Final

# As Django names the folder of a language: ps, ckb, fa_AF, ku_Arab.
FOLDER: Final = re.compile("[a-z]{2,3}(_([A-Z]{2}|[A-Z][a-z]{3}))?")
# By their own names, where the catalogue gives none.
NAMES: Final = {
    "am": "አማርኛ",
    "ce": "Нохчийн",
    "ckb": "کوردیی ناوەندی",
    "fa-af": "دری",
    "ha": "Hausa",
    "ku": "Kurdî",
    "om": "Oromoo",
    "prs": "دری",
    "ps": "پښتو",
    "rw": "Ikinyarwanda",
    "so": "Soomaali",
    "ti": "ትግርኛ",
    "ug": "ئۇيغۇرچە",
    "ur": "اردو",
}
RIGHT_TO_LEFT: Final = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "prs", "ps", "sd", "ug", "ur", "yi"}
)


@dataclass(frozen=True, slots=True)
class Added:
    """A language as Django is told of it."""

    code: str
    own_name: str
    right_to_left: bool

    @property
    def info(self) -> dict[str, Any]:
        """What Django's table of languages holds of each."""
        return {
            "bidi": self.right_to_left,
            "code": self.code,
            "name": self.own_name,
            "name_local": self.own_name,
        }


def added(folder: Path, *, besides: frozenset[str]) -> list[Added]:
    """The languages with a compiled catalogue in the folder, but for those that we speak anyway."""
    found = (_read(path, code) for path, code in catalogues(folder) if code not in besides)
    return [language for language in found if language is not None]


def catalogues(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each .po that stands where Django looks for one, with the code of its language."""
    for path in sorted(folder.glob("*/LC_MESSAGES/django.po")):
        name = path.parent.parent.name
        if FOLDER.fullmatch(name):
            yield path, name.replace("_", "-").lower()


def begins(code: str) -> dict[str, str]:
    """What the head of a fresh catalogue says of its language; its translator puts it right."""
    direction = "rtl" if reads_right_to_left(code) else "ltr"
    return {"X-Own-Name": NAMES.get(code, code), "X-Direction": direction}


def _read(path: Path, code: str) -> Added | None:
    try:
        with path.with_suffix(".mo").open("rb") as file:
            head = GNUTranslations(file).info()
    except (OSError, ValueError):
        return None  # not compiled, or not by us
    return Added(
        code=code,
        own_name=head.get("x-own-name", "") or NAMES.get(code, code),
        right_to_left=reads_right_to_left(code, head.get("x-direction", "")),
    )


def reads_right_to_left(code: str, direction: str = "") -> bool:
    """Whether a language does, by what its catalogue says of it, else by what we know."""
    known = code.endswith("-arab") or code.split("-")[0] in RIGHT_TO_LEFT
    return direction == "rtl" if direction else known

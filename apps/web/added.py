"""The catalogues that an organisation adds: made, looked over, compiled, and how much they lack."""

from gettext import c2py
from pathlib import Path
from typing import Final

import polib
from django.conf import settings

from apps.added import FOLDER, begins, catalogues, reads_right_to_left
from apps.web.catalogues import PLURALS, catalogue_of, compile_one, entries_wrong, write_front

NOT_SPOKEN: Final = "is not served"
FRONT_ALONE: Final = "tr"
# Behind a sign that has no direction of its own, this keeps it with the words before it.
LEFT_TO_RIGHT: Final = "\u200e"
ENDS: Final = ".:?…”)"


def compile_added() -> list[str]:
    """Compile each catalogue that is whole, and take back what was compiled of any other.

    Returns a line for each that is not served, which says why.
    """
    lines = []
    for source, code in catalogues(settings.ADDED_LOCALES):
        target = source.with_suffix(".mo")
        wrong = _wrong(source, code)
        if wrong:
            target.unlink(missing_ok=True)
            lines.append(f"{source} {NOT_SPOKEN}: {wrong}")
        else:
            file = polib.pofile(str(source))
            if reads_right_to_left(code, file.metadata.get("X-Direction", "")):
                _keep_english_whole(file)
            compile_one(file, target)
    for stray in settings.ADDED_LOCALES.glob("*/LC_MESSAGES/*.mo"):
        if not stray.with_suffix(".po").is_file():
            stray.unlink()
    return lines


def _keep_english_whole(file: polib.POFile) -> None:
    """Let what is not translated yet end as English does, where all else runs the other way."""
    for entry in file.untranslated_entries():
        if not entry.msgid_plural and entry.msgid[-1] in ENDS:
            entry.msgstr = f"{entry.msgid}{LEFT_TO_RIGHT}"


def _wrong(source: Path, code: str) -> str:
    if code in {"en", *PLURALS}:
        return "this language comes with Farshore"
    try:
        file = polib.pofile(str(source))
        c2py(file.metadata["Plural-Forms"].split("plural=", 1)[1].rstrip("; \n"))
    except (OSError, UnicodeDecodeError) as odd:
        return str(odd)
    except (LookupError, ValueError):
        return "Plural-Forms at its head is missing or says nothing that can be counted with"
    return next(iter(entries_wrong(file, code)), "")


def make(code: str) -> Path:
    """Write a fresh catalogue of the front door, or bring one in step, keeping translations.

    Raises ValueError for what is no code of a language, or one that comes with Farshore.
    """
    language, _, place = code.replace("_", "-").partition("-")
    place = place.upper() if len(place) == 2 else place.title()
    name = f"{language.lower()}_{place}" if place else language.lower()
    if not FOLDER.fullmatch(name) or code.lower() in {"en", *PLURALS}:
        raise ValueError(code)
    path = Path(settings.ADDED_LOCALES) / name / "LC_MESSAGES" / "django.po"
    write_front(settings.BASE_DIR, path, head=begins(name.replace("_", "-").lower()))
    return path


def missing() -> dict[str, int]:
    """How many sentences of the front door each added language still says in English."""
    known = dict(settings.LANGUAGES)
    # The desk does not speak Turkish: its catalogue holds what the front door says and no more.
    asked = {(entry.msgctxt, entry.msgid) for entry in catalogue_of(settings.BASE_DIR, FRONT_ALONE)}
    lacking = {}
    for source, code in catalogues(settings.ADDED_LOCALES):
        if code in known and code not in {"en", *PLURALS}:
            said = polib.pofile(str(source)).translated_entries()
            lacking[code] = len(asked - {(entry.msgctxt, entry.msgid) for entry in said})
    return lacking

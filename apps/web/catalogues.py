"""Catalogues of translations: compiled when needed, kept in step with the sources, checked.

polib does the work, because a fresh Debian has no msgfmt and an organisation may bring its own .po.
"""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import polib
from django.conf import settings

from apps.web.msgids import Message, collect

_TWO: Final = "nplurals=2; plural=(n != 1);"
_TWO_FROM_ZERO: Final = "nplurals=2; plural=(n > 1);"
_SLAVIC: Final = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
PLURALS: Final = {
    "ru": _SLAVIC,
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5);"
    ),
    "fa": _TWO_FROM_ZERO,
    "fr": _TWO_FROM_ZERO,
    "es": _TWO,
    "tr": _TWO_FROM_ZERO,
    "uk": _SLAVIC,
    "pt": _TWO,
    "sw": _TWO,
}
# Whose texts an applicant may meet: all that a language which the desk does not speak must say.
FRONT: Final = (
    "templates/base/front",
    "templates/base/languages",
    "templates/errors/",
    "templates/forms/",
    "templates/intake/",
    "templates/mailbox/",
    "templates/web/",
    "apps/cases/files/taking.py",
    "apps/cases/statuses.py",
    "apps/intake/",
    "apps/mailbox/",
    "apps/web/",
)
# What the desk says when a spreadsheet is brought in, and what questions are for.
NOT_FRONT: Final = ("apps/intake/sheets/", "apps/intake/shipped/purposes.py")
# Forms for one number alone, which may say it as a word; Russian's first form also serves 21.
EXACT: Final = {"ar": (0, 1, 2), "es": (0,)}
Asked = dict[Message, list[str]]
PLACE: Final = re.compile(r"%\(\w+\)[sd]|%[sd]|%%")
TAG: Final = re.compile(r"</?[a-z]+[^>]*>|<", re.IGNORECASE)


def compile_all() -> list[Path]:
    """Compile each .po of ours whose .mo is absent or older; returns those compiled."""
    compiled = []
    for folder in settings.LOCALE_PATHS:
        if folder == settings.ADDED_LOCALES:
            continue
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            compile_one(polib.pofile(str(source)), target)
            compiled.append(target)
    return compiled


def compile_one(file: polib.POFile, target: Path) -> None:
    """Compile a catalogue: what is fuzzy or half translated is left out and said in English."""
    # Renamed into place: another process may be reading the old one.
    half = target.with_suffix(f".{os.getpid()}.tmp")
    file.save_as_mofile(str(half))
    half.replace(target)


def update_all(root: Path) -> list[Path]:
    """Bring the catalogues in step with the sources, keeping translations; returns the changed."""
    asked = collect(root)
    paths = [_path(root, language) for language in PLURALS]
    return [path for path in paths if _update(path, _said_in(path.parent.parent.name, asked))]


def problems(root: Path, *, of: tuple[str, ...] = ("",)) -> list[str]:
    """What keeps the pages from speaking their language throughout, a line each.

    `of` narrows it to texts asked for by files whose path starts so.
    """
    asked = {
        message: files
        for message, files in collect(root).items()
        if any(file.startswith(of) for file in files)
    }
    return [
        f"{language}: {problem}"
        for language in PLURALS
        for problem in _problems(_path(root, language), _said_in(language, asked), language)
    ]


def leftovers(root: Path) -> list[str]:
    """What the catalogues still carry and nothing asks for."""
    asked = collect(root)
    return [
        f"{language}: no longer asked for: “{entry.msgid}”"
        for language in PLURALS
        for said in [_said_in(language, asked)]
        for entry in _read(_path(root, language))
        if _message(entry) not in said
    ]


def at_the_front(asked: Asked) -> Asked:
    """The messages that an applicant may meet."""
    return {
        message: files
        for message, files in asked.items()
        if any(file.startswith(FRONT) and not file.startswith(NOT_FRONT) for file in files)
    }


def _said_in(language: str, asked: Asked) -> Asked:
    whole = {code for code, _name in settings.DESK_LANGUAGES}
    return asked if language in whole else at_the_front(asked)


def write_front(root: Path, path: Path, *, head: dict[str, str]) -> None:
    """Write a catalogue of all that an applicant may meet, keeping what is translated and said."""
    _update(path, at_the_front(collect(root)), {"Plural-Forms": _TWO, **head})


def catalogue_of(root: Path, language: str) -> polib.POFile:
    """A catalogue of ours."""
    return _read(_path(root, language))


def entries_wrong(file: polib.POFile, language: str) -> Iterator[str]:
    """What is translated so that no page can show it, a line each; what is not is left out."""
    for entry in file.translated_entries():
        for odd in _odd(_message(entry), entry, language):
            yield f"{odd}: “{entry.msgid}”"


def _update(path: Path, asked: Asked, head: Mapping[str, str] | None = None) -> bool:
    language = path.parent.parent.name
    old = _read(path)
    known = {_message(entry): entry for entry in old}
    file = polib.POFile(wrapwidth=100)
    file.metadata = {
        "Project-Id-Version": "Farshore",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    # Ours have the grammar that stands above; one that was added keeps what its head says.
    file.metadata |= (
        {"Plural-Forms": PLURALS[language]} if head is None else {**head, **old.metadata}
    )
    forms = int(file.metadata["Plural-Forms"].split("=")[1].split(";")[0])
    for message, files in asked.items():
        file.append(_entry(message, files, known.get(message), forms))
    before = path.read_text("utf-8") if path.exists() else ""
    if str(file) == before:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(file), "utf-8")
    return True


def _entry(
    message: Message, files: list[str], known: polib.POEntry | None, forms: int
) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=message.singular,
        msgid_plural=message.plural,
        msgctxt=message.context or None,
        occurrences=[(file, "") for file in files],
        flags=["python-format"] if PLACE.search(message.singular + message.plural) else [],
    )
    if message.plural:
        old = known.msgstr_plural if known else {}
        entry.msgstr_plural = {n: old.get(n, "") for n in range(forms)}
    else:
        entry.msgstr = known.msgstr if known else ""
    if known:
        entry.tcomment = known.tcomment
        entry.flags += ["fuzzy"] if known.fuzzy else []
    return entry


def _problems(path: Path, asked: Asked, language: str) -> Iterator[str]:
    known = {_message(entry): entry for entry in _read(path)}
    for message, files in asked.items():
        entry = known.pop(message, None)
        where = f"“{message.singular}” ({files[0]})"
        if entry is None:
            yield f"not in the catalogue: {where}; run `manage.py messages`"
        elif entry.fuzzy:
            yield f"marked fuzzy: {where}"
        elif not all(_forms(entry)):
            yield f"not translated: {where}"
        else:
            yield from (f"{odd}: {where}" for odd in _odd(message, entry, language))


def _odd(message: Message, entry: polib.POEntry, language: str) -> Iterator[str]:
    wanted = set(PLACE.findall(message.singular + message.plural))
    forms = _forms(entry)
    for number, form in enumerate(forms):
        places = set(PLACE.findall(form))
        if wanted and "%" in PLACE.sub("", form):
            yield "a % stands alone"
            break
        spelt_out = len(forms) > 1 and number in EXACT.get(language, ())
        if places - wanted or (wanted - places and not spelt_out):
            yield "placeholders differ"
            break
    if any(set(TAG.findall(form)) != set(TAG.findall(message.singular)) for form in forms):
        yield "tags differ"


def _forms(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)] or [entry.msgstr]


def _message(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _read(path: Path) -> polib.POFile:
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def _path(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"

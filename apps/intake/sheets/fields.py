"""What a column of a spreadsheet may be, how that is guessed, and how its cells are read. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from apps.cases import vocabulary
from apps.cases.folding import fold
from apps.intake import naming

KEEP: Final = "keep"
FIELDS: Final[Mapping[str, Promise]] = {
    "name": gettext_lazy("Called-name"),
    "language": gettext_lazy("Language"),
    "country": gettext_lazy("Country"),
    "story": gettext_lazy("Story"),
    "contact": gettext_lazy("How to reach them"),
    "note": gettext_lazy("Note for colleagues"),
    "risk": gettext_lazy("Risk"),
    "stage": gettext_lazy("Stage"),
    "owner": gettext_lazy("Owner"),
    "promised": gettext_lazy("Promised day"),
    "received": gettext_lazy("Day received"),
    KEEP: gettext_lazy("Keep as a fact under its own heading"),
    "": pgettext_lazy("column", "Leave out"),
}
# Several columns may be these; of all others there is one.
REPEATED: Final = frozenset({"note", "story", "contact", KEEP, ""})

# How headings are told, in small ASCII letters as `fold` gives them; the first that fits counts.
_HEADINGS: Final[Mapping[str, str]] = {
    "promised": "promis|deadline|обещан|موعود|الوعد",
    "received": "received|arriv|date|day|получен|поступ|дата|تاريخ|استلام",
    "owner": "owner|caseworker|assign|ведет|куратор|ответствен|مسؤول|العهدة",
    "risk": "risk|urgen|priorit|риск|срочн|приоритет|خطر|خطورة",
    "stage": "stage|status|этап|статус|стадия|مرحلة|حالة",
    "language": "languag|язык|لغة|اللغة",
    "country": "countr|стран|بلد|دولة",
    "contact": "contact|phone|signal|whatsapp|telegram|mail|телефон|контакт|почта|هاتف|اتصال|بريد",
    "note": "note|comment|remark|заметк|примеч|коммент|ملاحظ|تعليق",
    "story": "story|histor|descri|situation|happened|рассказ|истори|описан|ситуац|случил|произош"
    "|قصة|رواية|وصف|حدث",
    "name": "name|called|имя|зовут|фио|اسم|الاسم",
}
# What people write and our lists do not say.
_ALSO: Final[Mapping[str, str]] = {
    "turkey": "TR",
    "turkiye": "TR",
    "usa": "US",
    "us": "US",
    "uk": "GB",
    "england": "GB",
    "holland": "NL",
    "czech republic": "CZ",
    "burma": "MM",
    "ivory coast": "CI",
    "palestine": "PS",
    "dr congo": "CD",
    "congo": "CG",
    "uae": "AE",
    "swaziland": "SZ",
    "macedonia": "MK",
    "farsi": "fa",
    "dari": "fa",
    "kurmanji": "ku",
    "sorani": "ckb",
}
_DAY: Final = re.compile(r"(\d{1,4})\s*[./\-]\s*(\d{1,2})\s*[./\-]\s*(\d{1,4})")
_YEAR: Final = 1000


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        field: re.compile("|".join(re.escape(fold(one)) for one in words.split("|")))
        for field, words in _HEADINGS.items()
    }


def guess(headings: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Return a field for each heading: as matched last time, else by its words, else kept."""
    found: list[str] = []
    for heading in headings:
        said = fold(heading)
        field = known.get(said, "")
        if said not in known:
            fits = (code for code, one in _patterns().items() if one.search(said))
            field = next((code for code in fits), KEEP if said else "")
        if field in found and field not in REPEATED:
            field = KEEP
        found.append(field if field in FIELDS else KEEP)
    return found


def country_of(text: str) -> str | None:
    """Return the code of a country by code or by name, in any of the desk's languages."""
    return _code(text, "countries", str.upper)


def language_of(text: str) -> str | None:
    """Return the code of a language by code or by name, in any of the desk's languages."""
    return _code(text, "languages", str.lower)


def _code(text: str, which: naming.List, written: Callable[[str], str]) -> str | None:
    known = _names(which)
    also = _ALSO.get(fold(text), "")
    found = known.get(fold(text)) or (also if also in known.values() else None)
    return found or next((c for c in known.values() if c == written(text)), None)


@cache
def _names(which: naming.List) -> dict[str, str]:
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, name in naming.names(which).items():
                found.setdefault(fold(name), code)
    return found


def code_of(text: str, labels: Mapping[str, Promise]) -> str | None:
    """Return a code of a list by code or by label, in any of the desk's languages."""
    wanted = fold(text)
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, label in labels.items():
                if wanted in {fold(code), fold(code.replace("_", " ")), fold(str(label))}:
                    return code
    return None


def risk_of(text: str) -> str | None:
    """Return a risk by code or label."""
    return code_of(text, vocabulary.RISKS)


def stage_of(text: str) -> str | None:
    """Return a stage by code or label."""
    return code_of(text, vocabulary.STAGES)


def day_of(text: str) -> date | None:
    """Read a day: 2026-11-30, 30.11.2026, 30/11/2026, in the digits of any script."""
    found = _DAY.match(fold(text))
    if found is None:
        return None
    one, two, three = map(int, found.groups())
    year, month, day = (one, two, three) if one >= _YEAR else (three, two, one)
    if month > 12:
        # Month before day, as some programs write.
        month, day = day, month
    try:
        return date(year + 2000 * (year < 100), month, day)
    except ValueError:
        return None

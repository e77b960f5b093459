"""Codes and days as a page says them."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import get_language_bidi, pgettext

from apps.desk.times import full_date


def label(labels: Mapping[str, object], code: str) -> str:
    """Return the label of a code, or the code itself where a later version wrote it."""
    return str(labels.get(code, code))


def day(iso: str) -> str:
    """Say a stored day in full; whatever is no day is said as it stands."""
    try:
        return full_date(date.fromisoformat(iso))
    except ValueError:
        return iso


def listed(words: Iterable[str]) -> str:
    """Say several words one after another, with the comma of the language."""
    return pgettext("list", ", ").join(words)


def headed(kind: str, words: str) -> str:
    """Say what something is and then its words, if it has any, with the colon of the language."""
    return kind + pgettext("before what it says", ": ") + words if words else kind


def apart(words: str) -> str:
    """Keep a name from turning round what follows it, where the page runs from right to left."""
    return f"\u2068{words}\u2069" if get_language_bidi() else words

"""What a page says in its language: values, and texts: `_("Send")`, `{% trans %}`.

A text of ours is HTML, so that it may hold <strong>; what is put into it is escaped.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import translation
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.timezone import is_aware, localtime
from markupsafe import Markup, escape


def draw(value: Any) -> str:
    """Return a value as a page says it: escaped, numbers and times as its language writes them."""
    kind = type(value)
    if kind is str:
        return escape(value)
    if kind is SafeString or kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)
    if hasattr(value, "__html__"):
        return value.__html__()  # type: ignore[no-any-return]
    # What says itself in HTML by its __str__ alone stays as it is.
    said = str(localize(local(value)))
    return said if isinstance(said, SafeString) else escape(said)


def local(value: Any) -> Any:
    """Return a time as the clock of the page's reader shows it; everything else as it is."""
    return localtime(value) if isinstance(value, datetime) and is_aware(value) else value


def gettext(text: str, /, **put: Any) -> SafeString:
    return _filled(translation.gettext(text), text, put)


def pgettext(context: str, text: str, /, **put: Any) -> SafeString:
    return _filled(translation.pgettext(context, text), text, put)


def ngettext(one: str, many: str, number: int, /, **put: Any) -> SafeString:
    said = translation.ngettext(one, many, number)
    return _filled(said, one if number == 1 else many, put)


def npgettext(context: str, one: str, many: str, number: int, /, **put: Any) -> SafeString:
    said = translation.npgettext(context, one, many, number)
    return _filled(said, one if number == 1 else many, put)


def in_language(code: str, caller: Callable[[], str]) -> str:
    """Say a part of a page in another language: `{% call in_language("ar") %}…{% endcall %}`."""
    with translation.override(code):
        return caller()


def _filled(said: str, text: str, put: Mapping[str, Any]) -> SafeString:
    if not put:
        return SafeString(said.replace("%%", "%"))
    escaped = {name: draw(value) for name, value in put.items()}
    try:
        return SafeString(said % escaped)
    except (KeyError, TypeError, ValueError):
        # A catalogue that an organisation added may name what the text does not.
        return SafeString(text % escaped)


# By these names `{% trans %}` asks for them too.
FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "_": gettext,
    "gettext": gettext,
    "pgettext": pgettext,
    "ngettext": ngettext,
    "npgettext": npgettext,
    "in_language": in_language,
}

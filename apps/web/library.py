"""What every template may call, at both doors: addresses, guards, and how values are said."""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.template import defaultfilters
from django.templatetags.static import static
from django.utils.html import json_script
from django.utils.safestring import SafeString
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import escape

from apps.web import addresses, languages, texts

# A number in groups, as telephone numbers are written.
GROUPS: Final = re.compile(r"\+?\d[\d\u00a0 ().-]{4,}\d")
NO_BREAK: Final = "\u00a0"
# See forms/guard.html.
NOT_KEPT: Final = SafeString(
    '<input type="password" hidden autocomplete="one-time-code" value="1">'
)


@pass_context
def here(context: Context, name: str, *parts: Any) -> str:
    """Return the address of a page of the form that this page belongs to."""
    return addresses.here(context["request"], name, *parts)


@pass_context
def guard(context: Context) -> SafeString:
    """Return the CSRF token of the desk, and what keeps browsers from keeping the form."""
    token = context.get("csrf_token")
    if getattr(context.get("request"), "door", "") != "desk" or token in {None, "NOTPROVIDED"}:
        return NOT_KEPT
    return SafeString(
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">{NOT_KEPT}'
    )


def numbers(text: str) -> str:
    """Return the text with each number in groups kept on one line, from left to right.

    Between Arabic words the groups of a number would be shown in the wrong order; U+2066 and
    U+2069 set them apart (Unicode Standard Annex 9).
    """
    return GROUPS.sub(lambda found: f"\u2066{found[0].replace(' ', NO_BREAK)}\u2069", text)


def said(words: Mapping[str, str]) -> str:
    """Return the organisation's own words in the language of the page."""
    return numbers(languages.said(words))


def date(then: Any, form: str) -> str:
    """Say a day or a time as Django's formats of dates do."""
    return str(defaultfilters.date(texts.local(then), form))


FUNCTIONS: Final = {"guard": guard, "here": here, "static": static, "url": addresses.address}
FILTERS: Final = {
    "capfirst": defaultfilters.capfirst,
    "date": date,
    "filesizeformat": defaultfilters.filesizeformat,
    "json_script": json_script,
    "numbers": numbers,
    "said": said,
    "truncatechars": defaultfilters.truncatechars,
    "wordcount": defaultfilters.wordcount,
}

"""The organisation's own words in the language of the page: {{ organisation.welcome|said }}.

And what people wrote with telephone numbers that read the same in every direction:
{{ message.text|numbers }}.

And the other pages of the form that a page belongs to: {% here "intake:check" %}.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from django import template

from apps.web import addresses, languages

register = template.Library()

# A number in groups, as telephone numbers are written.
GROUPS: Final = re.compile(r"\+?\d[\d\u00a0 ().-]{4,}\d")


@register.filter
def numbers(text: str) -> str:
    """Return the text with each number in groups kept from left to right.

    Between Arabic words the groups of a number would be shown in the wrong order; U+2066 and
    U+2069 set them apart (Unicode Standard Annex 9).
    """
    return GROUPS.sub(lambda found: f"\u2066{found[0]}\u2069", text)


@register.filter
def said(texts: Mapping[str, str]) -> str:
    """Return an organisation's words in the language of the page."""
    return numbers(languages.said(texts))


@register.simple_tag(takes_context=True)
def here(context: Mapping[str, Any], name: str, *parts: Any) -> str:
    """Return the address of a page of the form that this page belongs to."""
    return addresses.here(context["request"], name, *parts)

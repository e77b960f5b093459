"""What stands first in every form: {% guard %}, by forms/guard.html or once for a list of forms."""

from typing import Final

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# See forms/guard.html.
NOT_KEPT: Final = SafeString(
    '<input type="password" hidden autocomplete="one-time-code" value="1">'
)


@register.simple_tag(takes_context=True)
def guard(context: Context) -> SafeString:
    """Return the CSRF token of the desk, and what keeps browsers from keeping the form."""
    request = context.get("request")
    token = context.get("csrf_token")
    if getattr(request, "door", "") != "desk" or token in {None, "NOTPROVIDED"}:
        return NOT_KEPT
    hidden = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)
    return SafeString(hidden + NOT_KEPT)

"""Drawing the plain inputs of a form without a template each: a page of a case has a hundred.

What comes out is what Django's own templates of these widgets draw, but for spaces between tags.
"""

import html
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]
FOLDER: Final = "django/forms/widgets/"


class Renderer(DjangoTemplates):
    """Draws inputs, long texts and lists by itself; every other widget from its template."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """Return a widget as it stands on the page."""
        draw = DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return SafeString(draw(context["widget"]))


def _attrs(widget: Widget) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_said(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _said(value: object) -> str:
    # As Django's own escaping does, without asking of each word whether it is translated later.
    text = value if isinstance(value, str) else str(value)
    return text if isinstance(text, SafeString) else html.escape(text)


def _input(widget: Widget) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{_said(value)}"'
    return f'<input type="{widget["type"]}" name="{_said(widget["name"])}"{said}{_attrs(widget)}>'


def _one_of_several(widget: Widget) -> str:
    if not widget.get("wrap_label"):
        return _input(widget)
    at = widget["attrs"].get("id")
    for_id = f' for="{_said(at)}"' if at else ""
    return f"<label{for_id}>{_input(widget)} {_said(widget['label'])}</label>"


def _textarea(widget: Widget) -> str:
    value = widget["value"]
    said = _said(value) if value else ""
    return f'<textarea name="{_said(widget["name"])}"{_attrs(widget)}>\n{said}</textarea>'


def _option(option: Widget) -> str:
    said = _said(option["label"])
    return f'<option value="{_said(option["value"])}"{_attrs(option)}>{said}</option>'


def _select(widget: Widget) -> str:
    begin = f'<select name="{_said(widget["name"])}"{_attrs(widget)}>'
    return f"{begin}{''.join(map(_group, widget['optgroups']))}</select>"


def _group(group: tuple[str | None, list[Widget], int]) -> str:
    name, options, _place = group
    drawn = "\n".join(map(_option, options))
    if not name:
        return f"\n{drawn}\n"
    return f'\n<optgroup label="{_said(name)}">\n{drawn}\n</optgroup>\n'


DRAWN: Final[Mapping[str, Callable[[Widget], str]]] = {
    FOLDER + name: draw
    for draw, names in {
        _input: "checkbox date datetime email file hidden input number password tel text time url",
        _one_of_several: "checkbox_option input_option radio_option",
        _textarea: "textarea",
        _option: "select_option",
        _select: "select",
    }.items()
    for name in (f"{one}.html" for one in names.split())
}

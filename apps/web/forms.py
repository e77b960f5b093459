"""How forms are built at both doors; templates/forms/ draws them.

    class ReplyForm(PageForm):
        words = WordsField(label=_("Your answer"), max_length=4000, long=True)

A field that must be filled in says what to do in its own words:
`error_messages={"required": _("Write the day by which you will answer.")}`.
"""

import copy
import re
import unicodedata
from typing import Any, Final, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

T = TypeVar("T")

# What a person typed is theirs alone: no browser completes, checks, translates or mirrors it.
THEIRS: Final = {"autocomplete": "off", "spellcheck": "false", "translate": "no", "dir": "auto"}

# Marks that turn the order of letters around and could make words look like other words. The plain
# direction marks that Arabic and Hebrew keyboards make (U+200E, U+200F, U+061C) stay.
TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


TOO_LONG: Final = ngettext_lazy(
    "Shorten this by %(over)d character. There is room for %(most)d.",
    "Shorten this by %(over)d characters. There is room for %(most)d.",
    "over",
)
# In place of Django's own words, wherever a field has none that fit better.
WORDED: Final = {
    "required": _("Fill this in to go on."),
    "invalid_choice": _("Choose one of the answers shown."),
    "invalid_list": _("Choose from the answers shown."),
    "max_value": _("Write %(limit_value)s or less."),
    "min_value": _("Write %(limit_value)s or more."),
}
# Django's words by kind of field, gathered once.
_SHIPPED: Final[dict[type[forms.Field], dict[str, Any]]] = {}


# Django's own ways of copying that ``_copied`` stands for.
FIELDS: Final = {forms.Field.__deepcopy__, forms.ChoiceField.__deepcopy__}
WIDGETS: Final = {forms.Widget.__deepcopy__, forms.Select.__deepcopy__}


class _Fields(dict[str, forms.Field]):
    """The fields of a kind of form. Each form gets copies, of which a page makes fifty."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {name: _copied(field, memo) for name, field in self.items()}


def _copied(field: forms.Field, memo: dict[int, Any]) -> forms.Field:
    """Copy a field as Django does, without asking Python how each part of it is copied.

    Lists of choices are copied and not what stands in them: nobody changes a choice.
    """
    if type(field).__deepcopy__ not in FIELDS or type(field.widget).__deepcopy__ not in WIDGETS:
        return copy.deepcopy(field, memo)
    made = _alike(field)
    made.widget = _alike(field.widget)
    made.widget.attrs = field.widget.attrs.copy()
    made.error_messages = field.error_messages.copy()
    made.validators = field.validators[:]
    for one in (made, made.widget):
        choices = one.__dict__.get("_choices")
        if isinstance(choices, list):
            one.__dict__["_choices"] = choices[:]
    return made


def _alike(one: T) -> T:
    made = object.__new__(type(one))
    made.__dict__.update(one.__dict__)
    return made


class PageForm(forms.Form):
    """A form whose errors we word ourselves: the browser's own balloons are switched off."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kind = type(self)
        if not isinstance(kind.base_fields, _Fields):
            kind.base_fields = _Fields(kind.base_fields)
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            word_errors(field)

    def add_field(self, name: str, field: forms.Field) -> None:
        """Add a field that hangs on what the form is for; its errors are worded as all others."""
        word_errors(field)
        self.fields[name] = field


def word_errors(field: forms.Field) -> None:
    """Put our own words in the place of Django's, wherever a field has none that fit better."""
    kind = type(field)
    if kind not in _SHIPPED:
        _SHIPPED[kind] = _shipped(kind)
    shipped = _SHIPPED[kind]
    for code, words in WORDED.items():
        if field.error_messages.get(code) is shipped.get(code):
            field.error_messages[code] = words


def _shipped(kind: type[forms.Field]) -> dict[str, Any]:
    """Return Django's words for a kind of field, as they are before anybody speaks them."""
    return {
        code: words
        for one in reversed(kind.__mro__)
        for code, words in getattr(one, "default_error_messages", {}).items()
    }


class _Typed(forms.Widget):
    """A browser cuts pasted words off at maxlength without a sound, so it is not told of one."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"].pop("maxlength", None)
        return context


class Words(_Typed, forms.TextInput):
    """One line of a person's own words."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({**THEIRS, **(attrs or {})})


class LongWords(_Typed, forms.Textarea):
    """Several lines of a person's own words."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({**THEIRS, "rows": 6, **(attrs or {})})


class Secret(forms.PasswordInput):
    """A passphrase; never shown again, never kept by the browser."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({**THEIRS, "dir": "ltr", **(attrs or {})}, render_value=False)


class Digits(_Typed, forms.TextInput):
    """A few digits, typed on the number keys of a phone."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number_keys = {"inputmode": "numeric", "dir": "ltr"}
        super().__init__({**THEIRS, **number_keys, **(attrs or {})})


class Day(forms.DateInput):
    """A day, picked or typed as the browser's own calendar has it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})}, format="%Y-%m-%d")


class WordsField(forms.CharField):
    """A person's own words, kept as typed but for marks that nobody types."""

    def __init__(self, *, max_length: int, long: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", LongWords if long else Words)
        super().__init__(**kwargs)
        self.most = max_length

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return CONTROL.sub("", TURNING.sub("", unicodedata.normalize("NFC", text)))

    def validate(self, value: Any) -> None:
        super().validate(value)
        over = len(value) - self.most
        if over > 0:
            raise forms.ValidationError(TOO_LONG % {"over": over, "most": self.most}, "too_long")


def kept_fields(posted: QueryDict) -> list[tuple[str, str]]:
    """What was posted, in order, for templates/forms/kept.html to carry along."""
    return [
        (name, value)
        for name, values in posted.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]

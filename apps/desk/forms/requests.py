"""The forms of the queue: taking with a risk, and acts on several requests at once."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases import vocabulary
from apps.desk.forms.base import ActForm, choices
from apps.desk.queue import ORDERS, PAGE
from apps.web.forms import PageForm

CHOOSE: Final = _("Choose at least one request first.")


def read_ref(said: str) -> UUID | None:
    """Read a ref as an address carries it."""
    try:
        return UUID(said)
    except ValueError:
        return None


class TakeRequestForm(ActForm):
    """The risk; whoever presses becomes the owner. ``following`` is the request to go on with."""

    risk = forms.ChoiceField(
        label=_("Risk"),
        choices=choices(vocabulary.RISKS.items()),
        error_messages={"required": _("Choose a risk."), "invalid_choice": _("Choose a risk.")},
    )
    order = forms.CharField(required=False, widget=forms.HiddenInput)
    following = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_order(self) -> str:
        """Return one of the orders."""
        return order_of(self.cleaned_data["order"])

    def clean_following(self) -> UUID | None:
        """Return the request to go on with, or None."""
        return read_ref(self.cleaned_data["following"])


class TogetherForm(PageForm):
    """Which requests were chosen; at most as many as stand on one page."""

    chosen = forms.Field(required=False)
    order = forms.CharField(required=False)
    following = forms.CharField(required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.said: list[str] = data.getlist("chosen")

    def clean_chosen(self) -> list[UUID]:
        """Return the refs, each once."""
        refs = list(dict.fromkeys(ref for said in self.said[: 2 * PAGE] if (ref := read_ref(said))))
        if not refs:
            raise ValidationError(CHOOSE, "required")
        return refs[:PAGE]

    clean_order = TakeRequestForm.clean_order
    clean_following = TakeRequestForm.clean_following


class AssignForm(TogetherForm):
    """To whom the chosen requests are given."""

    owner = forms.ChoiceField(
        label=_("Give to"), error_messages={"required": _("Choose to whom they are given.")}
    )

    def __init__(self, data: Any, *, people: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["owner"].choices = choices(people)  # type: ignore[attr-defined]


def order_of(said: str) -> str:
    """Return one of the orders, whatever an address says."""
    return said if said in ORDERS else ""

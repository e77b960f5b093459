"""The form under the list: which cases are given to whom."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from apps.desk.colleagues import Colleague
from apps.desk.forms.base import choices
from apps.desk.several import Chosen
from apps.web.forms import PageForm


class GiveSeveralForm(PageForm):
    """``chosen`` are the ticks of the rows; ``back`` is the list's own query."""

    owner = forms.ChoiceField(
        label=_("Give those ticked to"),
        error_messages={"required": _("Choose to whom they are given.")},
    )
    chosen = forms.Field(required=False, widget=forms.HiddenInput)
    back = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, people: Sequence[Colleague], **kwargs: Any
    ) -> None:
        super().__init__(data, auto_id="several-%s", **kwargs)
        self.ticks = data.getlist("chosen") if data is not None else []
        named = [(one.ref, one.said) for one in people]
        self.fields["owner"].choices = choices(named, _("Choose"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Read the ticks; none is said for the whole form, for no field of it is wrong."""
        data: dict[str, Any] = super().clean() or {}
        data["chosen"] = Chosen.read(self.ticks)
        if not data["chosen"]:
            raise ValidationError(_("Tick at least one case first."), "required")
        return data

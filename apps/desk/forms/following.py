"""The forms of needs, and of asking how somebody is."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.cases import vocabulary
from apps.cases.casefile import MOST_CHARACTERS
from apps.cases.wayout import FOLLOW_UP_QUESTIONS, FOLLOWED
from apps.desk.forms.base import ActForm, choices
from apps.web.forms import Day, WordsField

MOST_ANSWER: Final = 2000
STATES: Final = frozenset({"open", "met", ""})


class NeedsForm(ActForm):
    """One need open or met by one press (``mark``), or several more that are open."""

    mark = forms.CharField(required=False, widget=forms.HiddenInput)
    add = forms.MultipleChoiceField(
        label=_("More needs"),
        choices=choices(vocabulary.NEEDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, noted: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [one for one in vocabulary.NEEDS.items() if one[0] not in noted]
        # What a stale page still offers is no wrong answer: only what is drawn is cut.
        self.fields["add"].widget.choices = left

    def clean(self) -> dict[str, Any]:
        """Return what changes as ``changes``, need to state; ask for one where none is named."""
        data: dict[str, Any] = super().clean() or {}
        need, colon, state = data.get("mark", "").partition(":")
        changes = dict.fromkeys(data.get("add", []), "open")
        if colon and need in vocabulary.NEEDS and state in STATES:
            changes[need] = state
        if not changes and not self.errors:
            self.add_error("add", ValidationError(_("Choose what they need."), "required"))
        data["changes"] = changes
        return data


class FollowUpForm(ActForm):
    """How they are: the outcome, words to each question, needs, and the risk where it changed."""

    outcome = forms.ChoiceField(
        label=_("How are they"),
        choices=choices(FOLLOWED.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how they are, or that nobody was reached.")},
    )
    risk = forms.ChoiceField(
        label=_("Risk"),
        help_text=_("Only where they are in danger again, or it is otherwise now."),
        choices=choices(vocabulary.RISKS.items(), _("Leave it as it is")),
        required=False,
    )
    day = forms.DateField(
        label=_("Asked on"),
        widget=Day,
        required=False,
        error_messages={"invalid": _("Write the day as in 2026-11-30.")},
    )
    text = WordsField(label=_("What else they said"), max_length=MOST_CHARACTERS // 2, long=True)
    met = forms.MultipleChoiceField(
        label=_("Needs that are met now"), required=False, widget=forms.CheckboxSelectMultiple
    )
    opened = forms.MultipleChoiceField(
        label=_("Needs that are open now"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, noted: Mapping[str, str], arrived: date | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.arrived = arrived
        for question, ask in FOLLOW_UP_QUESTIONS.items():
            field = WordsField(label=str(ask), max_length=MOST_ANSWER, long=True)
            field.widget.attrs["rows"] = 2
            self.add_field(f"q-{question}", field)
        needs = choices(vocabulary.NEEDS.items())
        for name, is_open in (("met", True), ("opened", False)):
            self.fields[name].choices = needs  # type: ignore[attr-defined]
            drawn = [one for one in needs if (noted.get(one[0]) == "open") == is_open]
            self.fields[name].widget.choices = drawn

    def clean_day(self) -> date | None:
        """Refuse a day that has not come, or before they arrived."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and day > timezone.localdate():
            raise ValidationError(_("Choose today or an earlier day."), "future")
        if day is not None and self.arrived is not None and day < self.arrived:
            raise ValidationError(_("Choose a day after they arrived."), "early")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for the risk where they are in danger again."""
        data: dict[str, Any] = super().clean() or {}
        unsaid = not data.get("risk") and "risk" not in self.errors
        if data.get("outcome") == "in_danger" and unsaid:
            asked = _("They are in danger again: choose the risk.")
            self.add_error("risk", ValidationError(asked, "required"))
        return data

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the questions."""
        return [self[f"q-{question}"] for question in FOLLOW_UP_QUESTIONS]

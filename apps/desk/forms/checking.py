"""The forms of checks, approvals, and of looking at what was passed in haste."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.cases import vocabulary
from apps.desk.forms.base import MOST_WHY, ActForm, choices
from apps.web.forms import Day, WordsField

EARLIEST: Final = date(2000, 1, 1)
ANSWERS: Final = [
    ("approved", _("Approve")),
    ("question", _("Ask something first")),
    ("refused", _("Refuse")),
]


class CheckForm(ActForm):
    """A check of the list, what it gave, and on which day."""

    check = forms.ChoiceField(
        label=pgettext_lazy("check", "Check"),
        choices=choices(vocabulary.CHECKS.items(), _("Choose")),
        error_messages={"required": _("Choose what was checked.")},
    )
    result = forms.ChoiceField(
        label=_("Result"),
        choices=choices(vocabulary.RESULTS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the check gave.")},
    )
    day = forms.DateField(
        label=_("On"),
        widget=Day,
        required=False,
        error_messages={"invalid": _("Write the day as in 2026-11-30.")},
    )
    why = WordsField(
        label=_("What makes you say so"),
        help_text=_("No detail of intimate life, and no names of other people."),
        max_length=MOST_WHY,
    )

    partner = forms.CharField(label=_("Which partner checked"), required=False)

    def clean_day(self) -> date | None:
        """Refuse a day that has not come, or long before there was anything to check."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and not EARLIEST <= day <= timezone.localdate():
            raise ValidationError(_("Choose today or an earlier day."), "future")
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for words wherever the result is not plain."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("result") in {"concern", "not_done"} and not data.get("why", "").strip():
            self.add_error(
                "why", ValidationError(_("Say why, for whoever reads this."), "required")
            )
        return data


class ApprovalForm(ActForm):
    """A colleague by name, or anybody else, is asked to approve."""

    of = forms.ChoiceField(label=_("Ask"), required=False)
    why = WordsField(
        label=_("Your words to your colleague"),
        help_text=_("They see this very page. Say what it does not."),
        max_length=MOST_WHY,
        long=True,
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whom = choices(people, _("Anybody of the team"))
        self.fields["of"].choices = whom  # type: ignore[attr-defined]


class AnswerApprovalForm(ActForm):
    """Approve, ask something first, or refuse. ``approval`` is what the page had shown.

    Whoever wrote the journey is not offered to approve it.
    """

    approval = forms.CharField(required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=choices(ANSWERS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose your answer.")},
    )
    why = WordsField(label=_("Your words to your colleague"), max_length=MOST_WHY, long=True)

    def __init__(self, *args: Any, may_approve: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_approve:
            # What is sent all the same is refused in words, by whom it is and not as a choice.
            self.fields["answer"].widget.choices = choices(ANSWERS[1:])

    def clean(self) -> dict[str, Any]:
        """Ask for words with a question and with a refusal."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") in {"question", "refused"} and not data.get("why", "").strip():
            asked = _("Write what you ask, or why you refuse.")
            self.add_error("why", ValidationError(asked, "required"))
        return data


class LookForm(ActForm):
    """A gate that somebody else passed in haste, or to be looked at afterwards, was looked at."""

    gate = forms.CharField(required=False, widget=forms.HiddenInput)
    why = WordsField(label=_("What you found"), max_length=MOST_WHY)

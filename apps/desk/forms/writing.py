"""The forms of words: a note for colleagues, an answer to the applicant."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.cases import casefile
from apps.desk.forms.base import ActForm, within_reach
from apps.desk.forms.careful import CarefulForm
from apps.web.forms import Day, LongWords, WordsField


class NoteForm(ActForm):
    """A note for colleagues; the applicant never sees it."""

    text = WordsField(
        label=_("New note"),
        max_length=casefile.MOST_CHARACTERS,
        widget=LongWords(attrs={"data-key": "n"}),
        required=True,
        error_messages={"required": _("Write the note before you keep it.")},
    )


VANISH: Final = (
    ("", pgettext_lazy("vanish", "Stays")),
    ("opened", pgettext_lazy("vanish", "Disappears once opened")),
    ("1", pgettext_lazy("vanish", "Disappears after a day")),
    ("7", pgettext_lazy("vanish", "Disappears after a week")),
    ("30", pgettext_lazy("vanish", "Disappears after 30 days")),
)


class AnswerForm(CarefulForm):
    """Words to the applicant, and with them, if wished, the next promised day."""

    text = WordsField(
        label=_("Answer"),
        max_length=casefile.MOST_CHARACTERS,
        widget=LongWords(attrs={"data-key": "r"}),
        required=True,
        error_messages={"required": _("Write the answer before you send it.")},
    )
    day = forms.DateField(
        label=_("They hear from us again by"),
        widget=Day,
        required=False,
        error_messages={"invalid": _("Write the day as in 2026-11-30.")},
    )
    vanish = forms.ChoiceField(label=_("How long they can read it"), choices=VANISH, required=False)
    now = forms.CharField(required=False)
    template = forms.CharField(required=False)

    def clean_day(self) -> date | None:
        """Refuse days gone by and days too far to mean anything."""
        day: date | None = self.cleaned_data["day"]
        return within_reach(day) if day else None

    def clean(self) -> dict[str, Any]:
        """Look whether something is said that must not be."""
        data: dict[str, Any] = super().clean() or {}
        self.refuse_open_end(data.get("text", ""))
        self.refuse_unsaid(data.get("text", ""))
        return data


class UnsendForm(ActForm):
    """A message of ours that is taken back: mailbox and number of one of its places."""

    place = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": _("Choose the message once more.")}
    )

    def clean_place(self) -> tuple[str, int]:
        """Return mailbox and number; what is no place names no message."""
        mailbox, _colon, number = str(self.cleaned_data["place"]).partition(":")
        if not (number.isascii() and number.isdigit() and len(number) < 10 and len(mailbox) == 32):
            raise ValidationError(_("Choose the message once more."), "odd")
        return mailbox, int(number)

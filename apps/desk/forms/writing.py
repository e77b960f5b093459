"""The forms of words: a note for colleagues, an answer to the applicant."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.cases import casefile
from apps.desk.forms.base import ActForm, within_reach
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


class AnswerForm(ActForm):
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

    def clean_day(self) -> date | None:
        """Refuse days gone by and days too far to mean anything."""
        day: date | None = self.cleaned_data["day"]
        return within_reach(day) if day else None

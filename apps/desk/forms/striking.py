"""The form of striking words out."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.desk.forms.base import ActForm, choices
from apps.web.forms import WordsField

OTHER = "other"
REASONS = [
    ("names", _("It names other people")),
    ("intimate", _("It tells intimate details that nobody needs")),
    ("papers", _("It holds numbers or papers that are no longer needed")),
    ("asked", _("They asked for it to be gone")),
    ("wrong", _("It stands in the wrong case")),
    (OTHER, _("Another reason")),
]
MOST_OTHER = 200


class StrikeForm(ActForm):
    """Why the words go; the history keeps the reason, never the words."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=choices(REASONS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why the words are to go.")},
    )
    why = WordsField(
        label=_("Which other reason"),
        help_text=_("This stays in the history. Do not repeat what is to be gone."),
        max_length=MOST_OTHER,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the other reason where it was chosen."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("reason") == OTHER and not data.get("why") and "why" not in self.errors:
            self.add_error("why", ValidationError(_("Write the other reason."), "required"))
        return data

    @property
    def said(self) -> str:
        """Return the reason in words, as the history keeps it."""
        reason = self.cleaned_data["reason"]
        return str(self.cleaned_data["why"] if reason == OTHER else dict(REASONS)[reason])

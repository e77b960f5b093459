"""The form of a new code."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.desk.forms.base import ActForm, choices


class CodeForm(ActForm):
    """A new code, after a safe contact that made sure who asks."""

    confirmed = forms.ChoiceField(
        label=_("How did you make sure that it is the same person?"),
        help_text=_("Whoever says “I lost my code” may be somebody else."),
        choices=choices(
            [
                ("voice", _("I know their voice from earlier calls")),
                ("code_word", _("They said the word we had agreed on")),
                ("asked", _("I asked about something only they know")),
                ("met", _("Somebody we trust met them")),
                ("not", _("I could not make sure")),
            ]
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you made sure that it is the same person.")},
    )
    others = forms.ChoiceField(
        label=_("The code they had"),
        choices=choices(
            [
                ("end", _("End it: somebody else may have it")),
                ("keep", _("Keep it: they may find it again")),
            ]
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the earlier code ends.")},
    )
    earlier = forms.ChoiceField(
        label=_("What the new code opens"),
        choices=choices(
            [
                ("new", _("Only what is written from now on")),
                ("all", _("Also their answers and the conversation so far")),
            ]
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the new code opens.")},
    )

    def clean(self) -> dict[str, Any]:
        """Never open the past to somebody who may be a stranger."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("confirmed") == "not" and data.get("earlier") == "all":
            refused = _("Make sure who it is before the new code opens what was written so far.")
            self.add_error("earlier", ValidationError(refused, "unsure"))
        return data

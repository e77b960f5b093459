"""The forms of decisions on a case: risk, owner, stage, aside, promised day, closing."""

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases import casefile, vocabulary
from apps.desk.forms.base import MOST_WHY, ActForm, choices, within_reach
from apps.web.forms import Day, WordsField

ASIDES: Final = {code: name for code, name in vocabulary.ASIDES.items() if code != "declined"}


class TakeForm(ActForm):
    """Take it: the owner is whoever presses."""


class RiskForm(ActForm):
    """How urgent staff find it."""

    risk = forms.ChoiceField(
        label=_("Risk"),
        choices=choices(vocabulary.RISKS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a risk.")},
    )


class GiveForm(ActForm):
    """Whose case it is; nobody's where left empty."""

    owner = forms.ChoiceField(label=_("Give to"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = choices(people, _("Nobody"))  # type: ignore[attr-defined]


class AsideForm(ActForm):
    """The case waits for something; its stage stays."""

    aside = forms.ChoiceField(
        label=_("Put aside"),
        choices=choices(ASIDES.items(), _("Choose")),
        error_messages={"required": _("Choose what it waits for.")},
    )
    why = WordsField(label=_("Why"), max_length=MOST_WHY)


class BackForm(ActForm):
    """The case is taken up again."""


class PromiseForm(ActForm):
    """The day by which the person hears from us; they see it."""

    day = forms.DateField(
        label=_("They hear from us by"),
        widget=Day,
        error_messages={
            "required": _("Choose the day by which they hear from us."),
            "invalid": _("Write the day as in 2026-11-30."),
        },
    )

    def clean_day(self) -> date:
        """Refuse days gone by and days too far to mean anything."""
        day: date = self.cleaned_data["day"]
        return within_reach(day)


class CloseForm(ActForm):
    """Closing or declining: always a reason, and a message unless one would be unsafe."""

    reason = forms.ChoiceField(
        label=_("Reason"), error_messages={"required": _("Choose the reason for closing.")}
    )
    text = WordsField(
        label=_("Message to the person"),
        help_text=_("They read it when they come back with their code."),
        max_length=casefile.MOST_CHARACTERS,
        long=True,
    )
    unsafe = forms.BooleanField(
        label=_("Send no message: reading one would put them in danger"), required=False
    )
    why = WordsField(label=_("Note for colleagues"), max_length=MOST_WHY)

    def __init__(self, *args: Any, reachable: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reachable = reachable
        self.fields["reason"].choices = choices(  # type: ignore[attr-defined]
            ((code, reason_and_keep(code)) for code in vocabulary.REASONS), _("Choose")
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the message, or for the tick that says why there is none."""
        data: dict[str, Any] = super().clean() or {}
        unsaid = not data.get("text") and not data.get("unsafe")
        if self.reachable and unsaid and "text" not in self.errors:
            asked = _("Write a message to the person, or tick that one would be unsafe.")
            self.add_error("text", ValidationError(asked, "required"))
        return data


def reason_and_keep(reason: str) -> str:
    """Name a closing reason together with how long a case so closed is kept."""
    kept = vocabulary.KEEP.get(reason)
    name = vocabulary.REASONS[reason]
    if kept is None:
        return _("%(reason)s – kept until a person decides") % {"reason": name}
    days = kept.days
    if days < 100:
        return _("%(reason)s – kept %(days)d days") % {"reason": name, "days": days}
    return _("%(reason)s – kept %(months)d months") % {"reason": name, "months": days // 30}

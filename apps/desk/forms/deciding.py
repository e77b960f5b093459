"""The forms of decisions on a case: risk, owner, stage, aside, promised day, closing."""

from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.cases import casefile, vocabulary
from apps.cases.actions import TOLD_BEFORE
from apps.cases.rules import MOST_KEPT, Rules
from apps.desk.forms.base import MOST_WHY, ActForm, choices, within_reach
from apps.desk.forms.careful import CarefulForm
from apps.desk.stages import SHIPPED
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
    until = forms.DateField(
        label=_("Look at it again on"),
        widget=Day,
        required=False,
        error_messages={"invalid": _("Write the day as in 2026-11-30.")},
    )

    def clean_until(self) -> date | None:
        """Refuse days gone by and days too far to mean anything."""
        day: date | None = self.cleaned_data["until"]
        return within_reach(day) if day else None


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


class CloseForm(CarefulForm):
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
    keep = forms.DateField(
        label=_("Keep until"),
        widget=Day,
        required=False,
        error_messages={"invalid": _("Write the day as in 2026-11-30.")},
    )
    keep_why = WordsField(label=_("Why longer"), max_length=MOST_WHY)

    def __init__(
        self, *args: Any, reachable: bool = True, rules: Rules = SHIPPED, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reachable = reachable
        self.rules = rules
        self.fields["reason"].choices = choices(  # type: ignore[attr-defined]
            ((code, reason_and_keep(code, rules)) for code in vocabulary.REASONS), _("Choose")
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the message, or for the tick that says why there is none."""
        data: dict[str, Any] = super().clean() or {}
        unsaid = not data.get("text") and not data.get("unsafe")
        if self.reachable and unsaid and "text" not in self.errors:
            asked = _("Write a message to the person, or tick that one would be unsafe.")
            self.add_error("text", ValidationError(asked, "required"))
        if not data.get("unsafe"):
            self.refuse_unsaid(data.get("text") or "")
        keep = data.get("keep")
        if keep and data.get("reason"):
            self._check_keep(keep, self.rules.keeps(data["reason"]), data.get("keep_why", ""))
        return data

    def _check_keep(self, keep: date, shipped: timedelta | None, why: str) -> None:
        today = timezone.localdate()
        if shipped is None:
            self.add_error("keep", ValidationError(PERSON_DECIDES, "undated"))
        elif keep <= today + shipped:
            self.add_error("keep", ValidationError(_("Choose a later day than that."), "early"))
        elif keep > today + MOST_KEPT:
            self.add_error("keep", ValidationError(_("Choose a day within two years."), "far"))
        elif not why.strip():
            self.add_error("keep_why", ValidationError(WHY_LONGER, "required"))


PERSON_DECIDES: Final = _("Cases closed for this reason have no day: a person decides.")
WHY_LONGER: Final = _("Write why this case is kept longer.")


KEPT: Final = {
    "on": _("Keep it on; look again in 90 days"),
    "erase": _("Erase it in a month; the person is told"),
    "day": _("Keep it until a day"),
}


class KeepField(forms.ChoiceField):
    """What a page offered that is sent twice is still an answer, though no choice any more."""

    def valid_value(self, value: Any) -> bool:
        """Take every answer that such a page can have offered."""
        return value in KEPT


class KeepForm(ActForm):
    """A closed case is kept on, or given the day of its erasure."""

    how = KeepField(
        label=_("What becomes of it"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of it.")},
    )
    day = forms.DateField(
        label=_("Until"),
        widget=Day,
        required=False,
        error_messages={"invalid": _("Write the day as in 2026-11-30.")},
    )
    why = WordsField(label=_("Why"), max_length=MOST_WHY)

    def __init__(self, *args: Any, stands: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = stands
        ways = [way for way in KEPT.items() if stands is None or way[0] == "day"]
        self.fields["how"].choices = choices(ways)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask a day for a later one, with its reason."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("how") == "day" and "day" not in self.errors:
            self._check_day(data.get("day"))
            if not data.get("why", "").strip():
                self.add_error("why", ValidationError(WHY_LONGER, "required"))
        return data

    def _check_day(self, day: date | None) -> None:
        today = timezone.localdate()
        soonest = today + TOLD_BEFORE
        if day is None:
            self.add_error("day", ValidationError(_("Choose the day."), "required"))
        elif day < soonest or day.isoformat() < (self.stands or ""):
            early = _("Choose a later day: the person is told a month before.")
            self.add_error("day", ValidationError(early, "early"))
        elif day > today + MOST_KEPT:
            self.add_error("day", ValidationError(_("Choose a day within two years."), "far"))


def reason_and_keep(reason: str, rules: Rules = SHIPPED) -> str:
    """Name a closing reason together with how long a case so closed is kept."""
    kept = rules.keeps(reason)
    name = vocabulary.REASONS[reason]
    if kept is None:
        return _("%(reason)s – kept until a person decides") % {"reason": name}
    days = kept.days
    if days < 100:
        return _("%(reason)s – kept %(days)d days") % {"reason": name, "days": days}
    return _("%(reason)s – kept %(months)d months") % {"reason": name, "months": days // 30}

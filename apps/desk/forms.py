"""The forms of the case page: one act each. Each carries what its writer had seen of the case."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases import casefile, vocabulary
from apps.web.forms import Day, LongWords, PageForm, WordsField

# Where a page returns to; also where a form that was refused is shown again.
SECTIONS: Final = ("overview", "conversation", "notes", "history")
# Nobody is told a day that they cannot imagine.
FARTHEST: Final = timedelta(days=366)
MOST_WHY: Final = 1000
ASIDES: Final = {code: name for code, name in vocabulary.ASIDES.items() if code != "declined"}


class ActForm(PageForm):
    """`seen` is the number of the last event that the page showed; `at` the open section."""

    # The name of the URL that the form is sent to.
    address = ""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    at = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self) -> int:
        """Return the number; a page that says none has seen nothing, and is told what changed."""
        said = str(self.cleaned_data["seen"])
        return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0

    def clean_at(self) -> str:
        """Return the section, or "" for the one that the act belongs to."""
        said = str(self.cleaned_data["at"])
        return said if said in SECTIONS else ""


def choices(labels: Iterable[tuple[str, object]], empty: object = None) -> list[tuple[str, Any]]:
    """Return a list's codes and labels, with a first line for nothing chosen yet."""
    return [*([("", empty)] if empty is not None else []), *labels]


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


class MoveForm(ActForm):
    """Any stage but the one it is in; forward in one act, back as well."""

    stage = forms.ChoiceField(label=_("Move to"), error_messages={"required": _("Choose a stage.")})
    why = WordsField(label=_("Why"), max_length=MOST_WHY)

    def __init__(self, *args: Any, stage: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to = [(code, name) for code, name in OPEN_STAGES if code != stage]
        self.fields["stage"].choices = choices(to, _("Choose"))  # type: ignore[attr-defined]


OPEN_STAGES: Final = [(code, name) for code, name in vocabulary.STAGES.items() if code != "closed"]


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


class ReopenForm(MoveForm):
    """A closed case is opened again at a stage of choice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].label = _("Open again at")


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


def within_reach(day: date) -> date:
    """Return the day, or refuse one that is gone by or more than a year ahead."""
    today = date.today()  # noqa: DTZ011  (the service's clock is UTC)
    if day < today:
        raise ValidationError(_("Choose today or a later day."), "past")
    if day > today + FARTHEST:
        raise ValidationError(_("Choose a day within a year."), "far")
    return day


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

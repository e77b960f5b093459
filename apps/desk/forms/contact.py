"""The forms of safe contact: what was agreed, the number, how it went, talk elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.cases import casefile, vocabulary
from apps.desk.forms.base import MOST_WHY, ActForm, choices
from apps.web.forms import LongWords, Words, WordsField

MOST_ADDRESS: Final = 300
MOST_SHORT: Final = 120
A_DAY: Final = 24 * 60
# Clocks on earth are at most 14 hours ahead of UTC and 12 behind it, in steps of a quarter hour.
MOST_AHEAD: Final = 14 * 60
STEP: Final = 15
OLDEST: Final = timedelta(days=3660)


class ContactForm(ActForm):
    """How this person may be reached, as agreed with them."""

    way = forms.ChoiceField(label=_("Way"), choices=choices(vocabulary.WAYS.items()))
    number = WordsField(
        label=_("Number or address"),
        help_text=_("Shown by a press alone, for five minutes. Empty keeps the one we have."),
        max_length=MOST_ADDRESS,
        widget=Words(attrs={"dir": "ltr"}),
    )
    shared = forms.ChoiceField(
        label=_("Who else sees it"), choices=choices(vocabulary.SHARED.items())
    )
    hours = forms.MultipleChoiceField(
        label=_("Safe parts of their day"),
        choices=choices(vocabulary.DAY_PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    clock = WordsField(
        label=_("What time is it there now?"),
        help_text=_("As in 14:05. It gives the time zone; empty keeps what we know."),
        max_length=8,
        widget=Words(attrs={"dir": "ltr", "inputmode": "numeric"}),
    )
    not_say = WordsField(label=_("What must not be said"), max_length=MOST_ADDRESS)
    code_word = WordsField(label=_("Code word: what we say first"), max_length=MOST_SHORT)
    safe_answer = WordsField(label=_("What they answer when it is safe"), max_length=MOST_SHORT)
    dropped = WordsField(label=_("When the call drops"), max_length=MOST_ADDRESS)
    voicemail = forms.ChoiceField(
        label=_("Voicemail"), choices=choices(vocabulary.VOICEMAIL.items())
    )

    def __init__(
        self, *args: Any, ahead: int | None = None, known: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ahead, self.known = ahead, known

    def clean_number(self) -> str:
        """Return the number; the one that we have where left empty."""
        return str(self.cleaned_data["number"]).strip() or self.known

    def clean_clock(self) -> int | None:
        """Return how many minutes their clock is ahead of UTC; what we know where left empty."""
        said = str(self.cleaned_data["clock"]).strip()
        if not said:
            return self.ahead
        hours, colon, minutes = said.partition(":")
        if not (colon and hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
            raise ValidationError(_("Write the time like 14:05."), "invalid")
        if int(hours) > 23 or int(minutes) > 59:
            raise ValidationError(_("Write the time like 14:05."), "invalid")
        now = timezone.now()
        ahead = int(hours) * 60 + int(minutes) - (now.hour * 60 + now.minute)
        ahead = round(ahead / STEP) * STEP
        # Their day may be another one: the nearest clock that there is on earth.
        return next(one for one in (ahead, ahead - A_DAY, ahead + A_DAY) if -720 <= one <= 840)

    def clean(self) -> dict[str, Any]:
        """Ask for the number where there is a way that needs one."""
        data: dict[str, Any] = super().clean() or {}
        none_needed = {"here", "do_not_contact", "in_person", None}
        if data.get("way") not in none_needed and not data.get("number"):
            asked = _("Write the number or the address.")
            self.add_error("number", ValidationError(asked, "required"))
        return data


class NumberForm(ActForm):
    """Looking at the number: asked why where something speaks against it."""

    why = WordsField(label=_("Why now?"), max_length=MOST_WHY)

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = asks

    def clean_why(self) -> str:
        """Ask for the reason."""
        why = str(self.cleaned_data["why"]).strip()
        if self.asks and not why:
            raise ValidationError(_("Say why you look at it now."), "required")
        return why


class OutcomeForm(ActForm):
    """How a contact went, with one press."""

    call = forms.CharField(required=False)
    outcome = forms.ChoiceField(
        choices=choices(vocabulary.OUTCOMES.items()),
        error_messages={"required": _("Choose how it went.")},
    )


# Outcomes of a contact in which nothing was said.
WORDLESS: Final = frozenset({"no_answer", "wrong_person", "bounced"})


class LoggedForm(ActForm):
    """Something said elsewhere, written in by hand or pasted."""

    way = forms.ChoiceField(
        label=_("Way"),
        choices=choices(
            (code, name)
            for code, name in vocabulary.WAYS.items()
            if code not in {"here", "do_not_contact"}
        ),
    )
    direction = forms.ChoiceField(
        label=_("Who wrote or called"),
        choices=[("in", _("They did")), ("out", _("We did"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who wrote or called.")},
    )
    text = WordsField(
        label=_("Their words, or the gist"),
        max_length=casefile.MOST_CHARACTERS,
        widget=LongWords(attrs={"rows": 4}),
    )
    when = forms.DateTimeField(
        label=_("When (UTC)"),
        help_text=_("Empty is now."),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "autocomplete": "off"}, format="%Y-%m-%dT%H:%M"
        ),
        required=False,
        error_messages={"invalid": _("Write the time as in 2026-11-30 14:05.")},
    )
    outcome = forms.ChoiceField(
        label=_("How it went"),
        choices=choices(vocabulary.OUTCOMES.items(), _("Nothing to say")),
        required=False,
    )

    def clean_when(self) -> int:
        """Return Unix seconds; refuse what is to come, and what is older than anything here."""
        when: datetime | None = self.cleaned_data["when"]
        now = timezone.now()
        if when is None:
            return int(now.timestamp())
        if when > now + timedelta(minutes=5):
            raise ValidationError(_("That is still to come."), "future")
        if when < now - OLDEST:
            raise ValidationError(_("That is too long ago."), "old")
        return int(when.astimezone(UTC).timestamp())

    def clean(self) -> dict[str, Any]:
        """Ask for words, but not where nobody was there to say any."""
        data: dict[str, Any] = super().clean() or {}
        reached = data.get("outcome") not in WORDLESS
        if reached and not str(data.get("text") or "").strip() and "text" not in self.errors:
            self.add_error("text", ValidationError(_("Write what was said."), "required"))
        return data


class ForceForm(ActForm):
    """Somebody is in touch and on their own again, after a code was used under force."""

    upto = forms.CharField(required=False, widget=forms.HiddenInput)
    why = WordsField(
        label=_("How do you know?"),
        help_text=_("Who spoke to them, on which way, and how you made sure that nobody listens."),
        max_length=MOST_WHY,
        required=True,
        widget=LongWords(attrs={"rows": 3}),
        error_messages={"required": _("Write how you know that they are on their own again.")},
    )

    def clean_upto(self) -> dict[str, int]:
        """Return the last entry of each mailbox that the page told of."""
        pairs = (one.partition(":") for one in str(self.cleaned_data["upto"]).split())
        return {
            mailbox: int(number)
            for mailbox, _colon, number in pairs
            if number.isascii() and number.isdigit() and len(number) < 9
        }

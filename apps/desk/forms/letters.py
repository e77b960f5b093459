"""The forms of words that go with a decision: declining, asking for more."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases import casefile, vocabulary
from apps.cases.other_ways import with_ways
from apps.desk.forms.base import MOST_WHY, choices, within_reach
from apps.desk.forms.careful import CarefulForm
from apps.desk.forms.deciding import reason_and_keep
from apps.desk.forms.requests import TogetherForm, order_of, read_ref
from apps.desk.labels import headed
from apps.desk.letters import Letter
from apps.web.forms import Day, LongWords, WordsField

WAIT = "wait"
SAFE = "safe"
RETURNS = ("request",)


class LetterForm(CarefulForm):
    """Words to the applicant, from a template if wished. ``was`` is the one that was put in."""

    # Which fields a draft keeps, beside the words.
    kept: tuple[str, ...] = ("template", "was", "text", "when")

    order = forms.CharField(required=False, widget=forms.HiddenInput)
    following = forms.CharField(required=False, widget=forms.HiddenInput)
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    template = forms.ChoiceField(label=_("Template"), required=False)
    text = WordsField(
        label=_("Message to the person"),
        help_text=_("They read it when they come back with their code."),
        max_length=casefile.MOST_CHARACTERS,
        widget=LongWords(attrs={"rows": 9}),
    )
    when = forms.ChoiceField(label=_("When they see it"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, unsaid=letter.unsaid, **kwargs)
        self.letter = letter
        named = [(one.ref, one.title) for one in letter.templates]
        self.fields["template"].choices = choices(named, _("None"))  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["lang"] = letter.language
        hours: list[tuple[str, Any]] = [
            (WAIT, _("In five minutes; until then you can take it back"))
        ]
        if letter.safe_at:
            hours.append((SAFE, letter.safe_words))
        self.fields["when"].choices = hours  # type: ignore[attr-defined]
        if not letter.safe_at:
            self.fields["when"].required = False
            self.fields["when"].widget = forms.HiddenInput()
        self.fields["when"].initial = SAFE if letter.safe_at else WAIT

    def clean_at(self) -> str:
        """Return whether it came from the queue."""
        said = str(self.cleaned_data["at"])
        return said if said in RETURNS else ""

    def clean_order(self) -> str:
        """Return one of the orders of the queue."""
        return order_of(self.cleaned_data["order"])

    def clean_following(self) -> Any:
        """Return the request to go on with, or None."""
        return read_ref(self.cleaned_data["following"])

    def whole_text(self) -> str:
        """Return all that would be sent."""
        return str(self.cleaned_data.get("text") or "").strip()

    def _ask_for(self, words: Any) -> None:
        if not self.whole_text() and "text" not in self.errors:
            self.add_error("text", ValidationError(words, "required"))


class MoreForm(LetterForm):
    """A question to the applicant; the case waits for the answer."""

    kept = (*LetterForm.kept, "day")

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

    def clean(self) -> dict[str, Any]:
        """Ask for the question."""
        data: dict[str, Any] = super().clean() or {}
        self._ask_for(_("Write what you need to know."))
        self.refuse_open_end(self.whole_text())
        self.refuse_unsaid(self.whole_text())
        return data


class DeclineForm(LetterForm):
    """Declining: a reason, words, other ways to help; or the tick that words would be unsafe."""

    kept = (*LetterForm.kept, "reason", "ways", "unsafe", "why")

    reason = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.Select(attrs={"autofocus": True}),
        error_messages={"required": _("Choose the reason for declining.")},
    )
    ways = forms.MultipleChoiceField(
        label=_("Other ways to help"),
        help_text=_("Each stands beneath the message, in their language."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    unsafe = forms.BooleanField(
        label=_("Send no message: reading one would put them in danger"), required=False
    )
    why = WordsField(label=_("Note for colleagues"), max_length=MOST_WHY)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, letter=letter, **kwargs)
        reasons = ((code, reason_and_keep(code, letter.rules)) for code in vocabulary.REASONS)
        self.fields["reason"].choices = choices(reasons, _("Choose"))  # type: ignore[attr-defined]
        self.fields["ways"].choices = [  # type: ignore[attr-defined]
            (way.ref, headed(way.title, way.meaning(letter.reader)))
            for way in letter.ways
            if way.text(letter.language)
        ]

    def whole_text(self) -> str:
        """Return the words and the other ways beneath them; none where none would be safe."""
        data = self.cleaned_data
        if data.get("unsafe"):
            return ""
        chosen = data.get("ways") or []
        ways = {
            way.ref: way.text(self.letter.language) for way in self.letter.ways if way.ref in chosen
        }
        return with_ways(str(data.get("text") or ""), ways)

    def clean(self) -> dict[str, Any]:
        """Ask for words, or for the tick that says why there are none."""
        data: dict[str, Any] = super().clean() or {}
        if self.letter.reachable and not data.get("unsafe"):
            self._ask_for(_("Write a message to the person, or tick that one would be unsafe."))
        if len(self.whole_text()) > casefile.MOST_CHARACTERS:
            over = _("With the other ways to help, this is too long. Shorten it.")
            self.add_error("text", ValidationError(over, "too_long"))
        self.refuse_open_end(self.whole_text())
        self.refuse_unsaid(self.whole_text())
        return data


class DeclineSeveralForm(TogetherForm):
    """Declining several that are plainly alike: one reason, one template in all languages."""

    reason = forms.ChoiceField(
        label=_("Reason"), error_messages={"required": _("Choose the reason for declining.")}
    )
    template = forms.ChoiceField(
        label=_("Template"),
        help_text=_("Each person reads it in their own language."),
        required=False,
    )
    with_ways = forms.BooleanField(
        label=_("Add the other ways to help that fit each country"), required=False
    )
    unsafe = forms.BooleanField(
        label=_("Send no message: reading one would put them in danger"), required=False
    )

    def __init__(self, data: Any, *, templates: list[tuple[str, str]]) -> None:
        super().__init__(data)
        reasons = ((code, reason_and_keep(code)) for code in vocabulary.REASONS)
        self.fields["reason"].choices = choices(reasons, _("Choose"))  # type: ignore[attr-defined]
        self.fields["template"].choices = choices(templates, _("Choose"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a template, or for the tick that says why there is none."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("template") and not data.get("unsafe") and "template" not in self.errors:
            asked = _("Choose a template, or tick that a message would be unsafe.")
            self.add_error("template", ValidationError(asked, "required"))
        return data

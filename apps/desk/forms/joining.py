"""The forms of two cases that may be about one person: join, tell apart, part, same person."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.desk.forms.base import MOST_WHY, ActForm, choices
from apps.web.forms import Words, WordsField

THIS: Final = "this"
OTHER: Final = "other"
MADE_SURE: Final = (
    ("voice", _("I know their voice from earlier calls")),
    ("code_word", _("They said the word we had agreed on")),
    ("asked", _("I asked about something only they know")),
    ("met", _("Somebody we trust met them")),
)


class PairForm(ActForm):
    """An act on two cases: what its page had shown of the other one as well."""

    seen_other = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen_other(self) -> int:
        """Return the number of the other case's last event that was shown."""
        said = str(self.cleaned_data["seen_other"])
        return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


class JoinForm(PairForm):
    """Which case goes on, what becomes of the other, and of the code that was given first."""

    lead = forms.ChoiceField(
        label=_("The work goes on in"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the case in which the work goes on.")},
    )
    close = forms.ChoiceField(
        label=_("The other case"),
        choices=choices(
            [
                ("close", _("Close it as a duplicate: it is kept 90 days")),
                ("stand", _("Leave it open, joined")),
            ]
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of the other case.")},
    )
    earlier = forms.ChoiceField(
        label=_("The code of the earlier request"),
        help_text=_("Whoever says “I lost my code” may be somebody else."),
        choices=choices(
            [
                ("keep", _("Keep it: it opens what it opened, and what we write from now on")),
                ("end", _("End it: somebody else may have it")),
            ]
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the earlier code ends.")},
    )

    def __init__(self, *args: Any, cases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = cases  # type: ignore[attr-defined]


class ApartForm(PairForm):
    """They are two people: neither case is shown beside the other any more."""


class PartForm(PairForm):
    """Joined cases are parted again."""

    why = WordsField(label=_("Why"), max_length=MOST_WHY)


class SamePersonForm(PairForm):
    """The check *same person*, by whoever made sure, and how."""

    how = forms.ChoiceField(
        label=_("How did you make sure that it is the same person?"),
        choices=choices(MADE_SURE),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you made sure that it is the same person.")},
    )
    why = WordsField(label=_("More about it, for colleagues"), max_length=MOST_WHY)


class ReferenceForm(ActForm):
    """Another case by its reference."""

    reference = forms.CharField(
        label=_("Another case, by its reference"),
        max_length=20,
        widget=Words(attrs={"dir": "ltr"}),
        error_messages={"required": _("Write a reference like K7-2041.")},
    )

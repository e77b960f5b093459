"""The forms of people: somebody of the household, the applicant's own age, papers as printed."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases.wayout import KNOWS, LINKS, RELATIONS, TRAVELS
from apps.desk.forms.base import MOST_WHY, ActForm, choices
from apps.web.forms import LongWords, PageForm, Words, WordsField

MOST_CALLED: Final = 120
MOST_SAID: Final = 300
MOST_NOTE: Final = 2000
AGES: Final = [("minor", _("Under 18")), ("adult", _("18 or older"))]


class OnePersonForm(ActForm):
    """Somebody of the household, by ref."""

    person = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class PersonForm(OnePersonForm):
    """Who somebody is, whether they travel, and whether they know the reason."""

    kind = forms.ChoiceField(
        label=_("Who they are to the applicant"),
        choices=choices(RELATIONS.items(), _("Choose")),
        error_messages={"required": _("Choose who they are.")},
    )
    name = WordsField(
        label=_("What you call them"),
        help_text=_("As in “the mother”. Not the name in their papers."),
        max_length=MOST_CALLED,
    )
    travels = forms.ChoiceField(
        label=_("Travels"), choices=choices(TRAVELS.items()), widget=forms.RadioSelect
    )
    knows = forms.ChoiceField(
        label=_("Knows the reason"),
        choices=choices(KNOWS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether they know the reason.")},
    )
    say = WordsField(
        label=_("What is said to them instead"),
        help_text=_("As in “the course abroad”. It stands on every page of the case."),
        max_length=MOST_SAID,
    )
    minor = forms.BooleanField(label=_("Under 18"), required=False)
    consent = forms.BooleanField(
        label=_("They have agreed themselves that we help them"), required=False
    )
    note = WordsField(
        label=_("Notes on them"), max_length=MOST_NOTE, widget=LongWords(attrs={"rows": 3})
    )


class PersonGoneForm(OnePersonForm):
    """Somebody who does not belong to the case any more, and why."""

    why = WordsField(label=_("Why they do not belong here"), max_length=MOST_WHY, widget=Words)


class AnsweredForm(ActForm):
    """The people of whom the applicant told, written in with one press."""


class AgeForm(ActForm):
    """The applicant's own age, as was found out."""

    age = forms.ChoiceField(
        label=_("Age"),
        choices=AGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the age.")},
    )
    why = WordsField(
        label=_("How do you know?"),
        max_length=MOST_WHY,
        required=True,
        error_messages={"required": _("Write how you know.")},
    )


class LinkForm(PageForm):
    """Another case that belongs to this one, found by words; how, and whose it is."""

    words = WordsField(
        label=_("Reference, work name or words of the other case"), max_length=MOST_CALLED
    )
    other = forms.UUIDField(
        label=_("The other case"),
        error_messages={
            "required": _("Choose the other case."),
            "invalid": _("Choose the other case."),
        },
    )
    kind = forms.ChoiceField(
        label=_("How they belong together"),
        choices=choices(LINKS.items(), _("Choose")),
        error_messages={"required": _("Choose how they belong together.")},
    )
    person = forms.ChoiceField(label=_("Whose case it is"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whose = choices(people, _("Nobody’s of those written in here"))
        self.fields["person"].choices = whose  # type: ignore[attr-defined]


class UnlinkForm(ActForm):
    """Two cases that do not belong together any more, and why."""

    other = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    why = WordsField(label=_("Why"), max_length=MOST_WHY, widget=Words)


class PapersForm(OnePersonForm):
    """What somebody's papers print."""

    name = WordsField(label=_("Name as printed"), max_length=MOST_SAID)
    number = WordsField(
        label=_("Number"), max_length=MOST_CALLED, widget=Words(attrs={"dir": "ltr"})
    )
    born = WordsField(
        label=_("Born, as printed"), max_length=MOST_CALLED, widget=Words(attrs={"dir": "ltr"})
    )
    differs = forms.BooleanField(
        label=_("The marker in them is not who the person is"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask for something that is printed."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in ("name", "number", "born")):
            asked = _("Write what is printed in them.")
            self.add_error("name", ValidationError(asked, "required"))
        return data

"""Forms of who may open a case: named people, another team, an interpreter."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.cases import casefile
from apps.desk.forms.base import MOST_WHY, ActForm, choices
from apps.desk.places import language_name
from apps.web.forms import LongWords, PageForm, Words, WordsField
from apps.web.queries import organisation


class RestrictForm(ActForm):
    """The people who open the case beside whoever asks for it."""

    people = forms.MultipleChoiceField(
        label=_("Who else opens it"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one colleague beside you.")},
    )
    why = WordsField(label=_("Why"), max_length=MOST_WHY)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = people  # type: ignore[attr-defined]


class LiftForm(ActForm):
    """The whole team opens the case again."""

    why = WordsField(label=_("Why"), max_length=MOST_WHY)


class ToTeamForm(ActForm):
    """The team that the case goes to."""

    team = forms.ChoiceField(
        label=_("Team"), error_messages={"required": _("Choose the team that it goes to.")}
    )
    why = WordsField(label=_("Why"), max_length=MOST_WHY)

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = choices(teams, _("Choose"))  # type: ignore[attr-defined]


class InterpreterForm(PageForm):
    """Whom to let in, by the handle that they sign in with."""

    handle = forms.CharField(
        label=_("Handle of the interpreter"),
        widget=Words(attrs={"dir": "ltr"}),
        error_messages={"required": _("Write the handle with which they sign in.")},
    )


class TranslationForm(PageForm):
    """A translation of one text of the case, which ``of`` names."""

    of = forms.CharField(widget=forms.HiddenInput)
    language = forms.ChoiceField(label=_("Into which language"))
    text = WordsField(
        label=_("Translation"),
        max_length=casefile.MOST_CHARACTERS,
        widget=LongWords,
        required=True,
        error_messages={"required": _("Write the translation before you keep it.")},
    )

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        site = organisation()
        codes = dict.fromkeys(["en", *(site.languages if site is not None else ())])
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            (code, language_name(code)) for code in codes
        ]

    def clean_of(self) -> str:
        """Refuse what is not there to be translated."""
        of = str(self.cleaned_data["of"])
        if of not in self.names:
            raise ValidationError(_("These words are not in the case any more."), "gone")
        return of

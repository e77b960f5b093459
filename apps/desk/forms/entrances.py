"""The form of a form: its word, its name at the desk, who receives, and its country."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.desk.entrances import MOST_ENTRANCES, OWN_WORD
from apps.desk.forms.base import choices, receiver_field
from apps.intake.naming import names
from apps.teams.models import Team
from apps.teams.queries import current_epoch
from apps.web.forms import PageForm, Words
from apps.web.wording import SaidField


class EntranceForm(PageForm):
    """What may be changed of a form at any time."""

    name = SaidField(
        label=_("Name"),
        help_text=_("For colleagues; nobody who asks sees it. It may stay empty."),
        max_length=60,
    )
    team = receiver_field(
        _("Requests go to"), _("Requests that have come stay with the team they came to.")
    )
    country = forms.ChoiceField(
        label=_("For people in"),
        help_text=_("Your words of warning for this country then stand open on its pages."),
        choices=lambda: choices(names("countries").items(), _("Any country")),
        required=False,
    )

    def clean_team(self) -> Team:
        """Return a team that may be sealed to."""
        team: Team = self.cleaned_data["team"]
        if current_epoch(team) is None:
            said = gettext(
                "%(team)s has no key yet. Its first member makes it on the Team page; then it can "
                "receive requests."
            )
            raise ValidationError(said % {"team": team.name}, "without_key")
        if current_epoch(team, to_receive=True) is None:
            said = gettext(
                "The key of %(team)s is not in FARSHORE_FIRST_EPOCHS. Whoever runs the service "
                "adds it there first; the Team page shows the line."
            )
            raise ValidationError(said % {"team": team.name}, "unlisted")
        return team


class NewEntranceForm(EntranceForm):
    """A new form, with the word of its address, which it keeps for good."""

    field_order = ("word", "name", "team", "country")
    word = forms.CharField(
        label=_("Word in the address"),
        help_text=_(
            "It stays in the history of a phone: a word that says nothing, such as this one. "
            "It cannot be changed later, and no other form will ever have it."
        ),
        widget=Words(attrs={"dir": "ltr", "autocapitalize": "none"}),
        error_messages={"required": _("Write a word for the address.")},
    )

    def clean_word(self) -> str:
        """Return a word that may stand in an address."""
        word = str(self.cleaned_data["word"]).strip().lower()
        if not OWN_WORD.fullmatch(word):
            said = _("Write 3 to 24 letters from a to z; digits and single hyphens may follow.")
            raise ValidationError(said, "odd")
        return word

    def refuse_word(self) -> None:
        """Say that the word is another form's."""
        self.add_error("word", _("Another form has this word, or had it. Choose another one."))

    def refuse_more(self) -> None:
        """Say that there are too many forms."""
        said = gettext("There are %(most)d forms; more are not possible. Use one that is closed.")
        self.add_error(None, said % {"most": MOST_ENTRANCES})

    def said(self) -> dict[str, Any]:
        """Return what the form says."""
        return dict(self.cleaned_data)

"""What is asked when people are invited and teams are made."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.errors import HandleOdd
from apps.accounts.handles import new_handle
from apps.accounts.models import User
from apps.teams.models import Team
from apps.teams.queries import oversight
from apps.web.forms import PageForm, Words, WordsField


class TeamForm(PageForm):
    """A team's name; and what it is for, as long as nobody oversees."""

    name = WordsField(
        label=_("What is the team called?"),
        help_text=_("Colleagues see the name. Applicants never do."),
        max_length=60,
        required=True,
        error_messages={"required": _("Give the team a name.")},
    )
    oversees = forms.BooleanField(
        label=_("This team reads the record of who opened what, and no case"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if oversight() is not None:
            del self.fields["oversees"]

    @property
    def kind(self) -> str:
        oversees = self.cleaned_data.get("oversees", False)
        return Team.Kind.OVERSIGHT if oversees else Team.Kind.CASEWORK

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if Team.objects.filter(name=name).exists():
            raise forms.ValidationError(_("Another team has this name. Choose another one."))
        return name


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """People by their handles."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.handle)


class AddPersonForm(PageForm):
    """Somebody who has an account already and waits for one more team's key."""

    person = PersonChoice(
        label=_("Who joins?"),
        queryset=User.objects.none(),
        empty_label=_("Choose a person"),
        error_messages={"required": _("Choose who joins.")},
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = team.memberships.values("user_id")
        people = User.objects.filter(is_operator=False, is_active=True).exclude(ref__in=members)
        self.fields["person"].queryset = people.order_by("handle")  # type: ignore[attr-defined]


class InviteForm(PageForm):
    """A new person: what they are called here, what they will do, and for which team."""

    handle = forms.CharField(
        label=_("A short name to sign in with"),
        help_text=_(
            "2 to 40 letters from a to z, digits, dots, dashes. It need not be a real name."
        ),
        max_length=60,
        widget=Words({"dir": "ltr", "autocapitalize": "none"}),
        error_messages={"required": _("Give a short name to sign in with.")},
    )
    email = forms.EmailField(
        label=_("Their mail address"),
        help_text=_(
            "Only for notes that say “there is something new”. The address to join by is not sent."
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}),
        error_messages={"invalid": _("Write a whole address, like name@example.org.")},
    )
    language = forms.ChoiceField(label=_("Which language do they work in?"))
    team = forms.ModelChoiceField(
        label=_("Which team do they join?"),
        help_text=_("The key of the team is handed over later, by a colleague who holds it."),
        queryset=Team.objects.order_by("name"),
        required=False,
        empty_label=_("No team"),
    )
    is_coordinator = forms.BooleanField(
        label=_("Coordinator: looks after people, teams and the form, and sees no more cases"),
        required=False,
    )
    is_operator = forms.BooleanField(
        label=_("Operator: keeps the service running, belongs to no team and opens no case"),
        required=False,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        language.choices = list(settings.DESK_LANGUAGES)  # type: ignore[attr-defined]
        language.initial = by.language
        if not by.is_operator:
            del self.fields["is_operator"]

    def clean_handle(self) -> str:
        try:
            handle = new_handle(self.cleaned_data["handle"])
        except HandleOdd:
            raise forms.ValidationError(
                _("Use 2 to 40 letters from a to z, digits, dots and dashes. Begin with a letter.")
            ) from None
        if User.objects.filter(handle=handle).exists():
            raise forms.ValidationError(_("Somebody has this name already. Choose another one."))
        return handle

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_operator") and cleaned.get("team"):
            self.add_error("team", _("An operator belongs to no team. Choose “No team”."))
        return cleaned

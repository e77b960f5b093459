from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.accounts.errors import HandleOdd
from apps.accounts.handles import new_handle
from apps.web.forms import PageForm, Words, WordsField
from apps.web.models import Organisation
from apps.web.wording import AddressField, SaidField, check_away

ROLES: Final = ("operator", "coordinator", "caseworker", "overseer")
# Ticked at first, their words for danger unfolded; all others are a press away.
FIRST_LANGUAGES: Final = ("en", "ru", "ar")


class Address(forms.EmailInput):
    """A mail address, from left to right in every language."""

    def __init__(self) -> None:
        super().__init__({"dir": "ltr", "autocomplete": "off"})


class SetupForm(PageForm):
    """All that must be known before anybody may ask for help."""

    name = SaidField(
        label=_("What is the organisation called?"),
        help_text=_("It stands behind “Who we are”, never in a title or an address."),
        max_length=120,
        required=True,
        error_messages={"required": _("Write the name of the organisation.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages can people ask?"),
        help_text=_("Tick those that somebody of yours reads."),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        initial=FIRST_LANGUAGES,
    )
    promise_days = forms.IntegerField(
        label=_("Within how many days do you give a first answer?"),
        help_text=_("It is promised to everyone who asks. Rather promise too little."),
        min_value=1,
        max_value=60,
        initial=7,
    )
    leave_address = AddressField(
        label=_("Where does “Leave now” lead?"),
        help_text=_("A harmless page that opens fast where people ask from."),
        initial="https://www.wikipedia.org/",
        assume_scheme="https",
        max_length=300,
        widget=Words(attrs={"dir": "ltr", "inputmode": "url"}),
        validators=[check_away],
    )
    notices = forms.ChoiceField(
        label=_("Who hears that something new came?"),
        choices=[
            (Organisation.Notices.MAIL, _("Colleagues get mail that says so and nothing else")),
            (Organisation.Notices.NOBODY, _("Nobody is told: colleagues look by themselves")),
        ],
        widget=forms.RadioSelect,
        initial=Organisation.Notices.MAIL,
    )
    nobody_statement = SaidField(
        label=_("If nobody is told: who looks, and how often?"), max_length=400, long=True
    )
    casework = WordsField(
        label=_("What is the team called that reads the requests?"),
        max_length=60,
        required=True,
        error_messages={"required": _("Name the team that reads the requests.")},
    )
    oversight = WordsField(
        label=_("What is the group called that reads the access record?"),
        help_text=_("People outside the daily work, such as a board. They open no case."),
        max_length=60,
        required=True,
        error_messages={"required": _("Name the group that reads the access record.")},
        initial=_("Oversight"),
    )
    operator = WordsField(
        label=_("Operator"),
        max_length=40,
        required=True,
        error_messages={"required": _("Name the operator.")},
    )
    operator_mail = forms.EmailField(
        label=_("Their mail address"), max_length=254, required=False, widget=Address()
    )
    coordinator = WordsField(
        label=_("Coordinator"),
        help_text=_("Works on requests too, and sets what the pages say."),
        max_length=40,
        required=True,
        error_messages={"required": _("Name the coordinator.")},
    )
    coordinator_mail = forms.EmailField(
        label=_("Their mail address"), max_length=254, required=False, widget=Address()
    )
    caseworker = WordsField(
        label=_("A second caseworker"),
        max_length=40,
        required=True,
        error_messages={"required": _("Name a second caseworker.")},
    )
    caseworker_mail = forms.EmailField(
        label=_("Their mail address"), max_length=254, required=False, widget=Address()
    )
    overseer = WordsField(
        label=_("Overseer"),
        help_text=_("Reads who has opened what, and opens no case."),
        max_length=40,
        required=True,
        error_messages={"required": _("Name the overseer.")},
    )
    overseer_mail = forms.EmailField(
        label=_("Their mail address"), max_length=254, required=False, widget=Address()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in settings.LANGUAGES:
            self.fields[f"danger_{code}"] = SaidField(
                label=name,
                help_text=_("What can somebody do tonight who is in danger? Numbers, places."),
                max_length=1500,
                long=True,
            )

    def clean(self) -> dict[str, Any]:
        """Check what hangs together: words for each language, four different people."""
        cleaned = super().clean() or {}
        for code in cleaned.get("languages", []):
            if not cleaned.get(f"danger_{code}"):
                self.add_error(f"danger_{code}", _("Write the words for danger in this language."))
        nobody = cleaned.get("notices") == Organisation.Notices.NOBODY
        if nobody and not cleaned.get("nobody_statement"):
            self.add_error("nobody_statement", _("Write who looks, and how often."))
        handles: set[str] = set()
        for role in ROLES:
            try:
                handle = new_handle(cleaned.get(role, ""))
            except HandleOdd:
                if role in cleaned:
                    self.add_error(role, _("Use 2 to 40 small letters, digits, dots or dashes."))
                continue
            if handle in handles:
                self.add_error(role, _("Name four different people."))
            handles.add(handle)
            cleaned[role] = handle
        if cleaned.get("casework") and cleaned.get("casework") == cleaned.get("oversight"):
            self.add_error("oversight", _("Give the two groups different names."))
        return cleaned

    @property
    def danger(self) -> list[forms.BoundField]:
        """The fields of words for danger in the languages that are ticked at first."""
        return [self[f"danger_{code}"] for code in FIRST_LANGUAGES]

    @property
    def danger_elsewhere(self) -> list[forms.BoundField]:
        """The fields of words for danger in all other languages."""
        shown = {field.name for field in self.danger}
        fields = [self[f"danger_{code}"] for code, _name in settings.LANGUAGES]
        return [field for field in fields if field.name not in shown]

    @property
    def speaks_elsewhere(self) -> bool:
        """Whether something was written, or is asked for, in one of the other languages."""
        return any(field.errors or field.value() for field in self.danger_elsewhere)

    @property
    def people(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of the first people: name and mail."""
        return [(self[role], self[f"{role}_mail"]) for role in ROLES]

    def organisation(self) -> dict[str, Any]:
        """Return the fields of the organisation."""
        data = self.cleaned_data
        words = {code: data[f"danger_{code}"] for code in data["languages"]}
        named = ("name", "languages", "promise_days", "leave_address", "notices")
        fields = {field: data[field] for field in (*named, "nobody_statement")}
        return fields | {"danger_words": words}

    def first_people(self) -> dict[str, tuple[str, str]]:
        """Return handle and mail of each of the first people."""
        data = self.cleaned_data
        return {role: (data[role], data[f"{role}_mail"]) for role in ROLES}

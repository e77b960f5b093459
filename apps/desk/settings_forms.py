"""The forms of Settings: facts about the organisation, and its words in every language."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.desk.forms.base import receiver_field
from apps.intake.naming import names
from apps.web.forms import PageForm, Words, WordsField
from apps.web.languages import direction, own_name
from apps.web.models import Organisation
from apps.web.wording import AddressField, SaidField, check_away, check_beginning, check_onion

MOST_WORDS: Final = 4000
ACCENTS: Final = [
    ("sea", pgettext_lazy("accent", "Sea")),
    ("slate", pgettext_lazy("accent", "Slate")),
    ("moss", pgettext_lazy("accent", "Moss")),
    ("clay", pgettext_lazy("accent", "Clay")),
    ("plum", pgettext_lazy("accent", "Plum")),
    ("stone", pgettext_lazy("accent", "Stone")),
]
# Field of the organisation, what it is for, and why.
TEXTS: Final = {
    "welcome": (_("First words"), _("Stands at the top of the first page. It may stay empty.")),
    "danger_words": (
        _("Words for danger"),
        _("What somebody can do tonight. We are not an emergency service."),
    ),
    "who_we_are": (_("Who we are"), _("Who reads what they write, and who never does.")),
    "other_ways": (_("Other ways in"), _("Where to go if this page stops opening.")),
    "leave_safety": (
        _("Traces on their phone"),
        _("Stands first on the page about traces. It may stay empty."),
    ),
    "closed_words": (
        _("While the form is closed"),
        _("What the page says while no requests are taken, and who else may help."),
    ),
}


class OrganisationForm(PageForm):
    """Facts: name, languages, promises, how people are told, how long a desk idles."""

    name = SaidField(
        label=_("Name"),
        help_text=_("Stands behind “Who we are”, never in a title or an address."),
        max_length=120,
        required=True,
        error_messages={"required": _("Write the name of the organisation.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages of the form"),
        choices=[(code, own_name(code)) for code, _name in settings.LANGUAGES],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    first_language = forms.ChoiceField(
        label=_("Language to begin with"),
        help_text=_("For browsers that ask for none of these."),
        choices=[(code, own_name(code)) for code, _name in settings.LANGUAGES],
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries that lead the lists"),
        help_text=_("Where most people write from. Hold Ctrl or Cmd to choose several."),
        choices=lambda: list(names("countries").items()),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        required=False,
    )
    promise_days = forms.IntegerField(
        label=_("First answer within so many days"),
        help_text=_("Everybody who asks is promised this."),
        min_value=1,
        max_value=60,
    )
    leave_address = AddressField(
        label=_("Where Leave now goes"),
        help_text=_("An everyday page that nobody wonders about, such as a weather page."),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=Words(attrs={"dir": "ltr", "inputmode": "url"}),
        error_messages={"invalid": _("Write an address such as https://www.wikipedia.org/.")},
        validators=[check_away],
    )
    mirror = AddressField(
        label=_("Mirror"),
        help_text=_("The same pages at another address, for when this one stops opening."),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=Words(attrs={"dir": "ltr", "inputmode": "url"}),
        error_messages={"invalid": _("Write an address that begins with https://.")},
        validators=[check_beginning],
    )
    onion = forms.CharField(
        label=_("Address in Tor Browser"),
        max_length=80,
        required=False,
        widget=Words(attrs={"dir": "ltr", "inputmode": "url"}),
        validators=[check_onion],
        error_messages={
            "max_length": _("Write the whole address, with 56 letters and digits before .onion.")
        },
    )
    notices = forms.ChoiceField(
        label=_("When something new comes"),
        choices=[
            ("mail", _("People of the team get mail that says only that there is something new")),
            ("nobody", _("Nobody is told; people look by themselves")),
        ],
        widget=forms.RadioSelect,
    )
    nobody_statement = SaidField(
        label=_("If nobody is told: who looks, and how often?"),
        help_text=_("Stands on the Team page, so that everybody knows."),
        max_length=MOST_WORDS,
        long=True,
    )
    accent = forms.ChoiceField(label=_("Colour"), choices=ACCENTS, widget=forms.RadioSelect)
    idle_minutes = forms.IntegerField(
        label=_("Desks lock after so many idle minutes"), min_value=5, max_value=30
    )
    withdraw_days = forms.IntegerField(
        label=_("What we wrote is erased so many days after somebody takes their request back"),
        help_text=_(
            "What they wrote is erased at once. The days keep people under way from being lost."
        ),
        min_value=0,
        max_value=14,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the written “nobody is told”, and put the language to begin with first."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("notices") == "nobody" and not data.get("nobody_statement"):
            asked = _("Write who looks for new requests, and how often.")
            self.add_error("nobody_statement", ValidationError(asked, "required"))
        chosen, first = data.get("languages") or [], data.get("first_language")
        if chosen and first not in chosen:
            odd = _("Choose one of the languages of the form.")
            self.add_error("first_language", ValidationError(odd, "odd"))
        return data

    def changes(self) -> dict[str, Any]:
        """Return the fields as the organisation keeps them."""
        data = dict(self.cleaned_data)
        first = data.pop("first_language")
        data["languages"] = [first, *(code for code in data["languages"] if code != first)]
        return data


def facts_of(site: Organisation) -> dict[str, Any]:
    """Return what the form of facts begins with."""
    named = OrganisationForm.base_fields
    facts = {name: getattr(site, name) for name in named if hasattr(site, name)}
    return {**facts, "first_language": site.languages[0] if site.languages else "en"}


class TextsForm(PageForm):
    """The organisation's own words, each in every language that it offers."""

    def __init__(self, *args: Any, site: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        for name in TEXTS:
            for code in site.languages:
                self.fields[f"{name}-{code}"] = self._field(name, code)

    def _field(self, name: str, code: str) -> WordsField:
        field = SaidField(
            label=own_name(code),
            max_length=MOST_WORDS,
            long=True,
            initial=getattr(self.site, name).get(code, ""),
        )
        field.widget.attrs |= {"lang": code, "dir": direction(code), "rows": 4}
        return field

    def groups(self) -> list[dict[str, Any]]:
        """Return each text with its fields, one a language."""
        return [
            {
                "name": name,
                "title": title,
                "why": why,
                "fields": (fields := [self[f"{name}-{code}"] for code in self.site.languages]),
                "missing": [field.label for field in fields if not field.value()],
                "is_odd": any(field.errors for field in fields),
            }
            for name, (title, why) in TEXTS.items()
        ]

    def changes(self) -> dict[str, dict[str, str]]:
        """Return the texts as the organisation keeps them; those of other languages stay."""
        data = self.cleaned_data
        changed: dict[str, dict[str, str]] = {}
        for name in TEXTS:
            kept = {
                c: t for c, t in getattr(self.site, name).items() if c not in self.site.languages
            }
            given = {code: data[f"{name}-{code}"].strip() for code in self.site.languages}
            changed[name] = {**{code: text for code, text in given.items() if text}, **kept}
        return changed


class ReceivingForm(PageForm):
    """Which team receives new requests."""

    team = receiver_field(_("New requests go to"))

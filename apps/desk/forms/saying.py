"""What is said to people of one country, in each language that the organisation offers."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.desk.forms.base import choices
from apps.intake.naming import names
from apps.web.forms import PageForm
from apps.web.languages import direction, own_name
from apps.web.models import Organisation
from apps.web.wording import SaidField

# Everybody who opens the first page fetches the words for all countries.
MOST_WORDS: Final = 600
MOST_COUNTRIES: Final = 30


class CountryForm(PageForm):
    """Which country something shall be said of."""

    country = forms.ChoiceField(
        label=_("Country"),
        choices=lambda: choices(names("countries").items(), _("Choose one")),
        error_messages={"required": _("Choose a country.")},
    )

    def __init__(self, *args: Any, site: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site

    def clean_country(self) -> str:
        """Return the country, if there is room for one more."""
        country = str(self.cleaned_data["country"])
        said = self.site.country_words
        if country not in said and len(said) >= MOST_COUNTRIES:
            raise ValidationError(_("There is no room for one more country."), "full")
        return country


class CountryWordsForm(PageForm):
    """The words for one country; when all are empty, none are shown."""

    def __init__(self, *args: Any, site: Organisation, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site, self.country = site, country
        kept = site.country_words.get(country, {})
        for code in site.languages:
            field = SaidField(
                label=own_name(code), max_length=MOST_WORDS, long=True, initial=kept.get(code, "")
            )
            field.widget.attrs |= {"lang": code, "dir": direction(code), "rows": 3}
            self.add_field(code, field)

    def words(self) -> dict[str, str]:
        """Return the words by language; those of a language that is not offered now stay."""
        kept = self.site.country_words.get(self.country, {})
        given = {code: self.cleaned_data[code].strip() for code in self.site.languages}
        return {**given, **{code: text for code, text in kept.items() if code not in given}}

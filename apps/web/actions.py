"""Everything that changes what the organisation says of itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from apps.web.models import Organisation, Safekeeping


@transaction.atomic
def found_organisation(*, name: str, languages: list[str], **fields: Any) -> Organisation:
    """Write the one row; `django.core.exceptions.ValidationError` where a field is odd."""
    organisation = Organisation(name=name, languages=languages, **fields)
    organisation.full_clean()
    organisation.save(force_insert=True)
    return organisation


@transaction.atomic
def change_organisation(*, changes: Mapping[str, Any]) -> Organisation:
    """Change the named fields and nothing else; the salt is not among them."""
    organisation = Organisation.objects.select_for_update().get()
    for field, value in changes.items():
        if field in {"id", "site_salt"} or field not in _FIELDS:
            raise ValueError(f"{field} cannot be changed")
        setattr(organisation, field, value)
    organisation.full_clean()
    organisation.save(update_fields=list(changes))
    return organisation


@transaction.atomic
def change_country_words(*, country: str, words: Mapping[str, str]) -> None:
    """Change what is said of one country, by language; without any word, nothing is."""
    organisation = Organisation.objects.select_for_update().get()
    said = {language: text for language, text in words.items() if text}
    others = {code: each for code, each in organisation.country_words.items() if code != country}
    organisation.country_words = {**others, country: said} if said else others
    organisation.save(update_fields=["country_words"])


def note_safekeeping(**noted: date | int) -> None:
    """Remember ``backed_up_on``, ``restore_tried_on``, or what looking over files has found."""
    Safekeeping.objects.update_or_create(id=1, defaults=noted)


_FIELDS = frozenset(field.name for field in Organisation._meta.concrete_fields)

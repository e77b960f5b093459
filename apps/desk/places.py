"""Countries and languages by name, in the language of the desk."""

from typing import Final

from apps.intake.naming import List, names

# A code comes from the applicant's side: what is no code is shown, but not at any length.
MOST: Final = 24


def country_name(code: str) -> str:
    """Return a country's name; where it has none, the word that was sent."""
    return _name("countries", code)


def language_name(code: str) -> str:
    """Return a language's name; where it has none, the word that was sent."""
    return _name("languages", code)


def is_country(code: str) -> bool:
    """Tell whether this is a code of the list."""
    return code in names("countries")


def is_language(code: str) -> bool:
    """Tell whether this is a code of the list."""
    return code in names("languages")


def _name(which: List, code: str) -> str:
    known = names(which)
    return known.get(code) or known.get(code.split("-")[0]) or code[:MOST]

"""What is asked now."""

import logging
from typing import Final, NamedTuple

from apps.intake.definition import BadDefinition, Definition, read_definition
from apps.intake.models import FIRST, Questionnaire
from apps.lookups import Lookup

log = logging.getLogger("farshore")

_NEWEST: Final = Lookup(
    lambda form: Questionnaire.objects.filter(form=form).order_by("-version")[:1]
)
_VERSION: Final = Lookup(lambda version: Questionnaire.objects.filter(version=version))

# What the column holds; anybody may name a larger one.
MOST_VERSION: Final = 2**31


class Published(NamedTuple):
    """What a version asks, and which form asks it: a word of an address, or "" for the first."""

    version: int
    definition: Definition
    form: str = FIRST


def questionnaire(version: int | None = None, *, form: str = FIRST) -> Published | None:
    """A version of a form's questions, the newest where none or one that it never had is named.

    None where there is none, and where it was changed behind our back into what no page can show.
    """
    named = _version(version) if version is not None else None
    if named is None or named.form != form:
        named = _NEWEST.first(form)
    return _read(named)


def answered(version: int) -> Published | None:
    """The version that somebody answered, whichever form it was; None where it is none of ours."""
    return _read(_version(version))


def _version(number: int) -> Questionnaire | None:
    return _VERSION.first(number) if 0 < number < MOST_VERSION else None


def _read(row: Questionnaire | None) -> Published | None:
    if row is None:
        return None
    try:
        return Published(row.version, read_definition(row.definition), row.form)
    except BadDefinition:
        log.exception("version %d of the questions cannot be shown", row.version)
        return None

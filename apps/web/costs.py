"""What stretching words into keys costs: cheap only where FARSHORE_CHEAP_KDF says so."""

from django.conf import settings

from apps.crypto.stretch import CHEAP, CODE, PASSPHRASE, Cost


def passphrase_cost() -> Cost:
    """What a caseworker's passphrase costs."""
    return CHEAP if settings.CHEAP_KDF else PASSPHRASE


def code_cost() -> Cost:
    """What an applicant's code costs."""
    return CHEAP if settings.CHEAP_KDF else CODE

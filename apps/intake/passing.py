"""A text to pass on: where the form is, and what to mind, short enough for any messenger."""

from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from apps.intake.entrances import entered_at, state_of
from apps.intake.models import FIRST
from apps.web.languages import direction, known, own_name
from apps.web.models import Organisation


class Passed(NamedTuple):
    """The text in one language, and the address alone, for a picture of it."""

    language: str
    own_name: str
    dir: str
    address: str
    text: str


def address_of(word: str, language: str, *, at: str = "") -> str:
    """Return the whole address of a form, at our own site or ``at`` another one of ours."""
    begin = (at or settings.ORIGIN).rstrip("/")
    return f"{begin}/{language}/" + (f"f/{word}/" if word != FIRST else "")


def texts_to_pass_on(founded: Organisation, *, word: str = FIRST) -> list[Passed]:
    """Return the text for a form in each language that the organisation offers."""
    offered = [code for code in founded.languages if code in known()] or known()[:1]
    at = entered_at(word, founded)
    takes = at is not None and state_of(founded, at) == "open"
    return [_text(founded, word, code, as_file=takes) for code in offered]


def _text(founded: Organisation, word: str, language: str, *, as_file: bool) -> Passed:
    address = address_of(word, language)
    with translation.override(language):
        lines = [
            gettext(
                "You can write here, and people answer. It needs no name, no number and no account."
            ),
            gettext("Open it in a private window:"),
            address,
        ]
        if founded.mirror:
            lines += [
                gettext("If that does not open:"),
                address_of(word, language, at=founded.mirror),
            ]
        if founded.onion:
            lines += [gettext("In Tor Browser:"), address_of(word, language, at=founded.onion)]
        if as_file:
            lines += [
                gettext("As a file, for a phone or computer that has no network:"),
                f"{address}offline/",
            ]
        lines.append(
            gettext("The address must read so, letter by letter. We never write to you first.")
        )
        text = "\n".join(lines)
    return Passed(language, own_name(language), direction(language), address, text)

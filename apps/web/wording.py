"""What may stand in the organisation's own words and addresses, which everybody is shown.

What an applicant writes is kept as typed. What the organisation says is looked at first: an odd
sign is refused in words and never taken out in silence.
"""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.web.forms import TURNING, WordsField

Odd = Literal["signs", "markup", "long_word"]

# Joiners and direction marks that keyboards of Persian, Arabic, Hebrew and Indian scripts make.
TYPED: Final = frozenset("\u200c\u200d\u200e\u200f\u061c")
MARKUP: Final = re.compile(r"<[a-z/!?]|&#?\w+;", re.IGNORECASE)
# Letters one after another that no line of a phone could break: of scripts with spaces alone.
# An onion's address with its scheme and a path fits.
LONGEST_WORD: Final = 100
UNBROKEN: Final = re.compile(
    r"[^\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
    rf"{{{LONGEST_WORD + 1},}}"
)
ODD: Final[Mapping[Odd, Promise]] = {
    "signs": _("Take out the signs that nobody can see or that turn letters round."),
    "markup": _("Write plain words. Marks such as <b> or &amp; would stand there as they are."),
    "long_word": _("A word is so long that it leaves the page. Put a space into it."),
}
ONION: Final = re.compile(r"https?://([a-z2-7]{56})\.onion/?")
ONION_VERSION: Final = 3


def odd_in(text: str) -> Odd | None:
    """Tell what in a text nobody should be shown, or None."""
    if TURNING.search(text) or any(map(_is_unseen, text)):
        return "signs"
    if MARKUP.search(text):
        return "markup"
    return "long_word" if UNBROKEN.search(text) else None


def _is_unseen(sign: str) -> bool:
    kind = unicodedata.category(sign)
    if kind == "Cc":
        return sign not in "\n\t"
    # Format signs, lone halves, signs of nobody's and the two separators of lines.
    return kind in {"Cf", "Cs", "Co", "Zl", "Zp"} and sign not in TYPED


class SaidField(WordsField):
    """Words of the organisation's: as `WordsField`, but what is odd is refused."""

    def to_python(self, value: Any) -> str:
        """Return the words as they are to be looked at, with every sign of theirs."""
        text = str(forms.CharField.to_python(self, value) or "")
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))

    def validate(self, value: Any) -> None:
        """Refuse what is odd."""
        super().validate(value)
        odd = odd_in(value)
        if odd is not None:
            raise ValidationError(str(ODD[odd]), odd)


class AddressField(forms.URLField):
    """An address; ``validators`` say what it may be, and so it is refused once."""

    default_validators = []


def check_https(address: str) -> None:
    """Refuse an address that is not https, or that says more than where a page is."""
    said = _("Write an address that begins with https://.")
    # First: only what passes can be taken apart.
    URLValidator(schemes=["https"], message=said)(address)
    if "@" in urlsplit(address).netloc or odd_in(address) is not None:
        raise ValidationError(said, "https")


def check_away(address: str) -> None:
    """Refuse an address of ours as the one that somebody leaves to."""
    check_https(address)
    if urlsplit(address).hostname == urlsplit(settings.ORIGIN).hostname:
        raise ValidationError(_("Leave now must lead away from here."), "ours")


def check_beginning(address: str) -> None:
    """Refuse what is not the beginning of all addresses of a site."""
    check_https(address)
    parts = urlsplit(address)
    if parts.query or parts.fragment:
        raise ValidationError(_("Write where it begins, without ? and #."), "beginning")


def check_onion(address: str) -> None:
    """Refuse what is no address of an onion: a letter too few, or one that is not as given."""
    found = ONION.fullmatch(address)
    if found is None or not _is_onion(found[1]):
        said = _("Write the whole address, with 56 letters and digits before .onion.")
        raise ValidationError(said, "onion")


def _is_onion(name: str) -> bool:
    """Compare the checksum that a name carries: Tor rend-spec-v3, "Encoding onion addresses"."""
    try:
        raw = base64.b32decode(name.upper())
    except binascii.Error:
        return False
    key, check, version = raw[:32], raw[32:34], raw[34:]
    made = hashlib.sha3_256(b".onion checksum" + key + version).digest()[:2]
    return version == bytes([ONION_VERSION]) and check == made

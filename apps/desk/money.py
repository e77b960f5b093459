"""Money as people write and read it; kept in hundredths of its currency. Pure."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from django.utils.formats import get_format, number_format

# What people put between thousands: spaces of every kind, apostrophes, the Arabic mark.
_APART: Final = re.compile("[\\s\u00a0\u202f\u2009'’٬]")
_MARKS: Final = re.compile("[\u200e\u200f\u061c]")
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_DECIMALS: Final = 2
_MOST_SIGNS: Final = 40


def read_money(text: str) -> int | None:
    """Return an amount in hundredths, as written in the reader's language; None for no amount.

    Digits are of any script. One mark before three digits parts thousands, unless it is the
    language's own before decimals: then the amount has too many of them.
    """
    plain = _APART.sub("", _MARKS.sub("", text)).replace("٫", ".")
    if not plain or len(plain) > _MOST_SIGNS:
        return None
    digits = "".join(_digit(sign) for sign in plain)
    whole, fraction = _parted(digits)
    if not (whole or fraction) or not (whole + fraction).isdecimal() or len(fraction) > _DECIMALS:
        return None
    return int(whole or "0") * 100 + int(fraction.ljust(_DECIMALS, "0"))


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _parted(digits: str) -> tuple[str, str]:
    """Return what stands before and behind the mark of the decimals; no digits where unclear."""
    if _GROUPED.fullmatch(digits) and not _is_decimal(digits):
        return re.sub("[.,]", "", digits), ""
    place = max(digits.rfind("."), digits.rfind(","))
    if place < 0:
        return digits, ""
    whole, mark, fraction = digits[:place], digits[place], digits[place + 1 :]
    if not fraction or mark in whole:
        return "", ""
    if re.search("[.,]", whole):
        return (re.sub("[.,]", "", whole) if _GROUPED.fullmatch(whole) else ""), fraction
    return whole, fraction


def _is_decimal(digits: str) -> bool:
    """Tell whether the only mark is the language's own before decimals."""
    marks = re.findall("[.,]", digits)
    return len(marks) == 1 and marks[0] == get_format("DECIMAL_SEPARATOR")


def typed_money(hundredths: int) -> str:
    """Return an amount as a field shows it, to be changed; "" for nothing."""
    if not hundredths:
        return ""
    return str(number_format(_units(hundredths), _places(hundredths), force_grouping=False))


def money_words(hundredths: int, currency: str = "") -> str:
    """Return an amount as a page says it, its currency before it."""
    said = number_format(_units(hundredths), _places(hundredths), force_grouping=True)
    return f"{currency} {said}".strip()


def _units(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


def _places(hundredths: int) -> int:
    return _DECIMALS if hundredths % 100 else 0

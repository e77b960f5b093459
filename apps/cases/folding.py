"""One spelling for every script, so that a word is found however it was written. Pure.

Words become small ASCII letters: NFKC, casefold, anyascii. That alone matches no Arabic name with
a Cyrillic one, since Arabic writes few vowels; so names are also kept as their consonants, those
that scripts confuse made one: محمد, «Мухаммад», Magomed and Mohammed are all ``mhmd``. In what
is searched they stand in capitals, which no folded word has.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from anyascii import anyascii

# Stands before and behind the consonants of each name; no folded text has it.
NAMES: Final = "\x01"

# Marks that are written or left out at will: of Arabic vowels, a stretched line, a dot above.
_LEFT_OUT: Final = (*range(0x64B, 0x660), 0x670, 0x640, 0x307)
_UNHEARD: Final = "'`\"\u2019"
# Consonants that one script has and the other writes with its nearest; longer ones come first.
_HEARD: Final = (
    ("shch", "s"),
    ("sch", "s"),
    ("dzh", "j"),
    ("tch", "c"),
    ("kh", "h"),
    ("gh", "h"),
    ("sh", "s"),
    ("ch", "c"),
    ("zh", "j"),
    ("dj", "j"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("ts", "s"),
    ("ck", "k"),
    ("x", "ks"),
    ("q", "k"),
    ("g", "h"),
    ("z", "s"),
    ("p", "b"),
    ("v", "f"),
)
_VOWELS: Final = str.maketrans("", "", "aeiouyw")
_TWICE: Final = re.compile(r"(.)\1+")
# A case's reference whose dash was left out.
_REFERENCE: Final = re.compile(r"([a-z][0-9])([0-9]{4})")
_NOT_LETTERS: Final = re.compile(r"[^a-z]+")
# A single consonant tells no name from another.
_SHORTEST: Final = 2


class _Letters(dict[int, str]):
    """What each character becomes, asked of anyascii once."""

    def __missing__(self, code: int) -> str:
        plain = anyascii(chr(code)).lower()
        for mark in _UNHEARD:
            plain = plain.replace(mark, "")
        self[code] = plain = "".join(max(one, " ") for one in plain)
        return plain


_LETTERS: Final = _Letters(dict.fromkeys(_LEFT_OUT, ""))


def fold(text: str) -> str:
    """Return a text in small ASCII letters, its words one space apart."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return " ".join(plain.split())


def skeletons(name: str) -> list[str]:
    """Return the consonants of each word of a name, in the order of the words."""
    words = _NOT_LETTERS.split(fold(name))
    return [bones for bones in map(_skeleton, words) if len(bones) >= _SHORTEST]


def _skeleton(word: str) -> str:
    for sound, heard in _HEARD:
        word = word.replace(sound, heard)
    bones = _TWICE.sub(r"\1", word.translate(_VOWELS))
    # The breath at a word's end is written by some and not by others: فاطمة, Fatima.
    return bones.removesuffix("h") if len(bones) > _SHORTEST else bones


def searchable(texts: Iterable[str], *, names: Iterable[str], marks: Iterable[str] = ()) -> str:
    """Return what a search looks through: folded texts, then the names' consonants, marked.

    Beside these stand ``marks``, by which `apps.cases.doubles` finds cases that are alike.
    """
    bones = sorted({one.upper() for name in names for one in skeletons(name)} | {*marks})
    marked = f"{NAMES}{NAMES.join(bones)}{NAMES}" if bones else ""
    return "\n".join(filter(None, map(fold, texts))) + marked


def needles(words: str) -> list[tuple[str, str]]:
    """Return for each word asked for how it is folded, and its consonants marked as in a text.

    A reference is looked for with its dash. The consonants are "" where the word has too few to
    be a name's.
    """
    found = []
    for said in fold(words).split():
        dashed = _REFERENCE.fullmatch(said)
        word = "-".join(dashed.groups()) if dashed else said
        bones = skeletons(word)
        found.append((word, f"{NAMES}{bones[0].upper()}{NAMES}" if len(bones) == 1 else ""))
    return found

"""By what two requests of one person are known: a few traits of each, small enough for a summary.

Addresses and sentences stand here as digests, so that a list carries none in words. Pure: no
database, no clock.
"""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

from apps.cases.answers import NAME, STORY, Answers
from apps.cases.casefile import CaseFile
from apps.cases.folding import fold, skeletons
from apps.crypto.contexts import sha256

# Questions that say where somebody can be reached, with whom they travel, and on what papers.
ADDRESSES: Final = ("way", "write_how")
PAPERS: Final = ("papers", "papers_country")
COMPANY: Final = ("company", "adults", "children")
# Answers that say nothing in which two people would differ.
UNTOLD: Final = frozenset({"", "unknown", "unsaid"})
MOST_NAMES: Final = 4
MOST_ADDRESSES: Final = 8
MOST_SENTENCES: Final = 24
# A sentence that several people would write alike tells nothing.
SHORTEST_SENTENCE: Final = 24
# Country and trunk prefixes are written or left out; the rest of a number is as long as this.
DIGITS: Final = 9
FEWEST_DIGITS: Final = 7

# Before a word of a script that writes few vowels: Hebrew, Syriac, Arabic.
UNVOICED: Final = "~"
_ABJAD: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_VOICED: Final = str.maketrans("owey", "uuii")
_VOWELS: Final = str.maketrans("", "", "aiu")
_NUMBER: Final = re.compile(r"\d(?:[\s().\-/]*\d)+")
_HANDLE: Final = re.compile(r"[^\s,;:<>()]*@[^\s,;:<>()]+")
_SENTENCE: Final = re.compile(r"[.!?…؟。\n]+")


class Traits(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """What may tell that two cases are about one person.

    ``names`` are as of `names_in`; ``addresses`` and ``told`` are digests in hex of addresses and
    of sentences of the story. ``apart`` are refs in hex of cases that a colleague has looked at:
    somebody else's.
    """

    names: list[str] = []
    addresses: list[str] = []
    told: list[str] = []
    papers: str = ""
    company: str = ""
    apart: list[str] = []

    @property
    def marks(self) -> list[str]:
        """What the index finds by: consonants of names, addresses, sentences; none is a word."""
        names = [f"={name_key(name).upper()}" for name in self.names]
        return [*names, *(f"@{one.upper()}" for one in (*self.addresses, *self.told))]


def traits_of(file: CaseFile, answers: Answers | None) -> Traits:
    """Return the traits of a case."""
    if answers is None:
        return Traits(addresses=_addresses(_agreed(file)), apart=sorted(file.apart))
    ways = [*map(answers.value, ADDRESSES), *_agreed(file)]
    return Traits(
        names=names_in(answers.value(NAME)),
        addresses=_addresses(ways),
        told=sentences(answers.value(STORY)),
        papers=_joined(answers, PAPERS),
        company=_joined(answers, COMPANY),
        apart=sorted(file.apart),
    )


def names_in(name: str) -> list[str]:
    """Return a name's words in small ASCII letters, those of scripts without vowels marked."""
    words = [(UNVOICED * bool(_ABJAD.search(word)), fold(word)) for word in name.split()]
    return [mark + part for mark, folded in words for part in folded.split()][:MOST_NAMES]


def _agreed(file: CaseFile) -> list[str]:
    return [file.contacts.agreed.address] if file.contacts.agreed else []


def _joined(answers: Answers, questions: Iterable[str]) -> str:
    found = [answers.get(question) for question in questions]
    told = ["" if one is None else str(one.value) for one in found]
    return "" if told[0] in UNTOLD else " ".join(told).strip()


def _addresses(texts: Iterable[str]) -> list[str]:
    found = {address for text in texts for address in addresses_in(text)}
    return sorted(_digest(address, 8) for address in found)[:MOST_ADDRESSES]


def addresses_in(text: str) -> set[str]:
    """Return telephone numbers (their last nine digits), mail addresses and handles."""
    plain = fold(text)
    handles = {one.strip(".@") for one in _HANDLE.findall(plain)}
    digits = (re.sub(r"\D", "", one) for one in _NUMBER.findall(plain))
    return {one for one in handles if one} | {
        number[-DIGITS:] for number in digits if len(number) >= FEWEST_DIGITS
    }


def sentences(text: str) -> list[str]:
    """Return a digest of each sentence that is long enough to be somebody's own."""
    folded = [re.sub(r"[^a-z0-9 ]", "", fold(one)) for one in _SENTENCE.split(text)]
    own = dict.fromkeys(one.strip() for one in folded if len(one) >= SHORTEST_SENTENCE)
    return [_digest(one, 4) for one in own][:MOST_SENTENCES]


def _digest(text: str, size: int) -> str:
    return sha256(text.encode())[:size].hex()


def name_key(word: str) -> str:
    """Return the consonants under which every spelling of a name is looked up."""
    bones = skeletons(word)
    # The breath at a word's end again: of two consonants it leaves one.
    return bones[0].removesuffix("h") if bones else voiced(word).translate(_VOWELS)


def voiced(word: str) -> str:
    """Return a word with those vowels made one that scripts and ears confuse, none twice."""
    found = ""
    for letter in word.removeprefix(UNVOICED).replace("sh", "s").translate(_VOICED):
        if not found.endswith(letter):
            found += letter
    return found.removesuffix("h")

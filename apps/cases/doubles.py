"""Possible doubles: which other cases of the team may be about the same person, and why.

Works on opened summaries and opens no case. One reason alone is seldom enough: a name that many
bear counts little, so that few false alarms remain.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final, Literal
from uuid import UUID

from apps.cases.index import Filters, read_index
from apps.cases.opened import OpenCase
from apps.cases.queries import Row
from apps.cases.summaries import SummaryBody
from apps.cases.traits import UNVOICED, Traits, name_key, traits_of, voiced
from apps.crypto import Keyring

Kind = Literal[
    "address", "sentence", "name", "spelling", "country", "language", "papers", "company", "again"
]
# What each reason weighs; from ENOUGH on a case is shown.
WEIGHTS: Final[dict[Kind, int]] = {
    "address": 60,
    "sentence": 50,
    "name": 30,
    "spelling": 25,
    "again": 15,
    "company": 10,
    "papers": 8,
    "country": 8,
    "language": 4,
}
ENOUGH: Final = 42
# Reasons that many share; they support another one and show nothing by themselves.
COMMON: Final = frozenset({"country", "language", "papers", "company", "again"})
MOST_SHOWN: Final = 8
# Of those that share a name, the newest: where more do, the name tells little.
MOST_NEAR: Final = 400
# A sentence that so many have told is a common one, or one of a template.
COMMON_SENTENCE: Final = 5
# How much a name counts that so many cases bear.
RARITY: Final = ((3, 1.0), (10, 0.8), (50, 0.5), (2**31, 0.25))
# Names of few consonants need their vowels to be told apart.
FEW: Final = 2
ALIKE: Final = 0.88


@dataclass(frozen=True, slots=True)
class Double:
    """Another case that may be about the same person; ``reasons`` begin with the heaviest."""

    ref: UUID
    body: SummaryBody
    score: int
    reasons: tuple[Kind, ...]


class Doubles:
    """The cases of a person's teams, ready to be asked for doubles; built once for a page."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: dict[UUID, tuple[UUID, SummaryBody]] = {}
        self._by_name: dict[str, set[UUID]] = defaultdict(set)
        self._by_trait: dict[str, set[UUID]] = defaultdict(set)
        # Names are few and pairs many; both go with the page that asked.
        self._key = lru_cache(None)(name_key)
        self._alike = lru_cache(None)(alike)
        for row in rows:
            if row.body is not None and not (row.body.practice or row.withdrawn):
                self._add(row.ref, row.team, row.body)

    def _add(self, ref: UUID, team: UUID, body: SummaryBody) -> None:
        self._rows[ref] = team, body
        for word in body.traits.names:
            self._by_name[self._key(word)].add(ref)
        for trait in (*body.traits.addresses, *body.traits.told):
            self._by_trait[trait].add(ref)

    def of(self, ref: UUID) -> list[Double]:
        """Return the possible doubles of one of the cases, likeliest first, at most eight."""
        if ref not in self._rows:
            return []
        team, body = self._rows[ref]
        found = [self._compared(body, other) for other in self._near(body, ref, team)]
        likely = [double for double in found if double is not None]
        likely.sort(key=lambda one: (-one.score, one.body.arrived))
        return likely[:MOST_SHOWN]

    def _near(self, body: SummaryBody, ref: UUID, team: UUID) -> Iterator[UUID]:
        """Yield the cases of the same team that share a rare trait, or a name."""
        traits = body.traits
        near: set[UUID] = set()
        for word in traits.names:
            near |= self._by_name[self._key(word)]
        for trait in (*traits.addresses, *traits.told):
            near |= self._by_trait[trait]
        near.discard(ref)
        for other in near:
            theirs, known = self._rows[other]
            if theirs == team and not _is_settled(ref, body, other, known):
                yield other

    def _compared(self, body: SummaryBody, other: UUID) -> Double | None:
        known = self._rows[other][1]
        weights = dict(self._weights(body, known))
        score = round(sum(weights.values()))
        if score < ENOUGH or not weights.keys() - COMMON:
            return None
        reasons = sorted(weights, key=lambda kind: -weights[kind])
        return Double(other, known, score, tuple(reasons))

    def _weights(self, body: SummaryBody, known: SummaryBody) -> Iterator[tuple[Kind, float]]:
        mine, theirs = body.traits, known.traits
        if set(mine.addresses) & set(theirs.addresses):
            yield "address", WEIGHTS["address"]
        told = set(mine.told) & set(theirs.told)
        if any(len(self._by_trait[one]) <= COMMON_SENTENCE for one in told):
            yield "sentence", WEIGHTS["sentence"]
        yield from self._names(mine, theirs)
        if body.party == "again" or known.party == "again":
            yield "again", WEIGHTS["again"]
        for kind, one, two in (
            ("country", body.country, known.country),
            ("language", body.language, known.language),
            ("papers", mine.papers, theirs.papers),
            ("company", mine.company, theirs.company),
        ):
            if one and one == two:
                # Most travel alone.
                yield kind, WEIGHTS[kind] / (5 if one == "alone" else 1)  # type: ignore[misc,index]

    def _names(self, mine: Traits, theirs: Traits) -> Iterator[tuple[Kind, float]]:
        """Weigh the names: by how rare they are, and half again for each further word."""
        pairs = [
            (kind, self._rarity(one))
            for one in mine.names
            for kind in [self._best(one, theirs.names)]
            if kind is not None
        ]
        if not pairs:
            return
        kind: Kind = "name" if all(kind == "name" for kind, _ in pairs) else "spelling"
        rarest = max(rarity for _, rarity in pairs)
        yield kind, WEIGHTS[kind] * rarest * (1 + 0.5 * (len(pairs) - 1))

    def _best(self, word: str, names: list[str]) -> Kind | None:
        kinds = {self._alike(word, other) for other in names}
        return "name" if "name" in kinds else "spelling" if "spelling" in kinds else None

    def _rarity(self, word: str) -> float:
        count = len(self._by_name[self._key(word)])
        return next(factor for most, factor in RARITY if count <= most)


def read_doubles(opened: OpenCase, *, keyring: Keyring) -> list[Double]:
    """Return the possible doubles of an opened case, likeliest first.

    The index finds what shares a mark with it; only these summaries are opened, and no case.
    """
    marks = traits_of(opened.file, opened.answers).marks
    index = read_index(user=opened.user, keyring=keyring, marks=marks) if marks else None
    found = index.find(Filters(closed_too=True)) if index else None
    ref = opened.case.ref
    own = Row(ref=ref, team=opened.case.team_id, body=opened.summary())
    rows = [] if found is None else found.index.open_rows(found.refs("activity", most=MOST_NEAR))
    return Doubles([own, *(row for row in rows if row.ref != ref)]).of(ref)


def _is_settled(ref: UUID, body: SummaryBody, other: UUID, known: SummaryBody) -> bool:
    """Tell whether colleagues have joined the two already, or looked and told them apart."""
    joined = body.joined == other.hex or known.joined == ref.hex
    apart = other.hex in body.traits.apart or ref.hex in known.traits.apart
    return joined or apart


def alike(one: str, two: str) -> Literal["name", "spelling"] | None:
    """Tell whether two words of `traits.names_in` are one name: the same, or spelt otherwise."""
    if one == two:
        return "name"
    key = name_key(one)
    if key != name_key(two):
        return None
    return "spelling" if len(key) > FEW or _sound_alike(one, two) else None


def _sound_alike(one: str, two: str) -> bool:
    shorter, longer = sorted(map(voiced, (one, two)), key=len)
    if UNVOICED in one + two:
        # What is written stands in the other in its order; what is left out is a short vowel.
        letters = iter(longer)
        return all(letter in letters for letter in shorter)
    return SequenceMatcher(None, shorter, longer, autojunk=False).ratio() >= ALIKE

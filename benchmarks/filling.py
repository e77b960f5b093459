"""Invented cases by the thousand, as far as lists and searches see them; and the same in the clear.

Half of what a case weighs is its history, which neither a list nor a search opens: only summaries
are made here, sealed as always. `make demo SIZE=100000` makes whole cases.
"""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Final
from uuid import UUID

import msgspec
from django.db import connection

from apps.cases import vocabulary
from apps.cases.agenda import Item
from apps.cases.folding import searchable
from apps.cases.index.opening import pack_everything
from apps.cases.models import Case, Summary
from apps.cases.names import draw_name, draw_reference
from apps.cases.summaries import SummaryBody, encode_summary
from apps.cases.traits import Traits, names_in, sentences
from apps.crypto.chain import seal_summary
from apps.operations.demo import words
from apps.operations.demo.people import Member
from apps.teams.models import Team
from apps.teams.queries import open_team

# The corpus of which a search is asked: a mean of 1,600 characters, two fifths in Cyrillic and a
# quarter in Arabic letters.
LETTERS: Final = {
    "ru": "оеаинтсрвлкмдпуяыьгзбчй",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "en": "etaoinshrdlcumwfgypb",
}
SHARES: Final = {"ru": 40, "ar": 25, "en": 35}
MEAN_WORDS: Final = 235
VOCABULARY: Final = 20_000
BATCH: Final = 1000
DAY: Final = 86_400
# Said in one case of two hundred, as a name: in Cyrillic where it is asked for in Latin letters.
RARE: Final = "Магомед"


@dataclass(frozen=True, slots=True)
class Invented:
    """One case: what a list and a search know of it."""

    ref: UUID
    body: SummaryBody
    name: str
    text: str


class Inventor:
    """Invents cases: the same ones for the same chance and owners."""

    def __init__(self, draw: random.Random, owners: Sequence[str]) -> None:
        self.draw, self.owners = draw, ["", *owners]
        self.words = {code: self._vocabulary(letters) for code, letters in LETTERS.items()}
        # Few words make up most of what people say.
        self.weights = list(accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
        self.now = int(time.time())

    def _vocabulary(self, letters: str) -> list[str]:
        draw = self.draw
        return ["".join(draw.choices(letters, k=draw.randint(2, 10))) for _ in range(VOCABULARY)]

    def cases(self) -> Iterator[Invented]:
        """Yield cases without an end."""
        while True:
            yield self._case()

    def _case(self) -> Invented:
        draw = self.draw
        (language,) = draw.choices(list(SHARES), list(SHARES.values()))
        many = max(20, int(draw.gauss(MEAN_WORDS, 70)))
        said = draw.choices(self.words[language], cum_weights=self.weights, k=many)
        name = RARE if draw.random() < 1 / 200 else draw.choice(words.NAMES[language])
        ref = UUID(bytes=draw.randbytes(16))
        text = " ".join(said)
        traits = Traits(names=names_in(name), told=sentences(text))
        body = msgspec.structs.replace(self._body(language), traits=traits)
        return Invented(ref, body, name, text)

    def _body(self, language: str) -> SummaryBody:
        draw, now = self.draw, self.now
        arrived = now - draw.randint(0, 700 * DAY)
        promised = datetime.fromtimestamp(now, UTC).date() + timedelta(days=draw.randint(-20, 40))
        look_again = now + draw.randint(-5 * DAY, 30 * DAY)
        return SummaryBody(
            name=draw_name(),
            reference=draw_reference(),
            stage=draw.choice(vocabulary.ORDER),
            arrived=arrived,
            clock=look_again,
            changed=draw.randint(arrived, now),
            aside=draw.choice(["", "", "", "", *vocabulary.ASIDES]),
            risk=draw.choice(["", *vocabulary.RISKS]),
            owner=draw.choice(self.owners),
            language=language,
            country=draw.choice(words.COUNTRIES),
            safety=draw.choice(["danger_now", "danger_soon", "safe", ""]),
            promised=promised.isoformat(),
            unread=int(draw.random() < 0.1),
            needs=draw.sample(["shelter", "legal", "documents", "medical"], draw.randint(0, 2)),
            agenda=[Item("look_again", look_again, look_again - DAY)],
        )


def fill(members: Sequence[Member], count: int, draw: random.Random) -> list[Invented]:
    """Seal so many cases of Harbour's into the database, packed; return what was sealed."""
    team, by = Team.objects.get(name="Harbour"), members[0]
    epoch = open_team(team=team, user=by.user, keyring=by.keyring)
    inventor = Inventor(draw, [member.user.ref.hex for member in members])
    made = list(islice(inventor.cases(), count))
    today = datetime.fromtimestamp(inventor.now, UTC).date()
    for start in range(0, count, BATCH):
        cases, summaries = [], []
        for one in made[start : start + BATCH]:
            digest = draw.randbytes(32)
            said = [one.body.name, one.body.reference, one.text]
            text = searchable(said, names=[one.name], marks=one.body.traits.marks)
            sealed = seal_summary(
                encode_summary(one.body, text),
                epoch=epoch,
                case=one.ref.bytes,
                number=1,
                digest=digest,
            )
            cases.append(
                Case(
                    ref=one.ref,
                    team=team,
                    origin=one.ref.bytes * 2,
                    received_on=today,
                    erase_by=today.replace(day=1, year=today.year + 2),
                )
            )
            summaries.append(
                Summary(
                    case_id=one.ref,
                    team=team,
                    epoch=epoch.number,
                    sequence=1,
                    digest=digest,
                    sealed_summary=sealed,
                    summed=1,
                )
            )
        Case.objects.bulk_create(cases)
        Summary.objects.bulk_create(summaries)
    pack_everything(user=by.user, keyring=by.keyring)
    with connection.cursor() as cursor:
        # What an idle night does by itself.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return made

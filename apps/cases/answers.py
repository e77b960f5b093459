"""What an applicant answers, as JSON under the seal. Pure: no database, no clock.

Answers carry their question texts, so that a case can be read whatever becomes of the
questionnaire. Ids and values that the desk reads for itself are named here; every other question
is an organisation's own. See docs/spec/submission.md.
"""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from apps.crypto import CannotOpen
from apps.crypto.padding import ANSWERS

MOST_BYTES: Final = 64 * 1024

# Questions that the list and the clock of first reading read.
SAFETY: Final = "safety"
NAME: Final = "name"
PRONOUN: Final = "pronoun"
LANGUAGE: Final = "language"
COUNTRY: Final = "country"
AGE: Final = "age"
STORY: Final = "story"
COMPANY_KNOWS: Final = "company_knows"
# Ways to reach somebody: shown by a press that is recorded, and nowhere else.
WAY: Final = "way"
WRITE_HOW: Final = "write_how"
NUMBERS: Final = frozenset({WAY, WRITE_HOW})

DANGER_NOW: Final = "danger_now"
DANGER_SOON: Final = "danger_soon"
SAFE: Final = "safe"
UNSAID: Final = "unsaid"

Party = Literal["self", "other", "again"]
Kind = Literal["text", "long", "choice", "choices", "number", "country", "language", "time"]


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer: the question as asked, the value as data, and the words the person saw.

    ``value`` is text, a code (choice, country in ISO 3166, language in BCP 47), a list of codes, a
    number, or for a time of day the minutes that the person's clock is ahead of UTC.
    """

    id: str
    ask: str
    kind: Kind
    value: str | int | list[str]
    shown: str


class Consent(msgspec.Struct, frozen=True):
    """The consent given: its version and its very words."""

    version: int
    text: str


class Answers(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that one submission says. Questions that were skipped do not stand in it."""

    language: str
    questionnaire: int
    party: Party
    answers: list[Answer]
    consent: Consent
    v: Literal[1] = 1
    # Sealed without a network on this day, by the clock of the device.
    written: str = ""

    def get(self, question: str) -> Answer | None:
        """Return the answer to a question, or None where it was skipped."""
        return next((answer for answer in self.answers if answer.id == question), None)

    def value(self, question: str) -> str:
        """Return a choice's code or a text, or "" where it was skipped or is something else."""
        answer = self.get(question)
        return answer.value if answer is not None and isinstance(answer.value, str) else ""

    def amended(self, later: list[Answer]) -> "Answers":
        """Return these answers with later ones put in the place of, or after, the earlier."""
        newer = {answer.id: answer for answer in later}
        kept = [newer.pop(answer.id, answer) for answer in self.answers]
        return msgspec.structs.replace(self, answers=[*kept, *newer.values()])


NOTHING_SAID: Final = Answers("", 0, "self", [], Consent(0, ""))


def skipped_of(answers: Answers, untouched: Sequence[Answer] = ()) -> bytes:
    """Return the JSON of the same request as if all had been skipped: what a second code shows.

    ``untouched`` are the answers of a form in which nothing was chosen: some stand in it already.

    In the language and with the consent that the person saw, and for themselves. Where those are
    longer than any of ours, whoever sealed them is hostile; one size has to do for all.
    """
    for left in (list(untouched), []):
        skipped = msgspec.structs.replace(answers, party="self", answers=left, written="")
        data = encode_kept(skipped)
        if len(data) < ANSWERS:
            return data
    return encode_kept(NOTHING_SAID)


def encode_answers(answers: Answers) -> bytes:
    """Return the JSON; ``ValueError`` where it is larger than 64 KiB."""
    data = encode_kept(answers)
    if len(data) > MOST_BYTES:
        raise ValueError("the answers are too long")
    return data


def encode_kept(answers: Answers) -> bytes:
    """Return the JSON of answers that are here already, however large whoever sealed made them."""
    return msgspec.json.encode(answers)


def decode_answers(data: bytes) -> Answers:
    """Read answers from JSON, or raise ``CannotOpen``: whoever sealed them may be hostile."""
    try:
        return msgspec.json.decode(data, type=Answers)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise CannotOpen from None

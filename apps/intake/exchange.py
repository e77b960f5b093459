"""A questionnaire as a file: JSON out, and back in through a strict door."""

from typing import Final, Literal

import msgspec

from apps.intake.definition import BadDefinition, Definition, Part, Question, check
from apps.intake.guards import Fault, faults

MOST_BYTES: Final = 512 * 1024


class OddFile(Exception):
    """It is no questionnaire: ``where`` says at which place, as the decoder names it."""

    def __init__(self, where: str = "") -> None:
        super().__init__(where)
        self.where = where


class Refused(Exception):
    """It is a questionnaire that may not be asked; ``found`` says why."""

    def __init__(self, found: list[Fault], definition: Definition) -> None:
        super().__init__(found)
        self.found, self.definition = found, definition


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the file; the version of its shape first."""

    farshore_questions: Literal[1]
    parts: list[Part]
    consent: Question


def written(definition: Definition) -> bytes:
    """Return a questionnaire as JSON that people can read."""
    file = File(1, definition.parts, definition.consent)
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def read(data: bytes) -> Definition:
    """Return the questionnaire in a file. Raises ``OddFile``, or ``Refused`` by the guards."""
    if len(data) > MOST_BYTES:
        raise OddFile
    try:
        file = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=File)
    except msgspec.ValidationError as odd:
        raise OddFile(str(odd).rpartition("`")[0].rpartition("`")[2]) from None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise OddFile from None
    definition = Definition(parts=file.parts, consent=file.consent)
    found = faults(definition)
    if found:
        raise Refused(found, definition)
    try:
        return check(definition)
    except BadDefinition:
        raise OddFile from None

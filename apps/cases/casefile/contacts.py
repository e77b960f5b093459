"""Events of safe contact: how to reach somebody, that a number was shown, and how it went."""

from typing import Literal

from apps.cases.casefile.base import Event


class ContactSet(Event, frozen=True, tag="contact_set"):
    """How this person may be reached, as last agreed; setting it again confirms it.

    ``hours`` are parts of their day and ``ahead`` the minutes that their clock is ahead of UTC.
    """

    way: str
    address: str = ""
    shared: str = "unknown"
    voicemail: str = "never"
    hours: list[str] = []
    ahead: int | None = None
    not_say: str = ""
    code_word: str = ""
    safe_answer: str = ""
    dropped: str = ""


class NumberShown(Event, frozen=True, tag="number_shown"):
    """A colleague looked and was shown the number; ``call`` is a random ref, in hex."""

    call: str
    why: str = ""


class ContactOutcome(Event, frozen=True, tag="contact_outcome"):
    """How the contact went for which a number was shown."""

    call: str
    outcome: str
    text: str = ""


class ContactLogged(Event, frozen=True, tag="contact_logged"):
    """Something said elsewhere, written in: ``contact`` is a random ref, ``when`` Unix seconds."""

    contact: str
    way: str
    direction: Literal["in", "out"]
    text: str
    when: int
    outcome: str = ""


class Translated(Event, frozen=True, tag="translated"):
    """A translation that stands beside words of the case; the original never changes.

    ``of`` names them: ``answer:ID``, ``message:MAILBOX:NUMBER`` or ``contact:REF``.
    """

    of: str
    language: str
    text: str
    by_machine: bool = False


class MessageTaken(Event, frozen=True, tag="message_taken"):
    """The body of a message is gone for good: taken back, vanished, or struck out.

    ``forced`` is the digest (hex) of its place among the entries of a second code, "" for others:
    those that came after it are sealed onto it.
    """

    mailbox: str
    number: int
    what: Literal["taken_back", "vanished", "struck"]
    why: str = ""
    forced: str = ""


class ForceOver(Event, frozen=True, tag="force_over"):
    """Somebody looked into the use of a second code: the person is in touch and on their own again.

    ``upto`` maps mailboxes (hex) to the number of the last entry it speaks of; ``why`` says how
    that is known.
    """

    upto: dict[str, int]
    why: str


class AnswersStruck(Event, frozen=True, tag="answers_struck"):
    """Words were struck out of the answers; ``digest`` (hex) is that of what is sealed since."""

    questions: list[str]
    digest: str
    why: str

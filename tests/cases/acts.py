"""What Amira and Bo do to a case in these tests, without a page between."""

from apps.cases import actions, vocabulary
from apps.cases.actions import Hand
from apps.cases.messages import Text
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.cases.threads import append_entry
from apps.crypto.code import stretch_code
from apps.crypto.submission import open_mailbox_key
from apps.mailbox.models import Mailbox
from apps.mailbox.queries import place_of
from apps.web.costs import code_cost
from tests.people import Person
from tests.world import Sent, World, fresh


def read(request: Sent, person: Person) -> OpenCase:
    """Open the case as its page does."""
    return actions.read_case(ref=request.ref, user=person.user, keyring=fresh(person))


def again(request: Sent, person: Person) -> OpenCase:
    """Open the case without reading it."""
    return open_case(ref=request.ref, user=person.user, keyring=fresh(person))


def hand(request: Sent, person: Person, *, seen: int | None = None) -> Hand:
    """Take the case as it is now; ``seen`` is what an older page had shown."""
    opened = again(request, person)
    return Hand(opened, person.user, fresh(person), opened.sequence if seen is None else seen)


def write(world: World, request: Sent, text: str = "Они забрали телефон.") -> None:
    """Let Noor write."""
    code = stretch_code(request.code, bytes(world.organisation.site_salt), code_cost())
    mailbox = Mailbox.objects.get(locator_hash=code.locator_hash)
    key = open_mailbox_key(mailbox.sealed, code.open_key)
    words = Text(by="applicant", at=3600, text=text)
    append_entry(place=place_of(mailbox, code.front_key), key=key, entry=words)


def check(request: Sent, person: Person, name: str, result: str = "pass") -> OpenCase:
    """Let somebody record a check."""
    return actions.make_check(hand(request, person), check=name, result=result, why="seen")


def verify(request: Sent, world: World) -> None:
    """Meet the gate of checks: two of them, passed by two people."""
    read(request, world.amira)
    check(request, world.amira, "first_interview")
    check(request, world.bo, "second_interview")


def approve(request: Sent, world: World) -> None:
    """Meet the gate before departure: Amira asks, Bo approves."""
    opened = actions.ask_approval(hand(request, world.amira), why="Flight on Friday.")
    (ref,) = [ref for ref, one in opened.file.work.approvals.items() if not one.answer]
    actions.answer_approval(hand(request, world.bo), approval=ref, answer="approved")


def move(request: Sent, world: World, stage: str) -> OpenCase:
    """Move a case to any stage, its gates met on the way."""
    verify(request, world)
    for place in vocabulary.ORDER:
        if place == "pre_departure":
            approve(request, world)
        if place != "received":
            opened = actions.move_case(hand(request, world.amira), stage=place)
        if place == stage:
            return opened
    raise ValueError("no such stage")

"""What Amira and Bo do to a case in these tests, without a page between."""

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.messages import Text
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.cases.threads import append_entry
from apps.crypto.code import stretch_code
from apps.crypto.submission import open_mailbox_key
from apps.mailbox.models import Mailbox
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
    append_entry(case=mailbox.case, mailbox=mailbox.ref, key=key, entry=words)

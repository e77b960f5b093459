"""What a test reads off a page, and how it fills in a form as a browser would."""

import re
import time
from html.parser import HTMLParser
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client

from apps.cases.actions import Hand
from apps.cases.casefile import AnyEvent
from apps.cases.messages import Entry, Text
from apps.cases.opened import OpenCase
from apps.cases.queries import open_case
from apps.cases.threads import Place, append_entry
from tests.people import Person
from tests.world import Sent, World, fresh


def text_of(answer: Any) -> str:
    """Return a page's words without its marks, spaces drawn together."""
    body = re.sub(r"(?s)<(script|style).*?</\1>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)).replace("&quot;", '"').strip()


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, str]] = {}
        self.open: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = self.forms.setdefault(given.get("action", ""), {})
        if tag == "input" and self.open is not None and given.get("type") == "hidden":
            self.open[given["name"]] = given.get("value", "")


def hidden_fields(answer: Any, address: str) -> dict[str, str]:
    """Return what the form of that address carries unseen."""
    parser = _Forms()
    parser.feed(answer.content.decode())
    fields = dict(parser.forms[address])
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def act(
    client: Client, sent: Sent, name: str, section: str = "", /, **filled: str
) -> HttpResponseBase:
    """Open a section of the case, fill one of its forms in, and send it."""
    page = client.get(sent.url + section)
    address = f"{sent.url}{name}/"
    return client.post(address, {**hidden_fields(page, address), **filled})


def opened_by(person: Person, sent: Sent) -> OpenCase:
    """Return the case as it stands in the database now."""
    return open_case(ref=sent.ref, user=person.user, keyring=fresh(person))


def put(world: World, sent: Sent, entry: Entry) -> None:
    """Put an entry into Noor's mailbox, as whoever holds its key can."""
    opened = opened_by(world.amira, sent)
    thread = opened.threads[0]
    append_entry(
        place=Place(opened.case, thread.mailbox, thread.mailbox, bytes(32)),
        key=thread.key,
        entry=entry,
        now=int(time.time()),
    )


def say(world: World, sent: Sent, words: str) -> None:
    """Write as Noor does."""
    put(world, sent, Text(by="applicant", at=this_hour(), text=words))


def this_hour() -> int:
    """Return the hour that it is, in Unix time."""
    now = int(time.time())
    return now - now % 3600


def add_events(world: World, sent: Sent, *events: AnyEvent) -> None:
    """Add events to a case by Amira's hand, as acts do."""
    opened = opened_by(world.amira, sent)
    Hand(opened, world.amira.user, fresh(world.amira), seen=opened.sequence).add(*events)

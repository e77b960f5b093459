"""What is done to a house of the crash tests from inside: `python -m tests.crash.inside`.

It reads commands, a line of JSON each, and answers each with a line of JSON.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402  (Django comes first)
from django.test import Client  # noqa: E402

from apps.accounts.models import User  # noqa: E402
from apps.audit.queries import verify  # noqa: E402
from apps.cases.actions import Hand, read_case, send_message  # noqa: E402
from apps.cases.admission import list_cases, open_index  # noqa: E402
from apps.cases.errors import CaseDamaged  # noqa: E402
from apps.cases.index import Filters, empty_segments  # noqa: E402
from apps.cases.models import (  # noqa: E402
    Case,
    Message,
    Segment,
    Submission,
    Summary,
    Unfinished,
)
from apps.cases.queries import open_case  # noqa: E402
from apps.crypto import CannotOpen, Keyring  # noqa: E402
from apps.mailbox.models import Mailbox  # noqa: E402
from apps.mailbox.visits import Refusal, enter_by_code  # noqa: E402
from apps.teams.models import Team  # noqa: E402
from apps.web.queries import organisation  # noqa: E402
from tests.crash.inside_files import COMMANDS as FILES  # noqa: E402
from tests.crash.inside_keys import COMMANDS as KEYS  # noqa: E402
from tests.world import make_world, submit  # noqa: E402


def found(_: Any) -> Any:
    """Make the organisation; tell what Amira alone knows, and beside it what Bo and Chioma do."""
    world = make_world()
    others = [_told(one.keyring) for one in (world.bo, world.chioma)]
    return {**_told(world.amira.keyring), "others": others}


def _told(keyring: Keyring) -> dict[str, str]:
    return {"user": keyring.user.hex(), "secret": keyring.secret.hex()}


def post(asked: Any) -> Any:
    """Send one page, as the front door of a process that has just started."""
    answer = Client(SERVER_NAME="localhost").post(asked["path"], asked["fields"])
    return {"status": answer.status_code, "text": answer.content.decode()}


def report(told: Any) -> Any:
    """Look for whatever is lost, half-stored, twice there, or does not open."""
    faults = [*_unwhole(), *_not_linked(), *_unopened(told["amira"])]
    for code, words in told["acknowledged"].items():
        faults += _lost(code, words)
    faults += [f"record: {fault.what} at {fault.number}" for fault in verify()]
    return {
        "cases": Case.objects.count(),
        "messages": Message.objects.count(),
        "owed": Unfinished.objects.count(),
        "faults": faults,
    }


def _unwhole() -> Iterator[str]:
    with connection.cursor() as cursor:
        for check in ("integrity_check", "foreign_key_check"):
            cursor.execute(f"PRAGMA {check}")
            yield from (f"{check}: {row}" for row in cursor.fetchall() if row != ("ok",))


def _not_linked() -> Iterator[str]:
    for case in Case.objects.all():
        parts = {
            "submission": Submission.objects.filter(case=case).count() == 1,
            "mailboxes": Mailbox.objects.filter(case=case).count() == 2,
            "summary": Summary.objects.filter(case=case).count() == 1,
        }
        yield from (f"{case.ref}: {name} is missing" for name, there in parts.items() if not there)


def _unopened(amira: dict[str, str]) -> Iterator[str]:
    user, keyring = _amira(amira)
    # 500 at a time are admitted.
    while (listed := list_cases(user=user, keyring=keyring)).waiting:
        continue
    yield from (f"{row.ref}: its summary does not open" for row in listed.rows if not row.body)
    if len(listed.rows) != Case.objects.count():
        yield "the list is not whole"
    for words in ("", "дома"):
        index = open_index(user=user, keyring=keyring, words=words)
        shown = index.open_rows(index.find(Filters()).refs())
        if not words and sorted(row.ref for row in shown) != sorted(one.ref for one in listed.rows):
            yield "the index is not the list"
        if any(row not in listed.rows for row in shown):
            yield "the index says something else than the list"
    for row in listed.rows:
        try:
            opened = open_case(ref=row.ref, user=user, keyring=keyring)
        except (CannotOpen, CaseDamaged):
            yield f"{row.ref}: it does not open"
        else:
            if opened.answers is None or any(thread.damaged for thread in opened.threads):
                yield f"{row.ref}: it does not open whole"
            entries = [entry for thread in opened.threads for entry in thread.entries]
            if any(not (entry.named or entry.from_applicant) for entry in entries):
                yield f"{row.ref}: it holds words of ours that no event names"


def _amira(told: dict[str, str]) -> tuple[User, Keyring]:
    user = User.objects.get(ref=UUID(told["user"]))
    return user, Keyring(user=user.ref.bytes, secret=bytes.fromhex(told["secret"]))


def _lost(code: str, words: list[str]) -> Iterator[str]:
    entered = enter_by_code(code)
    if isinstance(entered, Refusal):
        yield f"{code}: the code opens nothing"
        return
    visit = entered[0]
    thread = visit.read()
    said = [getattr(body, "text", "") for body in thread.words]
    yield from (
        f"{code}: “{text}” is there {said.count(text)} times"
        for text in words
        if said.count(text) != 1
    )
    if thread.damaged:
        yield f"{code}: its thread is damaged"


def answer(told: Any) -> Any:
    """Let Amira answer the newest request, as the desk's own page does."""
    user, keyring = _amira(told["amira"])
    ref = list_cases(user=user, keyring=keyring).rows[-1].ref
    opened = read_case(ref=ref, user=user, keyring=keyring)
    send_message(Hand(opened, user, keyring, opened.sequence), text=told["text"])
    return {"ref": ref.hex}


def crowd(told: Any) -> Any:
    """Let so many requests arrive, more than a segment needs."""
    world: Any = SimpleNamespace(
        organisation=organisation(), harbour=Team.objects.get(name="Harbour")
    )
    for _ in range(told["requests"]):
        submit(world)
    return {"cases": Case.objects.count()}


def index(told: Any) -> Any:
    """Let Amira open the index, which packs what is due; first empty what is packed."""
    if told["empty"]:
        empty_segments(team=Team.objects.get(name="Harbour"))
    user, keyring = _amira(told["amira"])
    shown = len(open_index(user=user, keyring=keyring))
    return {"shown": shown, "packed": Segment.objects.exclude(sealed_facets=None).count()}


def due(_: Any) -> Any:
    """Let the day of every case have come."""
    return {"cases": Case.objects.update(erase_by=date(2020, 1, 1))}


COMMANDS = {
    "found": found,
    "post": post,
    "report": report,
    "answer": answer,
    "crowd": crowd,
    "index": index,
    "due": due,
    **KEYS,
    **FILES,
}

if __name__ == "__main__":
    for line in sys.stdin:
        name, told = json.loads(line)
        print(json.dumps(COMMANDS[name](told)), flush=True)

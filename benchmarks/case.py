"""How long does the server take for the page of a case, when the case has grown?"""

import statistics
import time
from collections.abc import Iterator
from functools import partial
from typing import Final
from uuid import UUID

from django.test import Client

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.admission import admit
from apps.cases.queries import open_case
from apps.crypto.submission import open_mailbox_key
from apps.mailbox.actions import send_words
from apps.mailbox.models import Mailbox
from apps.mailbox.visits import Visit
from apps.operations.demo import words
from apps.operations.demo.people import Member
from apps.operations.demo.requests import invent, send
from apps.teams.models import Team
from benchmarks.figures import Figure, percentile
from benchmarks.house import House, browser, sign_in_form

HOUR: Final = 3600
SMALL: Final = 5
LARGE: Final = 500
VISITS: Final = 60


def measure(house: House) -> Iterator[Figure]:
    """Yield p95 of the conversation's page, the heaviest, at both sizes, visited in turn; and what
    it computes, which a busy machine blurs less."""
    amira = house.member("amira")
    large = 20 if house.toy else LARGE
    desk = browser()
    desk.post("/desk/sign-in/", sign_in_form(amira))
    paths = {
        size: f"/desk/cases/{_grown(house, amira, size)}/conversation/" for size in (SMALL, large)
    }
    waits: dict[int, list[float]] = {size: [] for size in paths}
    computed: dict[int, list[float]] = {size: [] for size in paths}
    for visit in range(2 if house.toy else VISITS):
        for size, path in paths.items():
            taken, computing = _milliseconds(desk, path)
            # The first pays for what is loaded once.
            if visit:
                waits[size].append(taken)
                computed[size].append(computing)
    yield from _figures("p95", *(percentile(taken, 0.95) for taken in waits.values()))
    yield from _figures("cpu", *(statistics.median(taken) for taken in computed.values()))


def _figures(name: str, few: float, many: float) -> Iterator[Figure]:
    yield Figure("case", f"{name}_{SMALL}_events", round(few, 2), "ms")
    yield Figure(
        "case", f"{name}_{LARGE}_events", round(many, 2), "ms", round(few, 2), round(many / few, 3)
    )


def _milliseconds(desk: Client, path: str) -> tuple[float, float]:
    begun, computing = time.perf_counter(), time.thread_time()
    answer = desk.get(path)
    taken = time.perf_counter() - begun, time.thread_time() - computing
    if answer.status_code != 200:
        raise SystemExit(f"a case's page was answered with {answer.status_code}")
    return 1000 * taken[0], 1000 * taken[1]


def _grown(house: House, by: Member, size: int) -> UUID:
    """Make a case of that many events: a conversation, with notes and looks at the risk between."""
    team = Team.objects.get(name="Harbour")
    at = int(time.time()) - size * HOUR
    request = send(invent(house.draw, "ru", set()), team=team, language="ru", arrived=at)
    ref = request.case.ref
    admit(case=request.case, user=by.user, keyring=by.keyring)
    mailbox = Mailbox.objects.get(locator_hash=request.stretched.locator_hash)
    key = open_mailbox_key(mailbox.sealed, request.stretched.open_key)
    front = request.stretched.front_key
    while True:
        at += 4 * HOUR
        asked, told = house.draw.choice(words.TALKS["ru"])
        send_words(visit=Visit(mailbox, key, front, at), text=told, token=f"{at:032x}", at=at)
        actions.read_case(ref=ref, user=by.user, keyring=by.keyring)
        opened = open_case(ref=ref, user=by.user, keyring=by.keyring)
        for act in (
            partial(actions.send_message, text=asked),
            partial(actions.add_note, text=house.draw.choice(words.NOTES)),
            partial(actions.set_risk, risk="standard"),
        ):
            if opened.sequence >= size:
                return ref
            opened = act(Hand(opened, by.user, by.keyring, opened.sequence, at=at))

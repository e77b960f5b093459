"""Who forces somebody, with the second code and a browser taken apart: it looks like a first.

Mailboxes are opened by the server where second codes may be: see docs/decisions/0018.
"""

import os
import statistics
import time
from functools import partial
from typing import Any

import pytest
from django.test import Client

from apps.cases.actions import close_case, send_message
from apps.crypto.code import StretchedCode, new_code, stretch_code
from apps.crypto.contexts import number_bytes
from apps.mailbox.models import Mailbox, Withdrawal
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.mailbox import cast
from tests.mailbox.test_under_force import headers, looks, statements

PLAN = "The bus leaves at six."
PATHS = (
    *("look", "earlier", "write", "take-back", "file"),
    *("files/piece", "files/keep", "files/cancel"),
)


@pytest.fixture
def noor(harbour: cast.Harbour) -> cast.Noor:
    """Noor, with a second code."""
    Organisation.objects.update(second_codes=True, second_codes_given=True)
    return cast.noor(harbour.team, second=new_code())


@pytest.fixture
def forced(noor: cast.Noor) -> cast.Noor:
    """Whoever holds Noor's second code."""
    return cast.Noor(noor.second, noor.case, Client())


@pytest.fixture
def nobody(harbour: cast.Harbour) -> cast.Noor:
    """Somebody who skipped every question and heard nothing."""
    return cast.noor(harbour.team, said=[])


def stretched(secret: bytes) -> StretchedCode:
    return stretch_code(secret, bytes(Organisation.objects.get().site_salt), code_cost())


def asked(name: str, code: StretchedCode) -> bytes:
    """What the script of another organisation would send there for this code."""
    return (
        code.locator
        + {
            "look": b"",
            "earlier": code.locator_hash[:16],
            "write": b"\x01" + number_bytes(1) + os.urandom(29 + 1024),
            "take-back": code.withdrawal + number_bytes(0),
            "file": bytes(16),
            "files/piece": bytes(16) + b"\x01" + os.urandom(1000),
            "files/keep": number_bytes(1) + bytes(16) + number_bytes(4096) + os.urandom(29 + 1024),
            "files/cancel": bytes(16),
        }[name]
    )


def post(name: str, body: bytes) -> Any:
    return Client().post(f"/en/opening/{name}/", body, content_type="application/octet-stream")


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("offered", [True, False])
def test_no_address_of_scripts_tells_the_codes_apart(
    noor: cast.Noor, nobody: cast.Noor, name: str, offered: bool
) -> None:
    """Offered now, or once: each code is answered as one that was never given, and does nothing."""
    Organisation.objects.update(second_codes=offered)
    codes = [stretched(one) for one in (noor.secret, noor.second, nobody.secret, new_code())]
    answers = [post(name, asked(name, code)) for code in codes]
    assert {answer.status_code for answer in answers} == {503}
    assert len({answer.content for answer in answers}) == 1
    assert all(headers(answer) == headers(answers[0]) for answer in answers)
    ran = [statements(partial(post, name, asked(name, code))) for code in codes]
    assert all(one == ran[0] for one in ran)
    assert not Withdrawal.objects.exists()
    assert Mailbox.objects.filter(case=noor.case).count() == 2


def test_no_address_of_scripts_takes_longer_for_one(noor: cast.Noor, nobody: cast.Noor) -> None:
    bodies = [asked("look", stretched(one)) for one in (noor.secret, noor.second, nobody.secret)]
    took: list[list[float]] = [[] for _ in bodies]
    for _ in range(60):
        for times, body in zip(took, bodies, strict=True):
            begin = time.thread_time()
            post("look", body)
            times.append(time.thread_time() - begin)
    middles = [statistics.median(times) for times in took]
    assert max(middles) - min(middles) < 0.25 * max(middles)


def test_the_return_page_brings_no_script_that_opens(noor: cast.Noor) -> None:
    """Before a code is typed, too: nothing there waits for an answer that it could take apart."""
    for offered in (True, False):
        Organisation.objects.update(second_codes=offered)
        assert "js/open" not in Client().get("/en/return/").content.decode()
        for page in ("", "files/", "answers/?version=1&party=self"):
            assert Client().get(f"/en/opening/{page}").status_code == 503


def test_who_compares_two_visits_learns_nothing_of_what_came_between(
    harbour: cast.Harbour, noor: cast.Noor, forced: cast.Noor, nobody: cast.Noor
) -> None:
    before, empty = forced.come_back(), nobody.come_back()
    send_message(harbour.hand(noor.case.ref), text=PLAN, vanish="opened")
    noor.write(noor.come_back(), "I am ready.")
    close_case(harbour.hand(noor.case.ref), reason="relocated_settled", words="Goodbye.")
    after = forced.come_back()
    assert looks(before) == looks(after) == looks(empty)
    assert headers(before) == headers(after)

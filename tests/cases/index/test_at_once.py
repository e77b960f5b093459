"""Several processes at once: each reading shows what was acknowledged before it, erased or not."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection

from apps.cases.models import Case, Segment
from apps.cases.queries import read_list
from tests.cases.index.harbour import Harbour, make_harbour
from tests.service import ROOT
from tests.world import fresh

pytestmark = pytest.mark.django_db(transaction=True)

CASES = 96
ROLES = "promise", "promise", "ask", "erase", "read", "read"


def environment() -> dict[str, str]:
    """The settings with which another process finds this test's own database."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "postgresql":
        name = os.environ["TEST_POSTGRESQL"].replace("/postgres?", f"/{name}?")
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDEVMODE"}
    return {**kept, "FARSHORE_DATABASE": name, "DJANGO_SETTINGS_MODULE": "apps.settings"}


def work(harbour: Harbour, *, seconds: float) -> list[dict[str, Any]]:
    """Let everybody work at once; return all that they told."""
    refs = [ref.hex for ref in harbour.refs]
    # Each writes to cases of their own, so that nobody is refused; readers see all of them.
    shares = {"promise": [refs[0:30], refs[30:60]], "erase": [refs[60:90]]}
    with ExitStack() as stack:
        processes = []
        for number, role in enumerate(ROLES):
            who = harbour.world.amira if number % 2 else harbour.world.bo
            own = shares.get(role, [])
            told = {
                "user": who.user.ref.hex,
                "secret": who.keyring.secret.hex(),
                "refs": own.pop() if own else [],
                "seed": number,
                "seconds": seconds,
                "newer": 5,
                "most": 30,
            }
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.cases.index.worker", role],
                    cwd=ROOT,
                    env=environment(),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            _say(process, json.dumps(told))
            processes.append(process)
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            _say(process, "go")
        outputs = [process.communicate()[0] for process in processes]
        assert [process.returncode for process in processes] == [0] * len(ROLES)
    return [json.loads(line) for output in outputs for line in output.splitlines()]


def _say(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def faults(harbour: Harbour, told: list[dict[str, Any]]) -> list[str]:
    """Name whatever a reading missed or showed although it was gone."""
    sent = {ref.hex: 0.0 for ref in harbour.refs}
    sent |= {one["sent"]: one["ended"] for one in told if "sent" in one}
    erasing = {one["erased"]: one["begun"] for one in told if "erased" in one}
    erased = {one["erased"]: one["ended"] for one in told if "erased" in one}
    promised = defaultdict(list)
    for one in told:
        if "promised" in one:
            ref, day = one["promised"]
            promised[ref].append((one["ended"], day))
    found = []
    for reading in (one for one in told if "read" in one and not one["waiting"]):
        begun, ended, shown = reading["begun"], reading["ended"], reading["read"]
        for ref, since in sent.items():
            if since < begun and erasing.get(ref, ended) >= ended and ref not in shown:
                found.append(f"{ref} is missing")
        found += [f"{ref} was erased" for ref in shown if erased.get(ref, begun) < begun]
        for ref, days in promised.items():
            last = max((day for at, day in days if at < begun), default=0)
            if ref in shown and shown[ref] < last:
                found.append(f"{ref} is shown as it was")
    return found


def check(harbour: Harbour, *, seconds: float) -> dict[str, int]:
    """Let everybody work, and insist that every reading was right; return how much was done."""
    told = work(harbour, seconds=seconds)
    assert faults(harbour, told) == []
    kinds = "promised", "sent", "erased", "read"
    counted = {kind: sum(kind in one for one in told) for kind in kinds}
    assert all(counted.values()), counted
    # And at the end, the index is what the cases say.
    listed = harbour.listed()
    plain = read_list(user=harbour.world.amira.user, keyring=fresh(harbour.world.amira))
    assert listed == sorted(row.ref for row in plain.rows)
    assert Case.objects.count() == CASES + counted["sent"] - counted["erased"]
    assert Segment.objects.count() > 1
    return counted


@pytest.fixture
def harbour(transactional_db: None) -> Harbour:
    return make_harbour(cases=CASES)


def test_it_loses_nothing_and_shows_nothing_erased(harbour: Harbour) -> None:
    check(harbour, seconds=6)


@pytest.mark.soak
def test_it_loses_nothing_and_shows_nothing_erased_for_long(harbour: Harbour) -> None:
    print(check(harbour, seconds=90))

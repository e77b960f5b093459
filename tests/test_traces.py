"""What answers and logs give away: nothing but what they say.

Headers and cookies of every kind of answer at every address, what a log line holds, and whether
answers that must look alike do so to the byte.
"""

import logging
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from io import StringIO
from typing import Any, Final
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.cases.models import Case, CaseKey
from apps.crypto.code import code_digits, new_code
from apps.mailbox.actions import withdraw
from apps.mailbox.days import today
from apps.mailbox.visits import enter_by_code
from apps.operations.logs import BareFormatter
from apps.retention.actions import erase_case
from apps.web.models import Bucket
from tests.cases.acts import read
from tests.people import make_person
from tests.test_doors import FRONT, OWN, READ, SENT, address
from tests.world import STORY, Sent, World, desk, make_world, submit

OUTSIDERS: Final = ("chioma", "dan", "olu")
GARBAGE: Final = "desk=x; csrf=y; known=....; __Host-desk=z; sessionid=abc; \xff=\xfe"
VERSIONS: Final = re.compile(
    "django|python|granian|whitenoise|sqlite|postgres|farshore/", re.IGNORECASE
)
SAME_EVERYWHERE: Final = (
    "Content-Security-Policy",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sent(world: World) -> Sent:
    request = submit(world)
    read(request, world.amira)
    return request


# Headers.


def every_answer(world: World, sent: Sent) -> Iterator[Any]:
    """Yield an answer of each kind that there is: pages, refusals, redirects, files, errors."""
    inside = Client().post("/en/return/", {"code": code_digits(sent.code)})
    form = {"state": inside.context["state"], "text": "x"}
    yield inside
    yield Client().post("/en/mailbox/answers.txt", form)
    for path in (
        "/",
        "/en",
        "/xx/",
        "/en/nothing/",
        "/static/no.css",
        "/desk",
        "/%ff/",
        "/healthz/",
    ):
        yield Client().get(path)
    yield Client().get("/en/", headers={"host": "evil.example"})
    yield Client().get("/desk/", headers={"host": "evil.example"})
    yield Client().post("/en/form/", b"\xff", content_type="text/plain")
    yield Client().post("/en/form/", form, headers={"sec-fetch-site": "cross-site"})
    yield Client().post("/en/send/", b"x=" + b"y" * 2_000_000, content_type="text/plain")
    yield Client(enforce_csrf_checks=True).post("/desk/sign-in/", form)
    nobody = Client()
    for pattern in (*FRONT, *READ, *SENT, *OWN):
        path = address(pattern, world, sent.ref)
        for method in ("get", "head", "put", *(["post"] if pattern in FRONT else [])):
            yield getattr(nobody, method)(path, form, headers={"cookie": GARBAGE})
    for person in (world.bo, world.olu):
        who = desk(person)
        own = who.cookies[site.DESK_COOKIE_NAME].OutputString()
        for pattern in (*READ, *OWN):
            path = address(pattern, world, sent.ref)
            yield who.get(path, form, headers={"cookie": f"{GARBAGE}; {own}"})


def test_it_puts_every_header_on_every_answer_and_none_too_many(world: World, sent: Sent) -> None:
    kinds, signed_in = set(), False
    for answer in every_answer(world, sent):
        path = answer.request["PATH_INFO"]
        said = (answer.request["REQUEST_METHOD"], path, answer.status_code)
        kinds.add(answer.status_code)
        signed_in = signed_in or (path == "/desk/cases/" and answer.status_code == 200)
        assert answer.status_code < 500, said
        assert all(answer.headers.get(name) for name in SAME_EVERYWHERE), said
        assert answer.headers["Cache-Control"] == "no-store", said
        assert not VERSIONS.search(str(answer.headers)), said
        leaves = path.endswith("/leave/") and answer.status_code == 303
        cleared = '"cookies", "storage"' if leaves else None
        assert answer.headers.get("Clear-Site-Data") == cleared, said
        if not path.startswith("/desk"):
            assert not answer.cookies, said
            assert "Set-Cookie" not in answer.headers, said
    assert {200, 301, 302, 303, 400, 403, 404, 405, 413, 422} <= kinds
    assert signed_in


def test_it_gives_the_desks_cookies_every_protection(world: World) -> None:
    world.amira.forget_last_code()
    who = {"handle": "amira", "passphrase": world.amira.passphrase, "code": world.amira.code()}
    answer = Client().post("/desk/sign-in/", who)
    assert site.DESK_COOKIE_NAME in answer.cookies
    for cookie in answer.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
        assert cookie["path"] == "/"
        assert not cookie["domain"]


# Answers that must look alike.


def test_it_answers_to_other_peoples_objects_as_to_none(world: World, sent: Sent) -> None:
    made = {"<uuid:ref>": uuid4(), "<uuid:team>": uuid4(), "<uuid:person>": uuid4()}
    browsers = {name: desk(getattr(world, name)) for name in OUTSIDERS}
    tried = 0
    for pattern in (*READ, *SENT):
        unknown = f"/{pattern}".replace("<slug:detail>", "share").replace("<str:token>", "no")
        for part, ref in made.items():
            unknown = unknown.replace(part, str(ref))
        if "<uuid:" not in pattern:
            continue
        for browser in browsers.values():
            for ask in (browser.get, browser.post):
                theirs = ask(address(pattern, world, sent.ref))
                if theirs.status_code == 404:
                    nobodys = ask(unknown)
                    assert nobodys.status_code == 404, pattern
                    assert nobodys.content == theirs.content, pattern
                    assert nobodys.headers == theirs.headers, pattern
                    tried += 1
    assert tried > 60


def tries(world: World) -> dict[str, Callable[[], Any]]:
    """Ways to be refused at the sign-in page, each from a browser that was never there."""
    ended, bare = make_person("ended"), make_person("bare")
    ended.user.is_active = False
    ended.user.save()
    bare.user.key_pair.delete()
    right = world.amira
    said = {
        "unknown": ("nobody-at-all", "six words that are not theirs", "123456"),
        "wrong passphrase": ("amira", "six words that are not theirs", "123456"),
        "wrong code": ("amira", right.passphrase, "000000"),
        "ended": ("ended", ended.passphrase, ended.code()),
        "without keys": ("bare", bare.passphrase, bare.code()),
    }
    fields = ("handle", "passphrase", "code")
    return {
        name: partial(Client().post, "/desk/sign-in/", dict(zip(fields, typed, strict=True)))
        for name, typed in said.items()
    }


def test_it_refuses_everyone_at_the_sign_in_page_alike(world: World) -> None:
    shapes = {}
    for name, attempt in tries(world).items():
        with CaptureQueriesContext(connection) as queries:
            answer = attempt()
        body = re.sub(
            rb'(name="(csrfmiddlewaretoken|handle)"[^>]*value=)"[^"]*"', rb"\1", answer.content
        )
        shapes[name] = (answer.status_code, len(body), body, len(queries))
    # The second factor has its own limit, which is asked only once the passphrase was right.
    *rest, count = shapes.pop("wrong code")
    assert set(shapes.values()) == {shapes["unknown"]}
    assert tuple(rest) == shapes["unknown"][:3]
    assert count > shapes["unknown"][3]


def codes(world: World) -> dict[str, str]:
    """Codes that open nothing, each for another reason."""
    erased, gone = submit(world), submit(world)
    erase_case(case=Case.objects.get(ref=erased.ref), today=today())
    entered = enter_by_code(code_digits(gone.code))
    assert isinstance(entered, tuple)
    withdraw(visit=entered[0], proof=entered[1].withdrawal)
    never = code_digits(new_code())
    return {"erased": code_digits(erased.code), "gone": code_digits(gone.code), "never": never}


def apart(one: list[float], two: list[float]) -> float:
    """How far the middles of two samples lie apart, in their own spread."""
    spread = statistics.quantiles([*one, *two], n=4)
    return abs(statistics.median(one) - statistics.median(two)) / (spread[2] - spread[0])


def timed(attempts: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {name: [] for name in attempts}
    for _ in range(rounds):
        Bucket.objects.all().delete()
        # In another order each time: whatever else the machine does falls on all alike.
        for name, attempt in random.sample(sorted(attempts.items()), len(attempts)):
            began = time.perf_counter()
            attempt()
            took[name].append(time.perf_counter() - began)
    return took


@pytest.mark.soak
def test_it_takes_as_long_for_every_code_that_opens_nothing(world: World) -> None:
    noor = Client()
    returns = {
        name: partial(noor.post, "/en/return/", {"code": code})
        for name, code in codes(world).items()
    }
    took = timed(returns, rounds=200)
    assert apart(took["never"], took["erased"]) < 0.5
    assert apart(took["never"], took["gone"]) < 0.5


@pytest.mark.soak
def test_it_takes_as_long_for_an_unknown_handle_as_for_a_wrong_passphrase(world: World) -> None:
    took = timed(tries(world), rounds=100)
    for name in ("wrong passphrase", "ended", "without keys"):
        assert apart(took["unknown"], took[name]) < 0.5, name


# Logs.


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """Everything that is logged, as the service writes it, at its own levels."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(BareFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


MARK: Final = "zibaldone"


def breaks(*_: object) -> Any:
    raise OperationalError(f"{MARK}: Key (handle)=({MARK})")


def test_it_logs_no_word_address_or_path_of_anybody(
    world: World, sent: Sent, logged: StringIO
) -> None:
    whom: Any = {
        "REMOTE_ADDR": "203.0.113.77",
        "HTTP_USER_AGENT": MARK,
        "HTTP_REFERER": f"http://{MARK}/",
    }
    amira, noor = desk(world.amira), Client(raise_request_exception=False)
    CaseKey.objects.filter(case=sent.ref).update(sealed_keys=b"")
    for path in (f"/en/{MARK}/", f"/desk/{MARK}/", f"/desk/join/{MARK}/", f"/%ff{MARK}", sent.url):
        for browser in (noor, amira):
            browser.get(path, {"q": MARK}, **whom)
            browser.post(path, {MARK: MARK, "text": STORY}, **whom)
    noor.post("/en/return/", {"code": MARK * 8}, **whom)
    noor.post("/desk/sign-in/", {"handle": MARK, "passphrase": MARK, "code": MARK}, **whom)
    noor.get("/en/", headers={"host": f"{MARK}.example"})
    noor.post("/en/form/", f"{MARK}".encode(), content_type=f"multipart/form-data; boundary={MARK}")
    with connection.execute_wrapper(breaks):
        noor.post("/en/return/", {"code": code_digits(sent.code)}, **whom)
        noor.post("/en/send/", {"story": STORY, MARK: MARK}, **whom)
        noor.get("/desk/sign-in/", **whom)
        amira.post(f"{sent.url}note/", {"text": STORY, "seen": "1"}, **whom)
    lines = logged.getvalue()
    assert "could not store or fetch" in lines
    for told in (MARK, STORY[:20], "203.0.113", "/en/", "/desk/", "Key (", code_digits(sent.code)):
        assert told not in lines, told

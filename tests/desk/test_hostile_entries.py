"""Whoever has a code seals any body there is: both doors go on showing what they can."""

import json
from typing import Any, Final

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.threads import append_sealed
from apps.crypto.chain import seal_message
from apps.crypto.code import code_digits, new_code
from apps.mailbox.visits import enter_by_code
from tests.world import Sent, World, desk, make_world, submit

ODD: Final = (
    0,
    1,
    -1,
    2**31,
    2**53,
    2**63 - 1,
    -(2**63),
    2**64,
    10**30,
    253402300800,
    -62135596801,
)
numbers = st.one_of(st.sampled_from(ODD), st.integers(1_700_000_000, 1_900_000_000))
texts = st.one_of(
    st.sampled_from(
        ["", "\0", "\u202eevil", "<b>x</b>", "a" * 7000, "9" * 30, "applicant", "team"]
    ),
    st.sampled_from(["2026-02-30", "9999-12-31", "0001-01-01", "opened", "366", "closed", "pdf"]),
    st.text(max_size=20),
)
hexes = st.one_of(texts, st.binary(min_size=16, max_size=32).map(bytes.hex))
sides = st.sampled_from(["applicant", "team"])
answer = st.fixed_dictionaries(
    {
        "id": st.one_of(texts, st.sampled_from(["safety", "country", "way", "story", "age"])),
        "ask": texts,
        "kind": st.sampled_from(
            ["text", "long", "choice", "choices", "number", "country", "language", "time"]
        ),
        "value": st.one_of(texts, numbers, st.lists(texts, max_size=2)),
        "shown": texts,
    }
)
later = {"token": texts, "after": numbers, "vanish": texts}
MEMBERS: Final[dict[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "text": ({"by": sides, "text": texts}, {"changed": st.booleans(), **later}),
    "file": (
        {
            "by": sides,
            "ref": hexes,
            "key": hexes,
            "size": numbers,
            "digest": hexes,
            "name": texts,
            "kind": texts,
        },
        later,
    ),
    "file_opened": ({"entry": numbers}, {}),
    "answers": ({"answers": st.lists(answer, max_size=2)}, {"token": texts}),
    "status": (
        {"status": st.sampled_from(["received", "working", "closed"])},
        {"promised": texts, "keep_until": texts, "after": numbers},
    ),
    "earlier": ({"mailbox": hexes}, {"key": hexes, "until": numbers, "ours": st.lists(numbers)}),
    "read": ({"upto": numbers}, {}),
    "opened": ({"upto": numbers}, {"waiting": st.lists(numbers, max_size=3)}),
    "view_ended": ({}, {}),
}
entries = st.one_of(
    [
        st.fixed_dictionaries({"type": st.just(name), "at": numbers, **must}, optional=may)
        for name, (must, may) in MEMBERS.items()
    ]
)
LISTS: Final = ("/desk/today/", "/desk/requests/", "/desk/cases/")
PAGES: Final = ("", "conversation/", "history/", "documents/", "people/", "code/", "plan/")


@pytest.fixture
def codes(db: None) -> tuple[World, Sent, list[bytes], list[Client]]:
    world, second = make_world(), new_code()
    sent = submit(world, second=second)
    return world, sent, [sent.code, second], [desk(world.amira), Client()]


def bring(world: World, code: bytes, body: dict[str, Any]) -> None:
    """Seal a body onto the entries of a code, as its browser does."""
    entered = enter_by_code(code_digits(code))
    assert isinstance(entered, tuple)
    visit = entered[0]
    last, previous = visit.standing().head
    link = seal_message(
        json.dumps(body).encode(),
        key=visit.key,
        mailbox=visit.mailbox.ref.bytes,
        number=last + 1,
        previous=previous,
    )
    append_sealed(place=visit.place, number=last + 1, sealed=link.sealed or b"", tell=True)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(brought=st.lists(st.tuples(st.sampled_from([0, 1]), entries), min_size=1, max_size=4))
def test_every_page_stands_whatever_was_sealed(
    codes: tuple[World, Sent, list[bytes], list[Client]],
    brought: list[tuple[int, dict[str, Any]]],
) -> None:
    world, sent, secrets, (amira, noor) = codes
    with transaction.atomic():
        for which, body in brought:
            bring(world, secrets[which], body)
        for path in (
            "/desk/today/",
            "/desk/requests/",
            "/desk/cases/",
            f"/desk/requests/{sent.ref}/",
        ):
            assert amira.get(path, follow=True).status_code == 200, path
        for path in PAGES:
            assert amira.get(f"{sent.url}{path}", follow=True).status_code == 200, path
        for secret in secrets:
            page = noor.post("/en/return/", {"code": code_digits(secret)})
            assert page.status_code == 200
            state = {"state": page.context["state"]}
            for path in ("", "answers.txt", "answers/", "files/"):
                assert noor.post(f"/en/mailbox/{path}", state).status_code == 200, path
        transaction.set_rollback(True)

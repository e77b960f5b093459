"""A request that a browser sealed: taken as the server's own, or refused in words."""

import json
import re
from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import OperationalError, transaction
from django.test import Client
from django.test import override_settings as overridden
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.models import Case, Submission, Summary
from apps.crypto.code import code_digits, new_code, stretch_code
from apps.crypto.contexts import sha256
from apps.crypto.sent import HEAD, LARGEST, write_sent
from apps.crypto.submission import SealedSubmission, seal_submission
from apps.intake import receiving, sending
from apps.mailbox.models import Mailbox, Withdrawal
from apps.retention.actions import erase_case
from apps.teams.models import Epoch, Notice, Team
from apps.teams.queries import current_epoch
from apps.web import crowds
from apps.web.costs import code_cost
from apps.web.crowds import Swelling
from apps.web.models import Bucket, Organisation
from tests.intake.noor import Noor
from tests.mailbox import cast
from tests.web.test_puzzles import solve

STORED = (Case, Submission, Mailbox, Summary, Notice)
ANSWERS = b'{"language":"en","questionnaire":1,"party":"self","answers":[],'
ANSWERS += b'"consent":{"version":1,"text":"Yes"}}'
Post = Callable[..., Any]


def rows() -> list[int]:
    return [model.objects.count() for model in STORED]


def seal(
    organisation: Organisation, *, code: bytes = b"", second: bytes = b"", size: int = 0
) -> SealedSubmission:
    """Seal as a browser does: to the newest epoch, with a code of its own, or with two."""
    team = Team.objects.get(receiving=True)
    epoch = current_epoch(team)
    assert epoch is not None
    salt = bytes(organisation.site_salt)
    return seal_submission(
        team=epoch.team,
        number=epoch.number,
        public_key=epoch.public_key,
        answers=ANSWERS + b" " * size,
        code=stretch_code(code or new_code(), salt, code_cost()),
        second=stretch_code(second, salt, code_cost()) if second else None,
        skipped=ANSWERS,
    )


@pytest.fixture
def sealed(harbour: cast.Harbour, organisation: Organisation) -> SealedSubmission:
    return seal(organisation)


@pytest.fixture
def post(harbour: cast.Harbour) -> Post:
    """Send bytes as the script does."""

    def post(data: bytes, *, state: str | None = None, lang: str = "en", **more: Any) -> Any:
        headers = {"page-state": sending.seal_shown() if state is None else state}
        headers |= more.pop("headers", {})
        kind = more.pop("content_type", "application/octet-stream")
        return Client().post(f"/{lang}/sealed/", data, content_type=kind, headers=headers, **more)

    return post


def given_to(noor: Noor, path: str = "sealing/") -> dict[str, Any]:
    """The keys and questions that the page hands to the script."""
    page = noor.opens(path).content.decode()
    found = re.search(r'<script id="seal-given"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_it_makes_a_case_that_opens_for_the_team(post: Post, sealed: SealedSubmission) -> None:
    answer = post(write_sent(sealed))
    assert (answer.status_code, answer.content) == (204, b"")
    case = Case.objects.get()
    assert case.ref.bytes == sealed.ref
    assert bytes(Submission.objects.get().sealed_answers) == sealed.answers


def test_it_makes_one_case_of_a_double_send(post: Post, sealed: SealedSubmission) -> None:
    assert [post(write_sent(sealed)).status_code for _ in range(3)] == [204] * 3
    assert Case.objects.count() == 1


def test_what_comes_twice_is_one_case_and_takes_one_turn(
    post: Post, sealed: SealedSubmission
) -> None:
    post(write_sent(sealed))
    left = Bucket.objects.get().tokens
    assert post(write_sent(sealed)).status_code == 204
    assert Case.objects.count() == 1
    assert Bucket.objects.get().tokens == left


def test_it_acknowledges_what_came_before_when_the_hours_room_is_gone(
    post: Post,
    sealed: SealedSubmission,
    organisation: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiving, "MOST_REQUESTS", 1)
    sent, other = write_sent(sealed), write_sent(seal(organisation))
    assert post(sent).status_code == 204
    for data, status in ((sent, 204), (other, 503)):
        work = solve(post(data).headers["Page-Work"], data)
        assert post(data, headers={"page-work": work}).status_code == status
    assert Case.objects.count() == 1


def test_it_acknowledges_what_came_before_another_team_received(
    post: Post, sealed: SealedSubmission
) -> None:
    post(write_sent(sealed))
    Team.objects.update(receiving=False)
    assert post(write_sent(sealed)).status_code == 204
    Mailbox.objects.all().delete()
    assert post(write_sent(sealed)).status_code == 409


def test_it_refuses_what_is_being_taken_back(post: Post, sealed: SealedSubmission) -> None:
    post(write_sent(sealed))
    proof = b"p" * 32
    ref = UUID(bytes=sealed.mailboxes[0].ref)
    Mailbox.objects.filter(ref=ref).update(withdrawal_hash=sha256(proof))
    Withdrawal.objects.create(mailbox=ref, proof=proof, own_numbers=b"")
    assert post(write_sent(sealed)).status_code == 410
    Team.objects.update(receiving=False)
    assert post(write_sent(sealed)).status_code == 410


def test_it_takes_the_largest_answers_that_may_be(post: Post, organisation: Organisation) -> None:
    size = 64 * 4096 - len(ANSWERS) - 1
    largest = write_sent(seal(organisation, second=new_code(), size=size))
    assert len(largest) == LARGEST
    assert post(largest).status_code == 204


def test_it_wants_a_page_that_was_shown_within_a_day(post: Post, sealed: SealedSubmission) -> None:
    state = sending.seal_shown()
    for odd in ("", "x", "A" * 9000, sending.seal_received(new_code()), "é"):
        assert post(write_sent(sealed), state=odd).status_code == 409
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        assert "press Send once more" in post(write_sent(sealed), state=state).content.decode()
    assert not any(rows())


def test_it_takes_what_was_shown_before_the_form_was_closed(
    post: Post, noor: Noor, sealed: SealedSubmission, organisation: Organisation
) -> None:
    state = str(given_to(noor)["state"])
    Organisation.objects.update(accepting=False)
    assert "seal-given" not in noor.opens("sealing/").content.decode()
    assert "seal-given" in noor.opens("sealing/?party=again").content.decode()
    assert post(write_sent(sealed), state=state).status_code == 204


def test_it_refuses_what_was_taken_back(post: Post, sealed: SealedSubmission) -> None:
    post(write_sent(sealed))
    erase_case(case=Case.objects.get(), today=datetime.now(UTC).date())
    answer = post(write_sent(sealed))
    assert answer.status_code == 410
    assert "taken this request back" in answer.content.decode()
    assert not Case.objects.exists()


def other_number(sealed: SealedSubmission) -> SealedSubmission:
    return replace(sealed, number=2)


def other_team(sealed: SealedSubmission) -> SealedSubmission:
    return replace(sealed, team=bytes(16))


def number_nought(sealed: SealedSubmission) -> SealedSubmission:
    return replace(sealed, number=0)


def largest_number(sealed: SealedSubmission) -> SealedSubmission:
    return replace(sealed, number=2**32 - 1)


@pytest.mark.parametrize("change", [other_number, other_team, number_nought, largest_number])
def test_it_takes_nothing_for_another_team_or_key(
    post: Post, sealed: SealedSubmission, change: Callable[[SealedSubmission], SealedSubmission]
) -> None:
    assert post(write_sent(change(sealed))).status_code == 409
    assert not any(rows())


def test_it_takes_nothing_under_keys_that_are_not_signed(
    post: Post, sealed: SealedSubmission
) -> None:
    Epoch.objects.update(signature=bytes(64))
    assert post(write_sent(sealed)).status_code == 409
    assert not any(rows())


def test_it_takes_nothing_under_another_first_key_than_the_configured(
    post: Post, noor: Noor, sealed: SealedSubmission
) -> None:
    team = Team.objects.get(receiving=True)
    with overridden(FIRST_EPOCHS={team.ref.hex: "00" * 32}):
        assert post(write_sent(sealed)).status_code == 409
        assert noor.opens("sealing/").status_code == 503
    assert not any(rows())


def test_it_gives_the_configured_first_key_to_the_browser(noor: Noor) -> None:
    team = Team.objects.get(receiving=True)
    epoch = current_epoch(team)
    assert epoch is not None
    with overridden(FIRST_EPOCHS={team.ref.hex: epoch.digest.hex()}):
        assert given_to(noor)["first"]
    assert given_to(noor)["first"] == ""


def test_it_refuses_rows_that_meet_somebody_elses(
    post: Post, sealed: SealedSubmission, organisation: Organisation
) -> None:
    post(write_sent(sealed))
    before = rows()
    first, second = seal(organisation).mailboxes
    theirs = sealed.mailboxes
    meets_second = replace(seal(organisation), mailboxes=(first, theirs[0]))
    half = replace(second, locator_hash=theirs[0].locator_hash[:16] + bytes(16))
    meets_half = replace(seal(organisation), mailboxes=(first, half))
    crossed = replace(seal(organisation), mailboxes=(replace(half), second))
    for bad in (meets_second, meets_half, crossed):
        assert post(write_sent(bad)).status_code in {409, 204}
    assert rows() == before


def test_it_is_told_in_words_when_many_are_here(
    post: Post,
    sealed: SealedSubmission,
    organisation: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("apps.intake.receiving.MOST_REQUESTS", 1)
    assert post(write_sent(seal(organisation))).status_code == 204
    before = rows()
    answer = post(write_sent(sealed), lang="ru")
    assert answer.status_code == 503
    assert "через минуту" in answer.content.decode()
    assert rows() == before


def test_it_reads_all_that_came_of_whoever_finds_no_place(
    post: Post, sealed: SealedSubmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where something is left, the server closes the line, and the next try on it fails.
    monkeypatch.setattr("apps.web.crowds.sealed", crowds.Way(places=1, threads=1))
    sent = write_sent(sealed)
    line = BytesIO(sent)
    with crowds.sealed.at_work():
        answer = post(sent, **{"wsgi.input": line})
    assert answer.status_code == 503
    assert line.read() == b""


def test_it_acknowledges_nothing_that_was_not_stored(
    post: Post, sealed: SealedSubmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("apps.intake.receiving.store", full)
    assert post(write_sent(sealed)).status_code == 503
    assert not any(rows())


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ""]
)
def test_it_takes_bytes_and_no_form(post: Post, sealed: SealedSubmission, kind: str) -> None:
    assert post(write_sent(sealed), content_type=kind).status_code == 400
    assert not any(rows())


def test_it_takes_nothing_larger_and_nothing_from_elsewhere(
    post: Post, sealed: SealedSubmission
) -> None:
    assert post(bytes(LARGEST + 1)).status_code == 413
    away = post(write_sent(sealed), HTTP_SEC_FETCH_SITE="cross-site")
    assert away.status_code == 403
    assert not any(rows())


def broken(data: bytes, at: int, how: str) -> bytes:
    place = at % len(data)
    match how:
        case "cut":
            return data[: place or 1]
        case "turned":
            return data[:place] + bytes([data[place] ^ 1 << at % 8]) + data[place + 1 :]
        case "doubled":
            return data + data[:place]
        case _:
            return data[:place] + data[place + 1 :]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_refuses_whatever_else_comes_and_stores_nothing(
    post: Post, organisation: Organisation, data: st.DataObject
) -> None:
    second = data.draw(st.sampled_from([b"", new_code()]))
    good = write_sent(seal(organisation, second=second))
    at = data.draw(st.integers(0, HEAD * 2))
    how = data.draw(st.sampled_from(["cut", "turned", "doubled", "dropped"]))
    sent = data.draw(
        st.one_of(
            st.binary(min_size=1, max_size=400),
            st.just(broken(good, at, how)),
            st.just(good[:21] + data.draw(st.binary(min_size=9, max_size=9)) + good[30:]),
        )
    )
    before = rows()
    # What another example stored would make its locator a known one.
    with transaction.atomic():
        answer = post(sent)
        after = rows()
        transaction.set_rollback(True)
    # A bit turned in what only the team can open is stored as damaged, and shown so to the team.
    assert answer.status_code in {204, 409, 422}
    if answer.status_code == 204:
        assert len(sent) == len(good)
        assert sent[:21] == good[:21]
        return
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content
    assert after == before


def test_it_gives_keys_and_questions_and_no_secret(noor: Noor) -> None:
    given = given_to(noor)
    assert set(given) == {
        *("state", "now", "first", "epochs", "key", "salt", "cost", "language", "list"),
        *("consent", "parts", "most", "tooLong", "second", "untouched", "slow"),
    }


SECOND = ("seal-second-words", "seal-second-digits", "data-second")
# What is random on every page of a mailbox.
RANDOM = re.compile(r'name="(?:state|token)" value="[^"]*"')


def test_it_has_a_second_code_made_where_they_are_offered(noor: Noor) -> None:
    page = noor.opens("sealing/").content.decode()
    assert given_to(noor)["second"] is False
    assert not any(part in page for part in SECOND)
    Organisation.objects.update(second_codes=True)
    page = noor.opens("sealing/").content.decode()
    assert given_to(noor)["second"] is True
    assert all(part in page for part in SECOND)


def test_both_codes_of_a_browser_open_what_they_should(
    post: Post, noor: Noor, organisation: Organisation
) -> None:
    Organisation.objects.update(second_codes=True)
    first, second = new_code(), new_code()
    assert post(write_sent(seal(organisation, code=first, second=second))).status_code == 204
    assert rows()[2] == 2
    mine, theirs = (
        noor.browser.post(noor.at("return/"), {"code": code_digits(code)}).content.decode()
        for code in (first, second)
    )
    assert "You have skipped all questions so far." in mine
    assert RANDOM.sub("", mine) == RANDOM.sub("", theirs)
    # Sent once more, it is the same request, whatever stands in it by now.
    assert post(write_sent(seal(organisation, code=first, second=new_code()))).status_code == 204
    assert rows()[:3] == [1, 1, 2]


def test_what_it_stores_does_not_tell_who_has_a_second_code(
    post: Post, organisation: Organisation
) -> None:
    """Nor who brought a form that was filled in without a network, which makes none."""
    Organisation.objects.update(second_codes=True)
    shapes = []
    for sealed in (seal(organisation), seal(organisation, second=new_code())):
        post(write_sent(sealed))
        kept = Mailbox.objects.filter(case=sealed_case(sealed)).order_by("position")
        parts = [(*astuple(row.sealed), bytes(row.sealed_skipped)) for row in kept]
        shapes.append([tuple(map(len, part)) for part in parts])
        assert parts[1][-1][64] == 1
    assert shapes[0] == shapes[1] == [(32, 61, 61, 32, 0), (32, 61, 61, 32, 4189)]


def sealed_case(sealed: SealedSubmission) -> Case:
    return Case.objects.get(ref=UUID(bytes=sealed.ref))


@pytest.mark.parametrize("query", ["?version=9", "?version=0", "?version=99999999999999999999"])
def test_it_gives_no_keys_for_questions_that_are_not_asked(noor: Noor, query: str) -> None:
    assert noor.opens(f"sealing/{query}").status_code in {200, 503}
    assert noor.opens("sealing/?party=nobody&version=x").status_code == 200


def test_it_sets_a_puzzle_when_the_queue_has_swollen(
    sealed: SealedSubmission, post: Post, swollen: Swelling, caplog: pytest.LogCaptureFixture
) -> None:
    sent = write_sent(sealed)
    swollen.turn_away()
    refused = post(sent)
    assert (refused.status_code, rows()) == (503, [0] * len(STORED))
    assert caplog.records == []
    work = solve(refused.headers["Page-Work"], sent)
    for _ in range(2):
        assert post(sent, headers={"page-work": work}).status_code == 204
        assert rows() == [1, 1, 2, 1, 1]


def test_a_solution_is_good_for_one_request(
    harbour: cast.Harbour, organisation: Organisation, post: Post, swollen: Swelling
) -> None:
    swollen.turn_away()
    one, other = write_sent(seal(organisation)), write_sent(seal(organisation))
    work = solve(post(one).headers["Page-Work"], one)
    assert post(other, headers={"page-work": work}).status_code == 503
    assert rows() == [0] * len(STORED)


def test_it_asks_for_work_when_there_is_no_place(
    sealed: SealedSubmission, post: Post, swollen: Swelling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 0.01)
    sent = write_sent(sealed)
    with crowds.sealed.at_work():
        refused = post(sent)
    assert refused.status_code == 503
    assert swollen.steps() == 1
    work = solve(refused.headers["Page-Work"], sent)
    assert post(sent, headers={"page-work": work}).status_code == 204


def test_a_flood_of_the_plain_form_leaves_its_way_open(
    sealed: SealedSubmission, post: Post, swollen: Swelling
) -> None:
    with crowds.form.at_work(), crowds.pages.at_work():
        assert post(write_sent(sealed)).status_code == 204


def test_it_asks_for_work_before_the_hours_room_is_gone(
    harbour: cast.Harbour,
    organisation: Organisation,
    post: Post,
    swollen: Swelling,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(receiving, "MOST_REQUESTS", 3)
    told = [post(write_sent(seal(organisation))).status_code for _ in range(3)]
    assert told == [204, 204, 503]
    assert rows()[0] == 2

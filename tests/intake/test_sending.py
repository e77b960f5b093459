"""What Noor was told is received is received once; what was not stored is not acknowledged."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client

from apps.cases.models import Case, Submission, Summary
from apps.crypto.code import new_code, stretch_code
from apps.crypto.submission import SealedSubmission, seal_submission
from apps.intake.actions import Refused, publish_shipped, receive
from apps.intake.models import Questionnaire
from apps.mailbox.models import Mailbox
from apps.retention.actions import erase_case
from apps.teams.models import Epoch, Notice, Team
from apps.teams.queries import current_epoch
from apps.web import crowds
from apps.web.actions import change_organisation, found_organisation
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.intake.noor import STORY, Noor, page
from tests.mailbox import cast

STORED = (Case, Submission, Mailbox, Summary, Notice)


def nothing_is_stored() -> bool:
    return not any(model.objects.exists() for model in STORED)


def nothing_is_stored_but_notices() -> bool:
    return not any(model.objects.exists() for model in STORED if model is not Notice)


def words_are_kept(response: Any) -> bool:
    return STORY.splitlines()[1] in response.content.decode()


# Once, and the same code again.


def test_it_makes_one_case_of_a_double_send(noor: Noor) -> None:
    checked = noor.fills_in()
    first, second = noor.sends(checked), noor.sends(checked)
    assert Case.objects.count() == 1
    assert first.context["words"] == second.context["words"]


def test_it_shows_the_same_code_when_the_reply_was_lost_for_hours(noor: Noor) -> None:
    checked = noor.fills_in()
    first = noor.sends(checked)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=23)):
        second = noor.sends(checked)
    assert Case.objects.count() == 1
    assert first.context["words"] == second.context["words"]


def test_it_draws_another_code_for_another_request(noor: Noor) -> None:
    assert noor.asks().context["words"] != noor.asks().context["words"]
    assert Case.objects.count() == 2


def test_it_asks_for_the_press_again_after_a_day_with_every_word(noor: Noor) -> None:
    checked = noor.fills_in()
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        stale = noor.sends(checked)
        assert "This was not sent yet" in stale.content.decode()
        assert words_are_kept(stale)
        assert nothing_is_stored()
        noor.sends(stale)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("state", ["", "x", "AAAA", "é", "=" * 5000])
def test_it_asks_for_the_press_again_where_the_state_is_odd(noor: Noor, state: str) -> None:
    answer = noor.sends(noor.fills_in(), _state=state)
    assert "This was not sent yet" in answer.content.decode()
    assert words_are_kept(answer)
    assert nothing_is_stored()


def test_it_shows_again_what_was_changed_behind_the_check_page(noor: Noor) -> None:
    answer = noor.sends(noor.fills_in(), name="Somebody else")
    assert "This was not sent yet" in answer.content.decode()
    assert "Somebody else" in answer.content.decode()
    assert nothing_is_stored()


def test_it_takes_no_state_of_a_code_page_for_a_check_page(noor: Noor) -> None:
    checked = noor.fills_in()
    state = page(noor.sends(checked)).fields["_state"]
    answer = noor.sends(checked, _state=state)
    assert "This was not sent yet" in answer.content.decode()
    assert Case.objects.count() == 1


def takes_back(noor: Noor, words: list[str]) -> None:
    noor.browser.post("/en/mailbox/take-back/", {"code": " ".join(words)})


def test_it_asks_nothing_anew_when_an_old_page_is_loaded_after_taking_back(noor: Noor) -> None:
    checked = noor.fills_in()
    takes_back(noor, noor.sends(checked).context["words"])
    again = noor.sends(checked)
    assert "You have taken it back" in again.content.decode()
    assert Case.objects.count() == 1


def test_it_asks_nothing_anew_once_all_was_erased(noor: Noor) -> None:
    checked = noor.fills_in()
    noor.sends(checked)
    case = Case.objects.get()
    erase_case(case=case, today=case.received_on)
    assert "You have taken it back" in noor.sends(checked).content.decode()
    assert nothing_is_stored_but_notices()


@contextmanager
def everybody_at_once(acts: list[Callable[[], None]]) -> Iterator[list[BaseException]]:
    """Run acts in threads that start together; yields what they raised."""
    start, failed = threading.Barrier(len(acts)), list[BaseException]()

    def run(act: Callable[[], None]) -> None:
        try:
            start.wait()
            act()
        except BaseException as error:  # noqa: BLE001  (told to the test)
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    yield failed


@pytest.fixture
def committed(transactional_db: None) -> Noor:
    """Noor where what is written is seen by all connections."""
    publish_shipped()
    found_organisation(name="Harbour Trust", languages=["en"], promise_days=3, opened=True)
    cast.harbour()
    return Noor(Client())


def test_it_makes_one_case_of_sends_at_the_same_moment(committed: Noor) -> None:
    fields = {**page(committed.fills_in()).fields, "consent": "1"}
    codes: list[Any] = []

    def send() -> None:
        codes.append(Client().post("/en/send/", fields).context["words"])

    with everybody_at_once([send] * 4) as failed:
        assert not failed
    assert Case.objects.count() == 1
    assert len(codes) == 4
    assert all(code == codes[0] for code in codes)


def test_it_takes_different_requests_at_the_same_moment(committed: Noor) -> None:
    pages = [{**page(committed.fills_in()).fields, "consent": "1"} for _ in range(4)]

    def sending(fields: dict[str, Any]) -> Callable[[], None]:
        def send() -> None:
            Client().post("/en/send/", fields)

        return send

    with everybody_at_once([sending(fields) for fields in pages]) as failed:
        assert not failed
    assert Case.objects.count() == 4
    assert Mailbox.objects.count() == 8


# Not received, and said so.


class DiskFull:
    """Lets a few writes through and then fails, as a full disk does at any of them."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.failed = False

    def __call__(self, execute: Any, sql: str, *args: Any) -> Any:
        if re.match(r"\s*INSERT", sql):
            self.left -= 1
            if self.left < 0:
                self.failed = True
                raise OperationalError("database or disk is full")
        return execute(sql, *args)


@pytest.mark.parametrize("after", range(8))
def test_it_stores_all_of_a_request_or_nothing(noor: Noor, after: int) -> None:
    checked, disk = noor.fills_in(), DiskFull(after)
    with connection.execute_wrapper(disk):
        answer = noor.sends(checked)
    if disk.failed:
        assert answer.status_code == 503
        assert nothing_is_stored()
        html = answer.content.decode()
        assert "It was <strong>not</strong> received" in html
        assert words_are_kept(answer)
        noor.browser.post("/en/send/", page(answer).fields)
    assert Case.objects.count() == 1


def gone(execute: Any, sql: str, *args: Any) -> Any:
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize("path", ["check/", "send/", "form/"])
def test_it_keeps_her_words_while_the_database_is_away(noor: Noor, path: str) -> None:
    fields = {**page(noor.fills_in()).fields, "consent": "1"}
    with connection.execute_wrapper(gone):
        answer = noor.browser.post(noor.at(path), fields)
    assert answer.status_code == 503
    assert words_are_kept(answer)
    again = noor.browser.post(noor.at(path), page(answer).fields)
    assert again.status_code == 200


@pytest.mark.parametrize("path", ["", "form/", "done/"])
def test_it_says_in_words_that_a_page_does_not_open_right_now(noor: Noor, path: str) -> None:
    with connection.execute_wrapper(gone):
        answer = noor.opens(path)
    assert answer.status_code == 503
    assert "This page does not open right now" in answer.content.decode()


def no_team() -> None:
    Team.objects.update(receiving=False)


def no_key() -> None:
    Epoch.objects.all().delete()


def forged_key() -> None:
    Epoch.objects.update(public_key=bytes(1216))


@pytest.mark.parametrize("lose", [no_team, no_key, forged_key])
def test_it_receives_nothing_that_nobody_could_open(noor: Noor, lose: Callable[[], None]) -> None:
    checked = noor.fills_in()
    lose()
    answer = noor.sends(checked)
    assert answer.status_code == 503
    assert words_are_kept(answer)
    assert nothing_is_stored()


def test_it_says_that_many_are_here_and_keeps_her_words(
    noor: Noor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 0.01)
    checked = noor.fills_in()
    with crowds.form.at_work():
        answer = noor.sends(checked)
    assert answer.status_code == 503
    assert words_are_kept(answer)
    assert nothing_is_stored()


def test_it_says_so_too_where_nothing_was_written_yet(
    noor: Noor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 0.01)
    with crowds.pages.at_work():
        answer = noor.browser.get("/en/form/other/")
    assert answer.status_code == 503
    assert "Your words are still on this page" not in answer.content.decode()
    assert '<a class="act" href="/en/form/other/">' in answer.content.decode()


def test_it_fills_no_log_when_it_is_flooded(
    noor: Noor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 0.01)
    checked = noor.fills_in()
    with crowds.form.at_work():
        assert noor.sends(checked).status_code == 503
    assert caplog.records == []


def test_it_lets_a_code_in_while_the_form_is_flooded(
    noor: Noor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 0.01)
    code = " ".join(noor.asks().context["words"])
    with crowds.form.at_work(), crowds.pages.at_work():
        assert noor.browser.post("/en/return/", {"code": code}).status_code == 200


def test_it_slows_down_when_everybody_sends(noor: Noor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.intake.receiving.MOST_REQUESTS", 1)
    noor.asks()
    checked = noor.fills_in()
    # Nothing is worked out for whoever cannot be received.
    monkeypatch.setattr("apps.intake.views.stretch_code", None)
    answer = noor.sends(checked)
    assert answer.status_code == 503
    assert words_are_kept(answer)
    assert Case.objects.count() == 1


def test_it_says_so_where_the_questions_were_spoilt(noor: Noor) -> None:
    checked = noor.fills_in()
    Questionnaire.objects.update(definition='{"parts": "none"}')
    assert "This page is not open yet" in noor.opens("form/").content.decode()
    answer = noor.sends(checked)
    assert answer.status_code == 503
    assert words_are_kept(answer)


# The one write path, whoever sealed.


def sealed(team: Team, code: bytes | None = None) -> SealedSubmission:
    epoch, site = current_epoch(team), Organisation.objects.get()
    assert epoch is not None
    return seal_submission(
        team=epoch.team,
        number=epoch.number,
        public_key=epoch.public_key,
        answers=b"{}",
        code=stretch_code(code or new_code(), bytes(site.site_salt), code_cost()),
    )


def test_it_takes_the_same_bytes_twice_as_one_case(harbour: cast.Harbour) -> None:
    submission = sealed(harbour.team)
    assert receive(submission=submission, hour=0) == receive(submission=submission, hour=3600)
    assert Case.objects.count() == 1


def test_it_takes_the_same_code_twice_as_one_case(harbour: cast.Harbour) -> None:
    code = new_code()
    first = receive(submission=sealed(harbour.team, code), hour=0)
    assert receive(submission=sealed(harbour.team, code), hour=0) == first


def test_it_refuses_what_was_erased(harbour: cast.Harbour) -> None:
    submission = sealed(harbour.team)
    case = receive(submission=submission, hour=0)
    erase_case(case=case, today=case.received_on)
    with pytest.raises(Refused):
        receive(submission=submission, hour=0)
    assert not Case.objects.exists()


def test_it_refuses_a_team_that_receives_nothing(harbour: cast.Harbour) -> None:
    submission = sealed(harbour.team)
    Team.objects.update(receiving=False)
    with pytest.raises(Refused):
        receive(submission=submission, hour=0)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 2},
        {"number": 0},
        {"envelope": b""},
        {"answers": b"\x01" + bytes(28)},
        {"team": bytes(16)},
        {"team": b"short"},
    ],
)
def test_it_refuses_sealed_bytes_of_another_shape(
    harbour: cast.Harbour, change: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        receive(submission=replace(sealed(harbour.team), **change), hour=0)
    assert nothing_is_stored()


def test_it_publishes_the_same_questions_once(db: None) -> None:
    assert publish_shipped().version == publish_shipped().version == 1
    assert Questionnaire.objects.count() == 1


def test_it_leads_its_lists_with_the_organisations_countries(noor: Noor) -> None:
    change_organisation(changes={"countries": ["GE", "TR"]})
    html = noor.opens("form/").content.decode()
    assert html.index("value=GE>") < html.index("value=TR>") < html.index("value=AF>")

"""What the desk shows once Noor has taken her request back."""

from datetime import date

import pytest
from django.test import Client

from apps.crypto.code import stretch_code
from apps.mailbox.actions import carry_out_withdrawals, withdraw
from apps.mailbox.models import Mailbox
from apps.mailbox.visits import Visit
from apps.web.costs import code_cost
from tests.desk.looking import act, opened_by, say, text_of
from tests.world import STORY, Sent, World


@pytest.fixture
def withdrawn(world: World, sent: Sent, amira_desk: Client) -> Sent:
    """Amira owned it and had written; then Noor took it back."""
    act(amira_desk, sent, "take")
    act(amira_desk, sent, "risk", risk="urgent")
    act(amira_desk, sent, "note", "notes/", text="Host found.")
    say(world, sent, "Я передумала.")
    code = stretch_code(sent.code, bytes(world.organisation.site_salt), code_cost())
    mailbox = Mailbox.objects.get(locator_hash=code.locator_hash)
    key = opened_by(world.amira, sent).threads[0].key
    visit = Visit(mailbox=mailbox, key=key, front=code.front_key, first=0)
    withdraw(visit=visit, proof=code.withdrawal)
    assert carry_out_withdrawals(today=date.today()) == 1  # noqa: DTZ011
    return sent


def test_it_says_so_loudly_to_the_owner(withdrawn: Sent, amira_desk: Client) -> None:
    words = text_of(amira_desk.get(withdrawn.url))
    assert "They have taken this back" in words
    assert "Host found." in text_of(amira_desk.get(f"{withdrawn.url}notes/"))


def test_it_shows_nothing_of_what_they_wrote(withdrawn: Sent, amira_desk: Client) -> None:
    for section in ("", "conversation/"):
        words = text_of(amira_desk.get(withdrawn.url + section))
        assert STORY not in words
        assert "Я передумала" not in words
        assert "This case is damaged" not in words


def test_it_is_hidden_from_everybody_else(withdrawn: Sent, bo_desk: Client) -> None:
    assert bo_desk.get(withdrawn.url).status_code == 404
    assert str(withdrawn.ref) not in bo_desk.get("/desk/cases/").content.decode()


def test_it_stands_in_the_owners_list(withdrawn: Sent, amira_desk: Client) -> None:
    assert "taken back" in text_of(amira_desk.get("/desk/cases/"))


def test_it_takes_nothing_but_notes(withdrawn: Sent, amira_desk: Client) -> None:
    assert act(amira_desk, withdrawn, "note", "notes/", text="Met them.").status_code == 302
    page = amira_desk.get(withdrawn.url).content.decode()
    assert f"{withdrawn.url}answer/" not in page
    assert f"{withdrawn.url}move/" not in page
    for asking in ("code/", "close/", "decline/"):
        assert amira_desk.get(withdrawn.url + asking).status_code == 404


def test_it_refuses_an_act_that_it_does_not_offer(
    world: World, withdrawn: Sent, amira_desk: Client
) -> None:
    before = opened_by(world.amira, withdrawn).file.stage
    answer = amira_desk.post(f"{withdrawn.url}move/", {"seen": "99", "stage": "planning"})
    assert answer.status_code == 409
    assert opened_by(world.amira, withdrawn).file.stage == before

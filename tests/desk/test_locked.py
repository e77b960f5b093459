"""Words that meet a locked or a closed desk: none is lost."""

from django.test import Client

from apps.accounts.models import Session
from tests.desk.looking import hidden_fields, opened_by, say, text_of
from tests.world import Sent, World, desk, submit

WORDS = "Call the host about the cat."


def test_it_keeps_a_note_that_met_a_locked_desk(world: World, sent: Sent) -> None:
    browser = desk(world.amira)
    page = browser.get(f"{sent.url}notes/")
    filled = {**hidden_fields(page, f"{sent.url}note/"), "text": WORDS}
    Session.objects.update(sealed=None)
    locked = browser.post(f"{sent.url}note/", filled)
    assert WORDS in locked.content.decode()
    kept = hidden_fields(locked, "/desk/unlock/")
    browser.post("/desk/unlock/", {**kept, "passphrase": world.amira.passphrase}, follow=True)
    assert opened_by(world.amira, sent).file.notes == 1
    assert WORDS in text_of(browser.get(f"{sent.url}notes/"))


def test_it_keeps_an_answer_that_met_an_ended_session(world: World, sent: Sent) -> None:
    browser = desk(world.amira)
    page = browser.get(f"{sent.url}conversation/")
    filled = {**hidden_fields(page, f"{sent.url}answer/"), "text": WORDS}
    Session.objects.all().delete()
    asked = browser.post(f"{sent.url}answer/", filled)
    assert WORDS in asked.content.decode()
    kept = hidden_fields(asked, "/desk/sign-in/")
    world.amira.forget_last_code()
    who = {"handle": "amira", "passphrase": world.amira.passphrase, "code": world.amira.code()}
    browser.post("/desk/sign-in/", {**kept, **who}, follow=True)
    assert len(opened_by(world.amira, sent).threads[0].entries) >= 1
    assert WORDS in text_of(browser.get(f"{sent.url}conversation/"))


def test_it_shows_no_case_while_locked(sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(sent.url)
    Session.objects.update(sealed=None)
    page = amira_desk.get(sent.url, follow=True)
    assert "Нур" not in page.content.decode()
    assert "nav" not in page.context or not page.context["nav"]


def locked_page(client: Client) -> str:
    Session.objects.update(sealed=None)
    return text_of(client.get("/desk/today/", follow=True))


def test_it_tells_how_much_has_come_while_locked_and_nothing_else(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    amira_desk.get("/desk/today/")
    assert "Come since" not in locked_page(amira_desk)
    say(world, sent, "Да.")
    say(world, sent, "Они у двери.")
    submit(world)
    words = locked_page(amira_desk)
    assert "Come since your team last looked: 1 new request · 2 messages" in words
    assert "двери" not in words


def test_it_tells_another_team_nothing_of_what_has_come(
    sent: Sent, chioma_desk: Client, dan_desk: Client
) -> None:
    for browser in (chioma_desk, dan_desk):
        assert "Come since" not in locked_page(browser)

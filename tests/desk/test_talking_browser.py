"""Conversation and safe contact in a real browser: with scripts, without, right to left."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases.answers import Answer
from apps.cases.messages import Opened
from apps.cases.models import Draft, Message
from tests.browsers import faults, looks
from tests.desk.looking import act, opened_by, put, say, this_hour
from tests.desk.test_browser import page_of
from tests.world import Sent, World, desk, make_world, noors_answers, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NUMBER = "+995 555 12 34 56"
# Where pictures of the pages go, for who wants to look at them.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def harbour(live_server: LiveServer) -> World:
    return make_world()


@pytest.fixture
def talked(harbour: World) -> Sent:
    """A case in which both sides spoke, here and elsewhere."""
    answers = noors_answers()
    answers.answers.extend(
        [
            Answer("channel", "Как отвечать?", "choice", "also", "И другим путём"),
            Answer("way", "Каким?", "text", f"Signal {NUMBER}", f"Signal {NUMBER}"),
            Answer("who_sees", "Кто ещё видит?", "choices", ["nobody"], "Никто"),
        ]
    )
    sent, amira = submit(harbour, answers=answers), desk(harbour.amira)
    amira.get(sent.url)
    say(harbour, sent, "Билет на меня пришёл, на партнёра ещё нет. Мы готовы.")
    act(amira, sent, "answer", "conversation/", text="Первый билет ниже.", now="1")
    put(harbour, sent, Opened(at=this_hour(), upto=Message.objects.count()))
    act(amira, sent, "answer", "conversation/", text="Ждите нас в 06:40.", vanish="opened")
    # An address breaks where a line ends, or a phone would show half a conversation.
    text = f"Four minutes. The word was right. They sent example.org/{'long' * 20}."
    logged = {"way": "signal", "direction": "out", "text": text}
    act(amira, sent, "logged", "conversation/", **logged, outcome="reached_safely")
    return sent


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@looks
def test_it_is_clean_and_fits(
    live_server: LiveServer,
    browser: Browser,
    harbour: World,
    talked: Sent,
    width: int,
    language: str,
) -> None:
    User.objects.filter(handle="amira").update(language=language)
    amira = desk(harbour.amira)
    amira.post(f"{talked.url}draft/", {"text": "Напишите нам.", "template": "ask"})
    page = page_of(browser, live_server, harbour.amira, width=width)
    for name in ("conversation/", "", "contact/"):
        page.goto(live_server.url + talked.url + name)
        picture(page, f"{name.strip('/') or 'case'}-{width}-{language}")
        for summary in page.query_selector_all("main summary, .contact summary"):
            summary.click()
        assert not faults(page), name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    bo = page_of(browser, live_server, harbour.bo, width=width)
    home = f"/desk/settings/{harbour.harbour.ref}/templates/"
    for address in (home, f"{home}decline/", f"{home}decline/delete/"):
        bo.goto(live_server.url + address)
        picture(bo, f"templates{len(address)}-{width}-{language}")
        assert not faults(bo), address
        assert bo.evaluate("document.documentElement.scrollWidth") <= width, address


def test_it_keeps_what_is_typed_a_few_seconds_after(
    live_server: LiveServer, browser: Browser, harbour: World, talked: Sent
) -> None:
    page = page_of(browser, live_server, harbour.amira)
    page.goto(f"{live_server.url}{talked.url}conversation/")
    page.fill("#answer textarea", "Половина")
    expect(page.locator("[data-kept]")).to_be_visible(timeout=8000)
    assert Draft.objects.count() == 1
    page.goto(f"{live_server.url}{talked.url}conversation/")
    assert page.input_value("#answer textarea") == "Половина"
    page.click("#answer >> text=Send now")
    page.wait_for_selector(".thread >> text=Половина")
    assert not Draft.objects.exists()


def test_it_puts_a_template_in_at_once(
    live_server: LiveServer, browser: Browser, harbour: World, talked: Sent
) -> None:
    page = page_of(browser, live_server, harbour.amira)
    page.goto(f"{live_server.url}{talked.url}conversation/")
    page.fill("#answer textarea", "Нур,")
    page.select_option("#answer-template", "ask")
    words = page.input_value("#answer textarea")
    assert words.startswith("Нур,\n\nСпасибо, что вы нам написали.")
    assert "Our question:" in page.inner_text("[data-meaning-of]")


def test_it_does_the_same_without_scripts(
    live_server: LiveServer, browser: Browser, harbour: World, talked: Sent
) -> None:
    page = page_of(browser, live_server, harbour.amira, width=360, scripts=False)
    page.goto(f"{live_server.url}{talked.url}conversation/")
    page.fill("#answer textarea", "Нур,")
    page.select_option("#answer-template", "ask")
    page.click("#answer >> text=Put it in")
    words = page.input_value("#answer textarea")
    assert words.startswith("Нур,\n\nСпасибо, что вы нам написали.")
    assert "Our question:" in page.content()
    page.fill("#answer textarea", f"{words} паспорт с вами?")
    page.click("#answer >> text=As they see it")
    assert "Спасибо" in page.inner_text(".phone")
    with page.expect_navigation():
        page.click("#answer >> text=Send now")
    assert "Нур," in page.inner_text(".thread li:last-child")
    assert not Draft.objects.exists()


def test_it_takes_a_message_back_by_one_press(
    live_server: LiveServer, browser: Browser, harbour: World, talked: Sent
) -> None:
    page = page_of(browser, live_server, harbour.amira)
    page.goto(f"{live_server.url}{talked.url}conversation/")
    assert page.locator(".thread >> text=Take back").count() == 1
    page.click(".thread >> text=Take back")
    page.wait_for_selector("text=Taken back by you before it was opened.")
    texts = [
        one.ours.text for one in opened_by(harbour.amira, talked).threads[0].entries if one.ours
    ]
    assert texts == ["Первый билет ниже."]


def test_it_hides_the_number_after_five_minutes(
    live_server: LiveServer, browser: Browser, harbour: World, talked: Sent
) -> None:
    page = page_of(browser, live_server, harbour.amira)
    page.clock.install()
    page.goto(live_server.url + talked.url)
    page.click("text=Show anyway…")
    page.fill("[name=why]", "They asked for a call.")
    page.click("button >> text=Show number")
    page.wait_for_selector(f"text={NUMBER}")
    picture(page, "number")
    assert not faults(page)
    assert not page.locator(f"a >> text={NUMBER}").count()
    page.clock.run_for(4 * 60 * 1000)
    assert page.locator(f"text={NUMBER}").count()
    page.clock.run_for(61 * 1000)
    assert not page.locator(f"[data-seconds] >> text={NUMBER}").count()
    page.click("text=Reached, safe")
    page.wait_for_load_state()
    assert "How did it go?" not in page.content()


def test_its_keys_lead_to_their_act_from_any_section(
    live_server: LiveServer, browser: Browser, harbour: World, talked: Sent
) -> None:
    page = page_of(browser, live_server, harbour.amira, width=1280)
    for key, held in (("r", "#answer-text"), ("n", "[data-key=n]"), ("k", "[data-key=k]")):
        page.goto(f"{live_server.url}{talked.url}")
        page.keyboard.press(key)
        page.wait_for_url(f"**/#key-{key}")
        assert page.locator(held).evaluate("held => held === document.activeElement")
    assert page.locator("[data-key=k]").evaluate("folded => folded.parentElement.open")

"""Requests: the queue, reading, taking with a risk, several at once, a minute to take back."""

import re
import time
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.actions import Hand, set_owner
from apps.cases.models import Event
from apps.desk.queue import PAGE
from apps.desk.undoing import open_done, seal_done
from tests.desk.looking import act, hidden_fields, opened_by, say, text_of
from tests.world import Sent, World, desk, fresh, make_world, noors_answers, submit

QUEUE = "/desk/requests/"


def url(sent: Sent) -> str:
    return f"{QUEUE}{sent.ref}/"


def take(client: Client, sent: Sent, risk: str, **changes: str) -> Any:
    """Open a request and take it with a risk."""
    fields = hidden_fields(client.get(url(sent)), f"{url(sent)}take/")
    return client.post(f"{url(sent)}take/", {**fields, "risk": risk, **changes})


def take_back(client: Client, answer: Any) -> Any:
    """Press what the page after an act offers."""
    page = client.get(answer.headers["Location"])
    address = f"{QUEUE}take-back/"
    return client.post(address, hidden_fields(page, address))


def order(client: Client, by: str = "") -> list[str]:
    """Return the refs of the queue as its rows show them."""
    page = client.get(f"{QUEUE}?order={by}").content.decode()
    return re.findall(r'name="chosen" value="([0-9a-f-]+)"', page)


@pytest.fixture
def three(world: World) -> list[Sent]:
    """Danger soon, danger now, and one that is safe and oldest."""
    now = int(time.time())
    return [
        submit(world),
        submit(world, answers=noors_answers(safety="danger_now", language="ar")),
        submit(world, answers=noors_answers(safety="safe"), hour=now - 3 * 86400),
    ]


def test_it_puts_danger_first_then_the_clock(three: list[Sent], amira_desk: Client) -> None:
    assert order(amira_desk) == [str(three[1].ref), str(three[0].ref), str(three[2].ref)]


def test_it_orders_by_age_and_by_language(three: list[Sent], amira_desk: Client) -> None:
    assert order(amira_desk, "oldest")[0] == str(three[2].ref)
    assert order(amira_desk, "language")[0] == str(three[1].ref)
    assert len(order(amira_desk, "nonsense")) == 3


def test_it_says_who_has_read_a_request_and_when(
    three: list[Sent], amira_desk: Client, bo_desk: Client
) -> None:
    assert "3 new · 3 unread by anyone" in text_of(bo_desk.get(QUEUE))
    amira_desk.get(url(three[0]))
    page = text_of(bo_desk.get(QUEUE))
    assert "3 new · 2 unread by anyone" in page
    assert "read: amira, 1 min ago" in page


def test_it_shows_facts_before_the_story(sent: Sent, amira_desk: Client) -> None:
    page = text_of(amira_desk.get(url(sent)))
    assert page.index("I may be in danger soon") < page.index("Они приходили дважды.")
    assert page.index("Georgia") < page.index("Они приходили дважды.")


def test_it_takes_a_request_and_goes_to_the_next(
    world: World, three: list[Sent], amira_desk: Client
) -> None:
    answer = take(amira_desk, three[1], "urgent")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(url(three[0]))
    file = opened_by(world.bo, three[1]).file
    assert (file.owner, file.risk, file.stage) == (
        world.amira.user.ref.hex,
        "urgent",
        "screening",
    )
    assert order(amira_desk) == [str(three[0].ref), str(three[2].ref)]


def test_it_goes_back_to_the_queue_after_the_last(sent: Sent, amira_desk: Client) -> None:
    assert take(amira_desk, sent, "high").headers["Location"].startswith(f"{QUEUE}?")
    page = text_of(amira_desk.get(QUEUE))
    assert "No new requests. The last request came:" in page


def test_it_asks_for_a_risk(world: World, sent: Sent, amira_desk: Client) -> None:
    for risk in ("", "worst"):
        answer = take(amira_desk, sent, risk)
        assert answer.status_code == 422
        assert "Choose a risk." in text_of(answer)
    assert opened_by(world.amira, sent).file.owner == ""


def test_it_takes_back_within_a_minute(world: World, three: list[Sent], amira_desk: Client) -> None:
    answer = take(amira_desk, three[0], "urgent")
    assert take_back(amira_desk, answer).headers["Location"] == url(three[0])
    file = opened_by(world.bo, three[0]).file
    assert (file.owner, file.risk, file.stage) == ("", "", "received")
    history = text_of(amira_desk.get(f"{three[0].url}history/"))
    assert "Risk: Urgent" in history
    assert len(order(amira_desk)) == 3


def test_it_takes_nothing_back_after_the_minute(
    world: World, sent: Sent, amira_desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = take(amira_desk, sent, "urgent")
    page = amira_desk.get(answer.headers["Location"])
    fields = hidden_fields(page, f"{QUEUE}take-back/")
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    refused = amira_desk.post(f"{QUEUE}take-back/", fields)
    assert refused.status_code == 409
    assert "The minute is over, so nothing was taken back." in text_of(refused)
    assert opened_by(world.amira, sent).file.risk == "urgent"
    assert "Take back" not in text_of(amira_desk.get(answer.headers["Location"]))


def test_it_takes_back_only_ones_own_acts(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    answer = take(amira_desk, sent, "urgent")
    fields = hidden_fields(amira_desk.get(answer.headers["Location"]), f"{QUEUE}take-back/")
    assert bo_desk.post(f"{QUEUE}take-back/", fields).status_code == 409
    assert bo_desk.post(f"{QUEUE}take-back/", {"done": "x" * 500}).status_code == 409
    assert opened_by(world.bo, sent).file.risk == "urgent"


def test_it_says_that_a_colleague_was_faster(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    fields = hidden_fields(amira_desk.get(url(sent)), f"{url(sent)}take/")
    take(bo_desk, sent, "high")
    answer = amira_desk.post(f"{url(sent)}take/", {**fields, "risk": "urgent"})
    assert answer.status_code == 409
    assert "A colleague set the risk to High" in text_of(answer)
    assert "This is no longer a new request." in text_of(answer)
    assert opened_by(world.amira, sent).file.risk == "high"


def test_it_takes_once_when_the_page_is_sent_twice(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    fields = hidden_fields(amira_desk.get(url(sent)), f"{url(sent)}take/")
    first = amira_desk.post(f"{url(sent)}take/", {**fields, "risk": "urgent"})
    count = Event.objects.count()
    again = amira_desk.post(f"{url(sent)}take/", {**fields, "risk": "urgent"})
    assert (first.status_code, again.status_code, Event.objects.count()) == (302, 302, count)
    take_back(amira_desk, again)
    assert opened_by(world.amira, sent).file.owner == ""


def test_it_closes_several_as_spam_and_takes_them_all_back(
    world: World, three: list[Sent], amira_desk: Client
) -> None:
    chosen = [str(one.ref) for one in three[:2]]
    answer = amira_desk.post(f"{QUEUE}spam/", {"chosen": chosen})
    assert "2 requests closed as spam" in text_of(amira_desk.get(answer.headers["Location"]))
    assert [opened_by(world.bo, one).file.reason for one in three[:2]] == ["spam", "spam"]
    take_back(amira_desk, answer)
    assert [opened_by(world.bo, one).file.stage for one in three[:2]] == ["received", "received"]


def test_it_gives_several_to_a_colleague_in_whose_queue_they_stand(
    world: World, three: list[Sent], amira_desk: Client, bo_desk: Client
) -> None:
    chosen = [str(one.ref) for one in three]
    owner = world.bo.user.ref.hex
    answer = amira_desk.post(f"{QUEUE}assign/", {"chosen": chosen, "owner": owner})
    assert "3 requests given." in text_of(amira_desk.get(answer.headers["Location"]))
    assert order(amira_desk) == []
    assert len(order(bo_desk)) == 3
    assert "given to you" in text_of(bo_desk.get(QUEUE))


def test_it_gives_nothing_to_another_team(world: World, sent: Sent, amira_desk: Client) -> None:
    owner = world.chioma.user.ref.hex
    answer = amira_desk.post(f"{QUEUE}assign/", {"chosen": [str(sent.ref)], "owner": owner})
    assert answer.status_code == 422
    assert "Choose one of the answers shown." in text_of(answer)


def test_it_leaves_alone_what_a_colleague_took_meanwhile(
    world: World, three: list[Sent], amira_desk: Client, bo_desk: Client
) -> None:
    amira_desk.get(QUEUE)
    take(bo_desk, three[0], "high")
    chosen = [str(one.ref) for one in three[:2]]
    answer = amira_desk.post(f"{QUEUE}spam/", {"chosen": chosen})
    page = text_of(amira_desk.get(answer.headers["Location"]))
    assert "1 request closed as spam" in page
    assert "1 was changed by a colleague meanwhile and is left as it is." in page
    assert opened_by(world.amira, three[0]).file.risk == "high"


def test_it_asks_to_choose_first(sent: Sent, amira_desk: Client) -> None:
    for name in ("spam", "practice", "assign", "choose"):
        answer = amira_desk.post(f"{QUEUE}{name}/", {"chosen": ["x"]})
        assert answer.status_code == 422
        assert "Choose at least one request first." in text_of(answer)


def test_it_touches_nothing_of_another_team(world: World, sent: Sent, chioma_desk: Client) -> None:
    before = Event.objects.count()
    answer = chioma_desk.post(f"{QUEUE}spam/", {"chosen": [str(sent.ref)]})
    assert "Nothing was done." in text_of(chioma_desk.get(answer.headers["Location"]))
    assert chioma_desk.post(f"{url(sent)}take/", {"risk": "high"}).status_code == 404
    assert Event.objects.count() == before


def test_it_counts_no_practice(world: World, three: list[Sent], amira_desk: Client) -> None:
    amira_desk.get(QUEUE)
    amira_desk.post(f"{QUEUE}practice/", {"chosen": [str(three[1].ref)]})
    assert "2 new" in text_of(amira_desk.get(QUEUE))
    assert order(amira_desk)[-1] == str(three[1].ref)


def test_it_shows_what_is_no_longer_new_without_its_acts(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    act(amira_desk, sent, "risk", risk="high")
    page = text_of(amira_desk.get(url(sent)))
    assert "This is no longer a new request. Stage: Received; owner: nobody." in page
    assert "Take it" not in page


def test_it_leads_to_messages_that_wait(world: World, sent: Sent, amira_desk: Client) -> None:
    amira_desk.get(QUEUE)
    say(world, sent, "Ещё одно.")
    assert "1 message waits to be read" in text_of(amira_desk.get(url(sent)))


def test_it_folds_stories_for_who_wants_it(world: World, sent: Sent, amira_desk: Client) -> None:
    story = '<summary><span dir="auto" translate="no">Что случилось'
    assert story not in amira_desk.get(url(sent)).content.decode()
    amira_desk.post("/desk/me/desk/", {"stories_folded": "on", "keys": ["j", "k"]})
    assert story in amira_desk.get(url(sent)).content.decode()
    assert story not in desk(world.bo).get(url(sent)).content.decode()


def test_it_switches_keys_off(sent: Sent, amira_desk: Client) -> None:
    amira_desk.post("/desk/me/desk/", {"keys": ["j", "k", "x"]})
    page = amira_desk.get(QUEUE).content.decode()
    off = re.search(r'data-off="([^"]*)"', page)
    assert off is not None
    assert "t" in off[1].split()
    assert "x" not in off[1].split()
    amira_desk.post("/desk/me/desk/", {"keys": ["j", "nonsense"]})
    assert "data-off" in amira_desk.get(QUEUE).content.decode()


def test_it_keeps_a_translation_beside_the_story(
    world: World, sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    address = f"{sent.url}translate/"
    page = amira_desk.get(f"{address}?of=answer:story&at=request")
    assert "Они приходили дважды." in text_of(page)
    fields = hidden_fields(page, address)
    filled = {**fields, "text": "They came twice.", "language": "en", "by_machine": "on"}
    answer = amira_desk.post(address, filled)
    assert answer.headers["Location"] == url(sent)
    shown = text_of(bo_desk.get(url(sent)))
    assert "They came twice." in shown
    assert "translated by a machine" in shown
    assert "They came twice. translated by a machine" in text_of(bo_desk.get(sent.url))
    count = Event.objects.count()
    assert amira_desk.post(address, filled).status_code == 302
    assert Event.objects.count() == count


def test_it_shows_what_was_translated_of_a_fact(
    sent: Sent, amira_desk: Client, bo_desk: Client
) -> None:
    address = f"{sent.url}translate/"
    page = amira_desk.get(f"{address}?of=answer:name")
    filled = {**hidden_fields(page, address), "text": "The letter N.", "language": "en"}
    assert amira_desk.post(address, filled).headers["Location"] == sent.url
    assert "The letter N. translated by a person" in text_of(bo_desk.get(sent.url))


@pytest.mark.parametrize("of", ["", "answer:nothing", "message:x:1", "contact:1", "\0", "x" * 300])
def test_it_translates_no_words_that_are_not_there(sent: Sent, amira_desk: Client, of: str) -> None:
    address = f"{sent.url}translate/"
    assert amira_desk.get(address, {"of": of}).status_code == 404
    filled = {"of": of, "text": "x", "language": "en", "seen": "1"}
    assert amira_desk.post(address, filled).status_code == 404


def test_it_keeps_the_words_of_a_translation_that_was_overtaken(
    world: World, sent: Sent, amira_desk: Client
) -> None:
    address = f"{sent.url}translate/"
    fields = hidden_fields(amira_desk.get(f"{address}?of=answer:story"), address)
    opened = opened_by(world.bo, sent)
    bo = Hand(opened, world.bo.user, fresh(world.bo), opened.sequence)
    set_owner(bo, owner=world.bo.user)
    filled = {**fields, "text": "They came twice.", "language": "en"}
    answer = amira_desk.post(address, filled)
    assert answer.status_code == 409
    assert "They came twice." in text_of(answer)
    assert amira_desk.post(address, {**filled, **hidden_fields(answer, address)}).status_code == 302


words = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "0", "-1", "urgent", "oldest", "\0", "9" * 30, "\u202eevil"]),
)
FIELDS = ("seen", "risk", "order", "following", "chosen", "owner", "done", "of", "text", "language")


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(["{}/take", "assign", "choose", "spam", "practice", "take-back"]),
    posted=st.dictionaries(st.sampled_from(FIELDS), words),
)
def test_it_answers_every_form_in_words(
    hostile: tuple[Client, Sent], name: str, posted: dict[str, str]
) -> None:
    browser, sent = hostile
    answer = browser.post(f"{QUEUE}{name.format(sent.ref)}/", posted)
    assert answer.status_code in {302, 404, 409, 422}


@given(query=st.dictionaries(st.sampled_from(["order", "page", "done"]), words))
@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=timedelta(seconds=5),
)
def test_it_answers_every_address_with_the_queue(
    hostile: tuple[Client, Sent], query: dict[str, str]
) -> None:
    browser, sent = hostile
    assert browser.get(QUEUE, query).status_code == 200
    assert browser.get(url(sent), query).status_code == 200


@pytest.fixture
def hostile(db: None) -> tuple[Client, Sent]:
    world = make_world()
    return desk(world.amira), submit(world)


def test_it_offers_to_take_a_whole_page_back_in_an_address_that_servers_take(
    world: World,
) -> None:
    cases = [(uuid4(), 10**6) for _ in range(PAGE)]
    token = seal_done(by=world.amira.user, act="practice", cases=cases, left=PAGE)
    assert len(f"{QUEUE}?order=language&done={quote(token)}") < 4000
    done = open_done(token, by=world.amira.user)
    assert done is not None
    assert done.cases == cases

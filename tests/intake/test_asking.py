"""Noor asks for help, without scripts: landing, questions, check, send, code."""

import gzip
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import brotli
import pytest
import time_machine
from django.conf import settings
from django.test import Client

from apps.cases.answers import Answers
from apps.cases.models import Case, Message, Submission, Summary
from apps.crypto.code import code_digits, read_code
from apps.crypto.wordlists import bip39
from apps.intake.models import Questionnaire
from apps.intake.queries import answered, questionnaire
from apps.mailbox.models import Mailbox
from apps.teams.models import Notice
from apps.web.models import Organisation
from apps.web.views import TO_WRITE_ON
from tests.intake.noor import ANSWERS, STORY, Noor, page
from tests.mailbox import cast

RIGHT_TO_LEFT = {"ar", "fa"}


def received(harbour: cast.Harbour) -> Answers:
    """What Amira reads of the one request."""
    case = Case.objects.get()
    answers = harbour.hand(case.ref).opened.answers
    assert answers is not None
    return answers


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_it_brings_her_answers_to_amira_with_their_questions(
    noor: Noor, harbour: cast.Harbour
) -> None:
    noor.asks()
    answers = received(harbour)
    said = {answer.id: (answer.ask, answer.value, answer.shown) for answer in answers.answers}
    assert said["country"] == ("Which country are you in?", "GE", "Georgia")
    assert said["story"] == ("What has happened?", STORY, STORY)
    assert said["grounds"][1] == ["orientation", "family"]
    assert said["adults"][1] == 1
    assert (answers.party, answers.language, answers.questionnaire) == ("self", "en", 1)


def test_it_keeps_the_consent_with_its_very_words(noor: Noor, harbour: cast.Harbour) -> None:
    noor.asks()
    consent = received(harbour).consent
    assert consent.version == 1
    assert consent.text == "You may read what I wrote here, and decide whether you can help."


def test_it_leaves_out_what_was_skipped(noor: Noor, harbour: cast.Harbour) -> None:
    noor.asks(safety="safe")
    assert [answer.id for answer in received(harbour).answers] == ["safety"]


def test_it_stores_one_case_with_all_that_belongs_to_it(noor: Noor) -> None:
    noor.asks()
    case = Case.objects.get()
    assert Submission.objects.get().case == case
    assert [box.case for box in Mailbox.objects.all()] == [case, case]
    assert Summary.objects.get().written == 1
    assert Notice.objects.get().team == case.team
    assert not Message.objects.exists()


def test_it_opens_the_mailbox_with_the_code_on_the_page(noor: Noor) -> None:
    code = noor.asks().context["words"]
    inside = noor.browser.post("/en/return/", {"code": " ".join(code)})
    assert "We have received it" in inside.content.decode()


def test_it_shows_the_same_code_as_numbers(noor: Noor) -> None:
    shown = noor.asks()
    (secret,) = read_code(" ".join(shown.context["words"]))
    assert code_digits(secret) in text_of(shown)


def test_it_shows_the_code_in_the_words_of_her_language(noor: Noor) -> None:
    noor.language = "ru"
    words = noor.asks().context["words"]
    assert all(re.fullmatch("[а-яё]+", word) for word in words)


@pytest.mark.parametrize("language", ["fr", "es", "pt", "tr"])
def test_it_shows_the_code_in_words_wherever_there_is_a_list(noor: Noor, language: str) -> None:
    noor.language = language
    assert set(noor.asks().context["words"]) <= set(bip39(language))


@pytest.mark.parametrize("language", ["ar", "fa", "uk", "sw"])
def test_it_shows_numbers_where_her_language_has_no_list_of_words(
    noor: Noor, language: str
) -> None:
    noor.language = language
    shown = noor.asks()
    assert shown.context["words"] is None
    assert re.search(r"\d{9} \d{9} \d{9}", text_of(shown))


def test_it_lets_her_send_after_the_first_part(noor: Noor, harbour: cast.Harbour) -> None:
    blank = noor.opens("form/").content.decode()
    first, rest = blank.split('id="part_2"')
    assert "Check and send only this" in first
    assert "consent" not in blank
    assert 'name="country"' in rest


def test_it_shows_everything_once_more_before_sending(noor: Noor) -> None:
    shown = text_of(noor.fills_in())
    for words in ("I may be in danger soon", "Noor", "Arabic", "Georgia", "Family or honour"):
        assert words in shown


def test_it_folds_the_story_on_the_check_page(noor: Noor) -> None:
    html = noor.fills_in().content.decode()
    assert re.search(r"<details><summary>What you wrote</summary>.*They came", html, re.DOTALL)


def test_it_lists_what_was_skipped_with_a_way_to_each(noor: Noor) -> None:
    html = noor.fills_in().content.decode()
    ways = dict(re.findall(r'formaction="/en/form/#([a-z_]+)">([^<]+)</button>', html))
    assert ways["needs"] == "What do you need first?"
    assert not ways.keys() & {"country", "story", "which_way"}
    changed = noor.browser.post("/en/form/", page(noor.fills_in()).fields).content.decode()
    assert all(f'id="{name}"' in changed for name in ways)


def test_it_keeps_a_short_answer_beneath_its_question_in_any_script(noor: Noor) -> None:
    noor.language = "ar"
    checked = noor.fills_in().content.decode()
    assert '<dd translate="no"><bdi>Noor</bdi></dd>' in checked


def test_it_sends_by_the_enter_key_and_does_not_go_back(noor: Noor) -> None:
    buttons = re.findall(r"<button[^>]*>", noor.fills_in().content.decode())
    assert buttons[0] == '<button form="sending" hidden>'


def test_it_goes_back_to_the_form_with_every_word(noor: Noor) -> None:
    checked = noor.fills_in(**{**ANSWERS, "time_now": "15:00"})
    html = noor.browser.post("/en/form/", page(checked).fields).content.decode()
    assert 'value="danger_soon" checked' in html
    assert STORY in html
    assert "value=GE selected" in html
    assert 'value="family" checked' in html
    assert "<details open>" in html


def test_it_changes_an_answer_on_the_way(noor: Noor, harbour: cast.Harbour) -> None:
    back = noor.browser.post("/en/form/", page(noor.fills_in()).fields)
    changed = {**page(back).fields, **ANSWERS, "safety": "danger_now"}
    noor.sends(noor.browser.post("/en/check/", changed))
    assert received(harbour).value("safety") == "danger_now"


def test_it_asks_for_consent_in_the_words_of_what_to_do(noor: Noor) -> None:
    refused = noor.sends(noor.fills_in(), consent="")
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "<title>Error:" in html
    assert html.count("Tick this to send.") == 2
    assert not Case.objects.exists()


def test_it_sends_from_the_page_that_asked_for_consent(noor: Noor) -> None:
    noor.sends(noor.sends(noor.fills_in(), consent=""))
    assert Case.objects.count() == 1


def test_it_proposes_her_language_and_the_safest_way_to_answer(noor: Noor) -> None:
    noor.language = "ru"
    html = noor.opens("form/").content.decode()
    assert "value=ru selected" in html
    assert 'value="here" id="channel_0" checked' in html


def test_it_asks_for_someone_else_in_other_words(noor: Noor, harbour: cast.Harbour) -> None:
    noor.sends(noor.fills_in("form/other/", safety="danger_now", relation="We worked together"))
    answers = received(harbour)
    assert answers.party == "other"
    assert answers.answers[0].shown == "In danger now"
    assert answers.value("relation") == "We worked together"


def test_it_goes_back_to_the_form_for_someone_else(noor: Noor) -> None:
    html = noor.fills_in("form/other/", safety="safe").content.decode()
    assert 'formaction="/en/form/other/#part_1"' in html


def test_it_marks_a_request_of_who_asked_before(noor: Noor, harbour: cast.Harbour) -> None:
    noor.sends(noor.fills_in("form/again/", name="Noor", when_before="In spring"))
    answers = received(harbour)
    assert answers.party == "again"
    assert answers.answers[0].ask == "Which name did you use when you asked before?"


def test_it_seals_the_hour_of_arrival_and_keeps_the_day(noor: Noor, harbour: cast.Harbour) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 21, 40, tzinfo=UTC), tick=False):
        noor.asks()
        case = Case.objects.get()
        opened = harbour.hand(case.ref).opened
    assert case.received_on.isoformat() == "2026-11-22"
    assert case.erase_by.isoformat() == "2028-12-01"
    assert datetime.fromtimestamp(opened.file.arrived, UTC).hour == 21


def test_it_says_the_day_by_which_she_hears_from_us(noor: Noor) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 21, 40, tzinfo=UTC), tick=False):
        assert "by Wednesday 25 November" in text_of(noor.asks())


# Saying the code back.


def test_it_is_content_with_a_code_said_back(noor: Noor) -> None:
    shown = noor.asks()
    said = {**page(shown).fields, "code": " ".join(word[:4] for word in shown.context["words"])}
    answer = noor.browser.post("/en/code/", said)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/done/")


def test_it_leads_from_the_code_to_sending_files(noor: Noor) -> None:
    received = noor.asks().content.decode()
    (digits,) = re.findall(r'name="code" value="([0-9 ]+)"', received)
    asking = noor.browser.post("/en/mailbox/files/", {"code": digits}).content.decode()
    assert 'name="chosen"' in asking
    assert digits not in asking


def test_it_says_which_word_is_wrong(noor: Noor) -> None:
    shown = noor.asks()
    words = [*shown.context["words"][:3], "sofa", *shown.context["words"][4:]]
    answer = noor.browser.post("/en/code/", {**page(shown).fields, "code": " ".join(words)})
    assert answer.status_code == 422
    assert "Word 4, “sofa”, is not one of ours." in text_of(answer)
    assert answer.context["words"] == shown.context["words"]


def test_it_notices_another_code(noor: Noor) -> None:
    shown, other = noor.asks(), noor.asks()
    said = {**page(shown).fields, "code": other.context["digits"]}
    assert "This is not the code above." in text_of(noor.browser.post("/en/code/", said))


def test_it_has_a_way_past_saying_the_code_back(noor: Noor) -> None:
    assert 'href="/en/done/">I kept it another way' in noor.asks().content.decode()


def test_it_shows_no_code_that_was_not_received(noor: Noor) -> None:
    state = page(noor.fills_in()).fields["_state"]
    answer = noor.browser.post("/en/code/", {"_state": state, "code": ""})
    assert answer.status_code == 303


# What stands around it.


@pytest.mark.parametrize(
    "path", ["", "form/", "form/other/", "form/again/", "done/", "return/", "safety/"]
)
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_opens_in_every_language(noor: Noor, path: str, language: str) -> None:
    noor.language = language
    shown = noor.opens(path)
    assert shown.status_code in (200, TO_WRITE_ON)
    assert f'<html lang="{language}" dir="{"rtl" if language in RIGHT_TO_LEFT else "ltr"}"' in (
        shown.content.decode()
    )


def test_it_lands_in_the_language_that_the_browser_asks_for(noor: Noor) -> None:
    landed = noor.browser.get("/", headers={"accept-language": "ar-EG,en;q=0.5"})
    assert 'lang="ar"' in landed.content.decode()


def test_it_keeps_the_organisations_name_behind_who_we_are(noor: Noor) -> None:
    html = noor.opens("").content.decode()
    before, behind = html.split("Who we are", 1)
    assert "Harbour Trust" not in before
    assert "Harbour Trust" in behind


def test_it_has_four_ways_on(noor: Noor) -> None:
    html = noor.opens("").content.decode()
    ways = re.findall(r'class="way" href="([^"]+)"', html)
    assert ways == ["/en/form/", "/en/form/other/", "/en/return/", "/en/form/again/"]


@pytest.mark.parametrize("path", ["check/", "send/"])
def test_it_leads_to_the_form_whoever_opens_a_page_on_the_way(noor: Noor, path: str) -> None:
    answer = noor.opens(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/form/")


def test_it_sets_no_cookie_on_the_whole_way(noor: Noor) -> None:
    noor.opens("")
    noor.asks()
    noor.opens("done/")
    assert not noor.browser.cookies


def test_it_has_the_guard_against_session_files_in_every_form(noor: Noor) -> None:
    checked = noor.fills_in()
    for shown in (noor.opens("form/"), checked, noor.sends(checked)):
        html = shown.content.decode()
        assert html.count("<form") == html.count('autocomplete="one-time-code"')


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_fits_the_whole_form_into_few_bytes(noor: Noor, language: str) -> None:
    noor.language = language
    form = noor.browser.get(noor.at("form/"), headers={"accept-encoding": "gzip"})
    assert form.headers["Content-Encoding"] == "gzip"
    plain = len(form.content) + headers_of(form) + sent_of(noor, "css/front.css", by=gzip.compress)
    assert plain <= (10_000 if language == "en" else 12_000)
    scripts = re.findall(r' src="/static/([^"]+)"', gzip.decompress(form.content).decode())
    assert len(scripts) == 2
    packed = sum(sent_of(noor, script, by=brotli.compress) for script in scripts)
    assert plain + packed <= 40_000


def headers_of(answer: Any) -> int:
    return sum(len(name) + len(value) + 4 for name, value in answer.headers.items())


def sent_of(noor: Noor, path: str, *, by: Callable[[bytes], bytes]) -> int:
    """How many bytes a static file is, packed as the service packs it."""
    answer: Any = noor.browser.get(f"/static/{path}")
    return len(by(b"".join(answer.streaming_content))) + headers_of(answer)


def test_it_compresses_nothing_that_repeats_her_words(noor: Noor) -> None:
    checked = noor.browser.post("/en/check/", {"story": STORY}, headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in checked.headers


# Not open.


def test_it_says_calmly_that_nothing_is_open_yet(db: None) -> None:
    for path in ("/", "/en/", "/en/form/", "/en/form/again/"):
        assert "This page is not open yet" in Client().get(path).content.decode()


def test_it_stays_shut_until_the_front_door_was_opened(
    noor: Noor, organisation: Organisation
) -> None:
    Organisation.objects.update(opened=False)
    assert "This page is not open yet" in noor.opens("").content.decode()
    refused = noor.browser.post("/en/check/", {"story": STORY})
    assert "This page is not open yet" in refused.content.decode()
    assert "asked for me" in refused.content.decode()


def close_the_form() -> None:
    Organisation.objects.update(
        accepting=False,
        closed_words={"en": "We are full until March."},
        other_ways={"en": "Write to the Lighthouse."},
    )


def test_it_says_in_the_organisations_words_that_it_takes_no_requests(noor: Noor) -> None:
    close_the_form()
    for path in ("", "form/", "form/other/"):
        shown = text_of(noor.opens(path))
        assert "We are full until March." in shown
        assert "Write to the Lighthouse." in shown
        assert "Leave now , at the top of every page" in shown
        assert "You answer some questions" not in shown


def test_it_lets_who_asked_before_in_while_it_takes_no_requests(noor: Noor) -> None:
    close_the_form()
    assert 'name="when_before"' in noor.opens("form/again/").content.decode()
    assert 'href="/en/return/"' in noor.opens("").content.decode()


def test_it_gives_her_words_back_when_it_was_closed_meanwhile(noor: Noor) -> None:
    blank = page(noor.opens("form/"))
    close_the_form()
    refused = noor.browser.post("/en/check/", {**blank.fields, "story": STORY})
    assert "We are full until March." in text_of(refused)
    assert "asked for me" in text_of(refused)


def test_it_takes_what_was_looked_over_while_it_was_open(noor: Noor) -> None:
    checked = noor.fills_in()
    close_the_form()
    noor.sends(checked)
    assert Case.objects.count() == 1


def test_it_goes_on_in_the_version_that_was_asked(noor: Noor, harbour: cast.Harbour) -> None:
    blank = page(noor.opens("form/"))
    first = Questionnaire.objects.get()
    body = json.loads(first.definition)
    body["parts"][0]["questions"] = body["parts"][0]["questions"][:1]
    Questionnaire.objects.create(
        version=2, definition=json.dumps(body), published_on=first.published_on
    )
    noor.sends(noor.browser.post("/en/check/", {**blank.fields, "name": "Noor"}))
    assert received(harbour).value("name") == "Noor"
    assert received(harbour).questionnaire == 1


@pytest.mark.parametrize("number", [0, -1, 2, 2**31, 2**63, 10**30])
def test_it_asks_the_newest_where_a_version_is_named_that_there_is_none_of(
    noor: Noor, number: int
) -> None:
    found = questionnaire(number)
    assert found is not None
    assert found.version == 1
    assert answered(number) is None


def test_it_asks_the_newest_version(noor: Noor) -> None:
    first = Questionnaire.objects.get()
    body = json.loads(first.definition)
    body["parts"][0]["title"] = {"en": "First of all"}
    Questionnaire.objects.create(
        version=2, definition=json.dumps(body), published_on=first.published_on
    )
    assert "First of all" in text_of(noor.opens("form/"))


def test_it_forgets_a_code_page_after_a_day(noor: Noor) -> None:
    shown = page(noor.asks()).fields
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        answer = noor.browser.post("/en/code/", {**shown, "code": "one"})
    assert answer.status_code == 303

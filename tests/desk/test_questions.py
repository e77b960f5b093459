"""The organisation's own form: changed as a draft, looked at, published, gone back from."""

import re
from itertools import product
from typing import Any, Final
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.audit.queries import entries
from apps.intake.definition import Definition
from apps.intake.drafts import standing
from apps.intake.editing import find, places
from apps.intake.exchange import written
from apps.intake.models import Draft, Questionnaire
from apps.intake.queries import questionnaire
from apps.intake.shipped import SHIPPED
from apps.teams.queries import open_epoch
from tests.desk.looking import text_of
from tests.world import World, fresh

HOME = "/desk/settings/questions/"
MEDICINE: Final[dict[str, Any]] = {
    "ask": "Which medicine must you not run out of?",
    "why": "We look for it where you are going.",
    "purpose": "Planning: what must be carried along.",
    "hint": "",
    "parties": ["self", "other"],
    "place": "part-4",
    "kind": "text",
    "longest": "120",
    "least": "",
    "most": "",
}


def seen() -> str:
    return str(standing().edition)


def ask_more(browser: Client, ref: str = "qmedicine", **more: Any) -> Any:
    return browser.post(f"{HOME}new/", {**MEDICINE, "ref": ref, "seen": seen(), **more})


def publish(browser: Client) -> Any:
    return browser.post(f"{HOME}publish/", {"seen": seen(), "nothing_never": "on"})


def filled(page: Any) -> dict[str, Any]:
    """What a browser would send back from a page whose form was not touched."""
    form = page.context["form"]
    data: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if value not in (None, False):
            data[field.html_name] = value
    return {**data, "seen": str(page.context["seen"])}


def now_asked() -> Definition:
    published = questionnaire()
    assert published is not None
    return published.definition


def test_it_begins_with_what_is_asked_now_and_stores_nothing(world: World, bo_desk: Client) -> None:
    page = bo_desk.get(HOME)
    assert page.status_code == 200
    assert "Version 1 is asked now." in text_of(page)
    assert "13 questions" in text_of(page)
    assert not Draft.objects.exists()


def test_it_saves_an_untouched_question_as_it_is(world: World, bo_desk: Client) -> None:
    for place in places(SHIPPED):
        one = f"{HOME}one/{place.question.id}/"
        for path in (one, f"{one}ru/", f"{one}en/"):
            answer = bo_desk.post(path, filled(bo_desk.get(path)))
            assert answer.status_code == 302, (path, text_of(answer))
            assert not standing().begun, path


def test_it_asks_one_more_when_it_is_published_and_not_before(
    world: World, bo_desk: Client
) -> None:
    assert ask_more(bo_desk).status_code == 302
    assert MEDICINE["ask"] in text_of(bo_desk.get(HOME))
    assert now_asked() == SHIPPED
    assert MEDICINE["ask"] not in text_of(Client().get("/en/form/"))
    answer = publish(bo_desk)
    assert answer.status_code == 302
    assert MEDICINE["ask"] in text_of(Client().get("/en/form/"))
    assert MEDICINE["why"] in text_of(Client().get("/en/form/"))
    assert MEDICINE["purpose"] not in text_of(Client().get("/en/form/"))
    assert Questionnaire.objects.count() == 2
    assert not standing().begun


def test_it_records_who_published_which_version(world: World, bo_desk: Client) -> None:
    ask_more(bo_desk)
    publish(bo_desk)

    def opener(ref: UUID, number: int) -> Any:
        return open_epoch(
            team=world.oversight, number=number, user=world.olu.user, keyring=fresh(world.olu)
        )

    page = entries(open_epoch=opener, before=None, size=5, verb="questions_published")
    (entry,) = page.entries
    assert entry.body is not None
    assert (entry.body.person, entry.body.ref) == (world.bo.user.ref, UUID(int=2))


def test_it_shows_oversight_the_version(world: World, bo_desk: Client, olu_desk: Client) -> None:
    ask_more(bo_desk)
    publish(bo_desk)
    assert "version 2" in text_of(olu_desk.get("/desk/record/"))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("ask", "", "Write what is asked."),
        ("why", "", "Write why it is asked."),
        ("purpose", "", "Write what the answer is needed for."),
        ("parties", [], "Choose at least one."),
        ("place", "part-9", "Choose one of the answers shown."),
        ("kind", "photo", "Choose one of the answers shown."),
        ("kind", "choice", "Write two answers at least."),
        ("kind", "number", "Write a largest number"),
        ("longest", "9000", "Write 8000 or less."),
        ("ask", "x" * 201, "Shorten this by 1 character"),
        ("ask", "When did you first know that you are gay?", "Never ask when somebody knew"),
        ("ask", "Names of your friends who are gay", "Never ask for other people’s names."),
        ("ask", "Who are your sexual partners?", "Never ask for intimate acts"),
        ("ask", "Send intimate photos", "Never ask for intimate pictures."),
        ("ask", "Are you HIV positive?", "Never ask about HIV"),
        ("ask", "Your accounts on social media", "Never ask for accounts"),
        ("ask", "Your fingerprints", "Never ask for fingerprints"),
        ("ask", "The password of your phone", "Never ask for passwords"),
        ("hint", "Write your Instagram and Facebook.", "Never ask for accounts"),
        ("option-0", "I have HIV", "Never ask about HIV"),
    ],
)
def test_it_refuses_in_words_with_every_word_kept(
    world: World, bo_desk: Client, field: str, value: Any, said: str
) -> None:
    answer = ask_more(bo_desk, **{field: value})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert (MEDICINE["ask"] if field != "ask" else MEDICINE["why"]) in answer.content.decode()
    assert not standing().begun


def test_it_may_say_in_a_hint_what_not_to_write(world: World, bo_desk: Client) -> None:
    assert ask_more(bo_desk, hint="No names of other people.").status_code == 302


def test_it_folds_a_question_under_another_and_takes_it_out_again(
    world: World, bo_desk: Client
) -> None:
    ask_more(bo_desk, place="under-needs")
    place = find(standing().definition, "qmedicine")
    assert place is not None
    assert place.under == "needs"
    page = bo_desk.get(f"{HOME}one/qmedicine/")
    bo_desk.post(f"{HOME}one/qmedicine/", {**filled(page), "place": "part-1"})
    place = find(standing().definition, "qmedicine")
    assert place is not None
    assert (place.under, place.part) == ("", 0)
    needs = find(standing().definition, "needs")
    assert needs is not None
    assert needs.question.fold is None


def test_it_moves_questions_over_the_end_of_a_part(world: World, bo_desk: Client) -> None:
    bo_desk.post(f"{HOME}move/", {"up": "country"})
    place = find(standing().definition, "country")
    assert place is not None
    assert place.part == 0
    bo_desk.post(f"{HOME}move/", {"down": "country"})
    assert standing().definition == SHIPPED
    bo_desk.post(f"{HOME}move/", {"down": "who_sees"})
    bo_desk.post(f"{HOME}move/", {"down": "part-1"})
    assert str(standing().definition.parts[0].title) == "The way out"
    for nonsense in ("", "nobody", "part-99", "part-0", "\x00", "x" * 5000):
        assert bo_desk.post(f"{HOME}move/", {"up": nonsense}).status_code == 302


def test_it_takes_a_question_out_with_what_is_folded_under_it(
    world: World, bo_desk: Client
) -> None:
    page = bo_desk.get(f"{HOME}one/channel/delete/")
    assert "5 questions folded under it" in text_of(page)
    bo_desk.post(f"{HOME}one/channel/delete/", {"seen": seen()})
    assert find(standing().definition, "way") is None
    assert publish(bo_desk).status_code == 302
    assert "Which way, and where?" not in text_of(Client().get("/en/form/"))


@pytest.mark.parametrize("name", ["safety", "age"])
def test_it_does_not_take_out_what_a_clock_or_a_duty_hangs_on(
    world: World, bo_desk: Client, name: str
) -> None:
    assert bo_desk.get(f"{HOME}one/{name}/delete/").status_code == 404
    assert bo_desk.post(f"{HOME}one/{name}/delete/", {"seen": seen()}).status_code == 404
    page = bo_desk.get(f"{HOME}one/{name}/")
    answer = bo_desk.post(f"{HOME}one/{name}/", {**filled(page), "option-0": ""})
    assert "This answer stays." in text_of(answer)
    answer = bo_desk.post(f"{HOME}one/{name}/", {**filled(page), "parties": ["other"]})
    assert answer.status_code == 422
    assert not standing().begun


def test_it_does_not_publish_with_safety_in_a_later_part(world: World, bo_desk: Client) -> None:
    bo_desk.post(f"{HOME}move/", {"down": "part-1"})
    answer = publish(bo_desk)
    assert "stays in the first part" in text_of(answer)
    assert Questionnaire.objects.count() == 1


def test_it_publishes_nothing_without_the_tick(world: World, bo_desk: Client) -> None:
    ask_more(bo_desk)
    answer = bo_desk.post(f"{HOME}publish/", {"seen": seen()})
    assert answer.status_code == 422
    assert "Read the list, and tick this" in text_of(answer)
    assert Questionnaire.objects.count() == 1


def test_it_does_not_publish_a_part_without_questions(world: World, bo_desk: Client) -> None:
    bo_desk.post(f"{HOME}part/5/", {"title-en": "Health", "seen": seen()})
    assert "A part has no question." in text_of(bo_desk.get(HOME))
    answer = publish(bo_desk)
    assert Questionnaire.objects.count() == 1
    assert "Before it can be published" in text_of(answer)
    bo_desk.post(f"{HOME}part/5/", {"title-en": "Health", "seen": seen(), "away": "1"})
    assert standing().definition == SHIPPED


def test_it_says_a_question_in_each_language(world: World, bo_desk: Client) -> None:
    ask_more(bo_desk)
    assert "Not yet in: Русский , العربية" in text_of(bo_desk.get(HOME))
    path = f"{HOME}one/qmedicine/ru/"
    page = bo_desk.get(path)
    assert MEDICINE["ask"] in text_of(page)
    words = {"ask": "Какое лекарство нужно всё время?", "why": "Поищем его там, куда вы едете."}
    assert bo_desk.post(path, {**filled(page), **words}).status_code == 302
    publish(bo_desk)
    assert words["ask"] in text_of(Client().get("/ru/form/"))
    assert MEDICINE["ask"] in text_of(Client().get("/ar/form/"))


def test_it_refuses_what_is_never_asked_in_any_language(world: World, bo_desk: Client) -> None:
    ask_more(bo_desk)
    path = f"{HOME}one/qmedicine/ru/"
    answer = bo_desk.post(path, {"ask": "Есть ли у вас ВИЧ?", "why": "Надо.", "seen": seen()})
    assert answer.status_code == 422
    assert "Never ask about HIV" in text_of(answer)


def test_it_keeps_our_other_languages_when_one_is_said_otherwise(
    world: World, bo_desk: Client
) -> None:
    path = f"{HOME}one/story/"
    page = bo_desk.get(path)
    bo_desk.post(path, {**filled(page), "ask": "What happened to you?"})
    publish(bo_desk)
    assert "What happened to you?" in text_of(Client().get("/en/form/"))
    assert "Что случилось?" in text_of(Client().get("/ru/form/"))


def test_it_puts_answers_in_another_order_and_takes_one_out(world: World, bo_desk: Client) -> None:
    path = f"{HOME}one/needs/"
    page = bo_desk.get(path)
    answer = bo_desk.post(path, {**filled(page), "order-0": "6", "option-1": "", "order-2": "1"})
    assert answer.status_code == 302
    place = find(standing().definition, "needs")
    assert place is not None
    assert [option.id for option in place.question.options] == [
        "food_cash",
        "legal",
        "documents",
        "shelter",
        "talk",
    ]


def test_it_sends_a_new_question_twice_as_one(world: World, bo_desk: Client) -> None:
    first = seen()
    ask_more(bo_desk)
    again = ask_more(bo_desk, seen=first)
    assert again.status_code == 302
    assert [p.question.id for p in places(standing().definition)].count("qmedicine") == 1


def test_it_undoes_nothing_of_a_colleagues(world: World, bo_desk: Client) -> None:
    first = seen()
    ask_more(bo_desk)
    answer = ask_more(bo_desk, ref="qother", seen=first, ask="What else?")
    assert answer.status_code == 409
    assert "A colleague changed the draft meanwhile." in text_of(answer)
    assert "What else?" in answer.content.decode()
    again = {**filled(answer), "ref": "qother"}
    assert bo_desk.post(f"{HOME}new/", again).status_code == 302
    assert find(standing().definition, "qother") is not None
    assert bo_desk.post(f"{HOME}drop/", {"seen": first}).status_code == 409
    old = {"seen": first, "nothing_never": "on"}
    assert bo_desk.post(f"{HOME}publish/", old).status_code == 409


def test_it_keeps_words_for_a_question_that_a_colleague_took_out(
    world: World, bo_desk: Client
) -> None:
    page = bo_desk.get(f"{HOME}one/looking/")
    bo_desk.post(f"{HOME}one/looking/delete/", {"seen": seen()})
    words = {**filled(page), "ask": "Who is looking?"}
    answer = bo_desk.post(f"{HOME}one/looking/", words)
    assert answer.status_code in (409, 422)
    assert "Who is looking?" in answer.content.decode()


def test_it_drops_a_draft(world: World, bo_desk: Client) -> None:
    ask_more(bo_desk)
    assert bo_desk.post(f"{HOME}drop/", {"seen": seen()}).status_code == 302
    assert standing().definition == SHIPPED
    # The number goes on: a page of before is not taken for one of now.
    assert standing().edition == 2


def test_it_goes_back_to_an_earlier_version_as_a_new_one(world: World, bo_desk: Client) -> None:
    ask_more(bo_desk)
    publish(bo_desk)
    page = bo_desk.get(f"{HOME}versions/1/again/")
    assert f"Not asked any more: {MEDICINE['ask']}" in text_of(page)
    answer = bo_desk.post(f"{HOME}versions/1/again/", {"seen": "0", "nothing_never": "on"})
    assert answer.status_code == 302
    newest = questionnaire()
    assert newest is not None
    assert (newest.version, newest.definition) == (3, SHIPPED)


def test_it_says_nothing_of_versions_that_there_are_not(world: World, bo_desk: Client) -> None:
    for number in (0, 2, 999999999999999):
        assert bo_desk.get(f"/desk/questions/{number}/").status_code == 404
        assert bo_desk.get(f"{HOME}versions/{number}/again/").status_code == 404


def test_it_looks_as_they_will_see_it(world: World, bo_desk: Client) -> None:
    paths = {"self": "form/", "other": "form/other/", "again": "form/again/"}
    for language, (party, path) in product(("en", "ru", "ar"), paths.items()):
        page = bo_desk.get(f"{HOME}look/{party}/{language}/")
        front = Client().get(f"/{language}/{path}").content.decode()
        asked = re.findall(r"(?s)<(?:label for|legend)[^>]*>.*?</(?:label|legend)>", front)
        assert len(asked) > 5
        for one in asked:
            assert one in page.content.decode()
        assert "<form" not in page.content.decode()
    assert bo_desk.get(f"{HOME}look/self/fr/").status_code == 404
    assert bo_desk.get(f"{HOME}look/nobody/en/").status_code == 404


def test_it_is_read_with_its_purposes_by_whoever_reads_answers(
    world: World, amira_desk: Client, sent: Any
) -> None:
    page = amira_desk.get(sent.url)
    assert 'href="/desk/questions/1/"' in page.content.decode()
    page = amira_desk.get("/desk/questions/1/")
    assert "Needed for: The order of reading, and the clock of the first reading." in text_of(page)


def test_it_is_the_coordinators_alone(
    world: World, amira_desk: Client, dan_desk: Client, olu_desk: Client
) -> None:
    for browser in (amira_desk, dan_desk, olu_desk):
        assert browser.get(HOME).status_code == 404
        assert ask_more(browser).status_code == 404
        assert publish(browser).status_code == 404
    assert "Change the questions" not in text_of(dan_desk.get("/desk/settings/"))
    assert not Draft.objects.exists()


def test_it_asks_what_it_asked_where_the_draft_was_written_over(
    world: World, bo_desk: Client
) -> None:
    Draft.objects.create(form="", definition={"parts": "none"}, edition=4)
    assert "Version 1 is asked now." in text_of(bo_desk.get(HOME))
    assert ask_more(bo_desk).status_code == 302


def bring(browser: Client, data: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("questions.json", data, "application/json")
    return browser.post(f"{HOME}file/", {"seen": seen(), "file": file, **more})


def test_it_carries_the_questions_out_and_back_in(world: World, bo_desk: Client) -> None:
    ask_more(bo_desk)
    draft = standing().definition
    saved = bo_desk.get(f"{HOME}file/save/")
    assert saved["Content-Disposition"].startswith('attachment; filename="questions-')
    bo_desk.post(f"{HOME}drop/", {"seen": seen()})
    assert bring(bo_desk, saved.content).status_code == 302
    assert standing().definition == draft
    assert now_asked() == SHIPPED


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (b"", "The file is empty."),
        (b"{", "This is no file of questions"),
        (b"[" * 90_000, "This is no file of questions"),
        (b'{"farshore_questions": 1, "parts": 3}', "This is no file of questions"),
    ],
)
def test_it_keeps_nothing_of_a_file_that_is_none(
    world: World, bo_desk: Client, change: bytes, said: str
) -> None:
    answer = bring(bo_desk, change)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not standing().begun


def test_it_says_at_which_question_a_file_asks_too_much(world: World, bo_desk: Client) -> None:
    hostile = written(SHIPPED).replace(b"What has happened?", b"Are you HIV positive?")
    answer = bring(bo_desk, hostile)
    assert answer.status_code == 422
    assert "Are you HIV positive? : Never ask about HIV" in text_of(answer)
    assert not standing().begun


def test_it_takes_no_file_over_a_colleagues_draft(world: World, bo_desk: Client) -> None:
    first = seen()
    ask_more(bo_desk)
    assert bring(bo_desk, written(SHIPPED), seen=first).status_code == 409
    assert find(standing().definition, "qmedicine") is not None


@pytest.mark.parametrize(
    ("path", "opened"),
    [
        ("new/", {"Answers to choose": False, "Room and limits": False}),
        ("one/safety/", {"Answers to choose": True, "Room and limits": False}),
        ("one/safety/ru/", {"For someone else": True, "Asked before": False}),
    ],
)
def test_it_folds_what_a_question_does_not_need(
    world: World, bo_desk: Client, path: str, opened: dict[str, bool]
) -> None:
    page = bo_desk.get(f"/desk/settings/questions/{path}").content.decode()
    for title, is_open in opened.items():
        before = page.split(f"<summary><strong>{title}</strong>")[0]
        assert before.endswith('class="fold" open>') is is_open

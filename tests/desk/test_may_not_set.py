"""What the organisation may not set, it cannot: every way that a page or a file has is tried.

Each try is refused in words, and not a row is other than before.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.desk.entrances import make_entrance, open_entrance
from apps.intake.drafts import NotPublishable, publish_draft, standing
from apps.intake.exchange import written
from apps.intake.models import Draft, Questionnaire
from apps.intake.shipped import SHIPPED
from apps.web.models import Organisation
from tests.desk.looking import text_of
from tests.desk.test_questions import MEDICINE
from tests.desk.test_settings_pages import FACTS
from tests.rows import Rows, all_rows
from tests.web.onions import onion
from tests.world import World

SETTINGS: Final = "/desk/settings/"
QUESTIONS: Final = f"{SETTINGS}questions/"
SPRING: Final = f"{SETTINGS}forms/spring/"
# Signing in moves on by itself; a press that is refused is refused all the same.
ASIDE: Final = ("accounts_session", "web_bucket")

SIGNS: Final = "Take out the signs that nobody can see"
MARKUP: Final = "Write plain words."
LONG: Final = "A word is so long that it leaves the page."
HTTPS: Final = "begins with https://"
ODD: Final = {
    "script": ("<script>alert(1)</script>", MARKUP),
    "picture": ('<img src="https://tracker.example/1.png">', MARKUP),
    "entity": ("&#x202e;", MARKUP),
    "turned": ("Call \u202e211", SIGNS),
    "isolated": ("Call \u2067112", SIGNS),
    "unseen": ("Ca\u200bll 112", SIGNS),
    "joined": ("Ca\u2060ll 112", SIGNS),
    "marked": ("\ufeffCall 112", SIGNS),
    "bell": ("Call\x07 112", SIGNS),
    "escape": ("Call\x1b[31m 112", SIGNS),
    "endless": ("Call" + "l" * 100, LONG),
}
# Tried on every page; each page refuses the others at one of its fields.
EVERYWHERE: Final = ("script", "unseen")
SHORTEN: Final = "Shorten this by"
ADDRESSES: Final = {
    "plain http": "http://weather.example/",
    "script": "javascript:alert(1)",
    "data": "data:text/html,<b>x</b>",
    "file": "file:///etc/passwd",
    "name in it": "https://name:word@weather.example/",
    "turned": "https://weather.example/\u202e",
}


def rows() -> Rows:
    return {table: kept for table, kept in all_rows().items() if table not in ASIDE}


@pytest.fixture
def house(world: World) -> World:
    """Harbour's world, with a form for a campaign, and words for one country."""
    make_entrance(by=world.bo.user, word="spring", team=world.harbour, name="Campaign")
    open_entrance(by=world.bo.user, word="spring")
    Organisation.objects.update(country_words={"GE": {"en": "Mind the line."}})
    return world


def refuses(browser: Client, address: str, posted: dict[str, Any], said: str) -> None:
    """Assert that it is refused, says why, and that nothing of it is stored."""
    before = rows()
    is_refused(browser, address, posted, said)
    assert rows() == before, address


def is_refused(browser: Client, address: str, posted: dict[str, Any], said: str) -> None:
    answer = browser.post(address, posted)
    assert answer.status_code == 422, (address, posted, answer.status_code)
    page = text_of(answer)
    assert said in page or (said == LONG and SHORTEN in page), (address, posted)


def texts() -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every page with words that somebody outside reads, filled in rightly, and a field of it."""
    yield f"{SETTINGS}organisation/", FACTS, "name"
    yield f"{SETTINGS}organisation/", FACTS | {"notices": "nobody"}, "nobody_statement"
    for name in ("welcome", "danger_words", "who_we_are", "other_ways", "leave_safety"):
        yield f"{SETTINGS}words/", {}, f"{name}-ru"
    yield f"{SETTINGS}words/", {}, "closed_words-ar"
    yield f"{SETTINGS}countries/GE/", {}, "en"
    yield SPRING, {"team": "HARBOUR", "country": ""}, "name"
    yield f"{SETTINGS}new-form/", {"team": "HARBOUR", "country": "", "word": "autumn"}, "name"
    for at in (QUESTIONS, f"{SPRING}questions/"):
        asked = MEDICINE | {"ref": "qmedicine", "seen": "0"}
        for name in ("ask", "why", "hint", "purpose"):
            yield f"{at}new/", asked, name
        yield f"{at}one/story/ru/", {"seen": "0"}, "ask"
        yield f"{at}part/1/", {"seen": "0", "title-en": "Now"}, "title-ru"


@pytest.mark.parametrize("odd", ODD)
def test_it_takes_no_odd_words_on_any_page(house: World, bo_desk: Client, odd: str) -> None:
    text, said = ODD[odd]
    before, tried = rows(), set()
    for address, posted, field in texts():
        if odd in EVERYWHERE or address not in tried:
            team = {"team": str(house.harbour.ref)} if "team" in posted else {}
            is_refused(bo_desk, address, {**posted, **team, field: text}, said)
            tried.add(address)
    assert rows() == before


@pytest.mark.parametrize("field", ["leave_address", "mirror", "onion"])
def test_it_leads_nobody_to_an_odd_address(house: World, bo_desk: Client, field: str) -> None:
    for address in ADDRESSES.values():
        said = ".onion" if field == "onion" else "Write an address"
        refuses(bo_desk, f"{SETTINGS}organisation/", FACTS | {field: address}, said)


def test_it_lets_leave_now_lead_nowhere_of_ours(house: World, bo_desk: Client) -> None:
    address = f"{SETTINGS}organisation/"
    ours = FACTS | {"leave_address": "https://localhost/en/"}
    refuses(bo_desk, address, ours, "must lead away")
    name = onion(b"m" * 32)
    wrong = FACTS | {"onion": f"http://{name[:-1]}.onion"}
    refuses(bo_desk, address, wrong, "56 letters and digits")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("accent", "danger", "Choose one of the answers shown."),
        ("accent", "#ff0000", "Choose one of the answers shown."),
        ("promise_days", "0", "Write 1 or more."),
        ("promise_days", "61", "Write 60 or less."),
        ("idle_minutes", "31", "Write 30 or less."),
        ("idle_minutes", "0", "Write 5 or more."),
        ("withdraw_days", "15", "Write 14 or less."),
        ("languages", [], "Choose at least one language."),
        ("languages", ["xx"], "Choose one of the answers shown."),
        ("countries", ["XX"], "Choose one of the answers shown."),
        ("notices", "everything", "Choose one of the answers shown."),
        ("notices", "nobody", "Write who looks for new requests"),
    ],
)
def test_it_stays_within_its_bounds(
    house: World, bo_desk: Client, field: str, value: Any, said: str
) -> None:
    refuses(bo_desk, f"{SETTINGS}organisation/", FACTS | {field: value}, said)


def test_it_takes_no_field_that_no_page_has(house: World, bo_desk: Client) -> None:
    """Posted beside what is right, each of these is as if it were not there."""
    more = {
        **dict.fromkeys(("padding", "consent", "leave", "record", "second_factor", "seal"), "off"),
        "opened": "",
        "accepting": "",
        "second_codes": "on",
        "site_salt": "0" * 16,
        "id": "2",
        "title": "Harbour Light",
        "receiving": str(house.lighthouse.ref),
        "first_reading": "99",
    }
    before: dict[str, Any] = dict(Organisation.objects.values().get())
    bo_desk.post(f"{SETTINGS}organisation/", FACTS | more)
    bo_desk.post(f"{SETTINGS}words/", {**more, "welcome-en": "Hello."})
    bo_desk.post(f"{SETTINGS}countries/GE/", {**more, "en": "Mind.", "tr": "Dikkat."})
    after: dict[str, Any] = dict(Organisation.objects.values().get())
    changed = {name for name, value in after.items() if before[name] != value}
    assert changed <= {
        *("languages", "promise_days", "accent", "idle_minutes", "withdraw_days", "country_words"),
        *("welcome", "danger_words", "who_we_are"),
    }
    assert after["country_words"] == {"GE": {"en": "Mind."}}
    assert list(Organisation.objects.values_list("id", flat=True)) == [1]
    bo_desk.post(SPRING, {"team": str(house.harbour.ref), "country": "", "accepting": ""} | more)
    assert "You can ask for help here" in Client().get("/en/f/spring/").content.decode()


def test_it_keeps_leave_now_and_a_title_that_says_nothing(house: World, bo_desk: Client) -> None:
    """Whatever is set, on every page of both forms."""
    words = {
        f"{name}-en": "Harbour Light"
        for name in ("welcome", "danger_words", "who_we_are", "other_ways", "closed_words")
    }
    bo_desk.post(f"{SETTINGS}words/", words)
    for path in ("", "form/", "form/other/", "form/again/", "done/", "safety/", "return/"):
        for begin in ("/en/", "/en/f/spring/")[: 2 if path not in {"safety/", "return/"} else 1]:
            page = Client().get(begin + path).content.decode()
            assert 'class="leave" href="/en/leave/"' in page, begin + path
            title = page.partition("<title>")[2].partition("</title>")[0]
            assert "Harbour" not in title
            assert "Campaign" not in page
    assert "_version" in Client().get("/en/f/spring/form/").content.decode()


File = Callable[[dict[str, Any]], object]


def _question(**more: Any) -> File:
    def change(file: dict[str, Any]) -> None:
        asked = {"id": "more", "kind": "text", "ask": "What else?", "why": "So.", "purpose": "So."}
        file["parts"][-1]["questions"].append({**asked, "longest": 90, **more})

    return change


NEVER: Final = "These questions may not be asked."
NO_FILE: Final = "This is no file of questions"
FILES: Final[dict[str, tuple[File, str]]] = {
    "no consent": (lambda file: file.pop("consent"), NO_FILE),
    "another consent": (lambda file: file["consent"].update(ask="Whatever."), NEVER),
    "a consent of another kind": (lambda file: file["consent"].update(kind="text"), NEVER),
    "no question of safety": (lambda file: file["parts"][0]["questions"].pop(0), NEVER),
    "safety asked last": (lambda file: file["parts"].reverse(), NEVER),
    "no parts": (lambda file: file["parts"].clear(), NEVER),
    "padding off": (lambda file: file.update(padding=False), NO_FILE),
    "a team to send to": (lambda file: file.update(team="other"), NO_FILE),
    "an answer that is required": (_question(required=True), NO_FILE),
    "an address to send to": (_question(webhook="https://example.org/"), NO_FILE),
    "another version of the file": (lambda file: file.update(farshore_questions=2), NO_FILE),
    "an id of the page's own": (_question(id="state"), NEVER),
    "an id twice": (_question(id="story"), NEVER),
    "a file asked for": (_question(kind="file"), NO_FILE),
    "no why": (_question(why=""), NEVER),
    "no purpose": (_question(purpose=""), NEVER),
    "a status of health": (_question(ask="Are you HIV positive?"), NEVER),
    "a password": (_question(ask={"en": "Which PIN?", "ru": "Какой пароль?"}), NEVER),
    "names of others": (_question(ask="What are the names of your friends?"), NEVER),
    "an intimate picture": (_question(ask="Send us intimate pictures."), NEVER),
    "a language that is none": (_question(ask={"xx": "What?"}), NEVER),
    **{f"{odd} words": (_question(ask=text), NEVER) for odd, (text, _said) in ODD.items()},
    **{f"{odd} why": (_question(why={"en": text}), NEVER) for odd, (text, _said) in ODD.items()},
}


# The pages of a form with a word are those of the first: every fifth file will do there.
@pytest.mark.parametrize(("at", "step"), [(QUESTIONS, 1), (f"{SPRING}questions/", 5)])
def test_it_asks_nothing_by_a_file_that_it_may_not(
    house: World, bo_desk: Client, at: str, step: int
) -> None:
    for name, (change, said) in list(FILES.items())[::step]:
        file = msgspec.json.decode(written(SHIPPED))
        change(file)
        brought = SimpleUploadedFile("questions.json", msgspec.json.encode(file))
        try:
            refuses(bo_desk, f"{at}file/", {"seen": "0", "file": brought}, said)
        except AssertionError as failed:
            raise AssertionError(name) from failed


@pytest.mark.parametrize("form", ["", "spring"])
def test_it_publishes_nothing_that_somebody_wrote_behind_it(house: World, form: str) -> None:
    for name, (change, _said) in FILES.items():
        file = msgspec.json.decode(written(SHIPPED))
        change(file)
        file.pop("farshore_questions")
        Draft.objects.update_or_create(form=form, defaults={"definition": file, "edition": 1})
        # What is no definition at all is no draft either: then what is asked stands.
        if standing(form).begun and standing(form).definition != SHIPPED:
            with pytest.raises(NotPublishable):
                publish_draft(by=house.bo.user, seen=1, form=form)
                pytest.fail(name)
    assert Questionnaire.objects.count() == 2


def test_it_opens_no_form_to_a_team_that_may_not_receive(house: World, bo_desk: Client) -> None:
    """One that oversees, and one whose key a single person holds."""
    given = {"name": "", "country": "", "team": str(house.oversight.ref)}
    refuses(bo_desk, SPRING, given, "Choose one of the teams shown.")
    bo_desk.post(SPRING, given | {"team": str(house.lighthouse.ref)})
    bo_desk.post(f"{SPRING}close/")
    before = rows()
    assert bo_desk.post(f"{SPRING}open/").status_code == 409
    assert rows() == before

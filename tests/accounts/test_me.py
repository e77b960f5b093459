"""What a person may change about themself."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from apps.accounts.models import KeyPair, Session, User
from tests.accounts.pages import Page, asked_of, state_of, text_of, words_of
from tests.people import Person, desk_of

pytestmark = pytest.mark.django_db


def press(client: Client, url: str, state: str, **typed: str) -> Page:
    return client.post(url, {"state": state, "press": "next", **typed})


def test_it_changes_language_address_and_notices(amira: Person, amira_desk: Client) -> None:
    said = {"language": "ru", "email": "a@example.org", "notice_every": "15"}
    assert amira_desk.post("/desk/me/", said)["Location"] == "/desk/me/?done=details"
    user = User.objects.get()
    assert (user.language, user.email, user.notice_every) == ("ru", "a@example.org", 15)


@pytest.mark.parametrize(
    "odd", [{"language": "tlh"}, {"email": "nowhere"}, {"notice_every": "7"}, {"email": "a\0@b.c"}]
)
def test_it_refuses_odd_details_in_words(amira_desk: Client, odd: dict[str, str]) -> None:
    page = amira_desk.post("/desk/me/", {"language": "en", "notice_every": "60", **odd})
    assert page.status_code == 200
    assert "Error:" in text_of(page)


def test_it_takes_other_words_for_the_same_keys(amira: Person, amira_desk: Client) -> None:
    page: Page = amira_desk.get("/desk/me/passphrase/")
    words = " ".join(words_of(page))
    page = press(amira_desk, "/desk/me/passphrase/", state_of(page))
    done = press(amira_desk, "/desk/me/passphrase/", state_of(page), said=words)
    assert done["Location"] == "/desk/me/?done=passphrase"
    assert bytes(KeyPair.objects.get().public_key) == amira.keyring.kem.public_bytes
    amira.passphrase = words
    assert desk_of(amira).get("/desk/me/").status_code == 200


def test_it_ends_other_sessions_with_the_old_words(amira: Person, amira_desk: Client) -> None:
    other = desk_of(amira)
    page: Page = amira_desk.get("/desk/me/passphrase/")
    words = " ".join(words_of(page))
    page = press(amira_desk, "/desk/me/passphrase/", state_of(page))
    press(amira_desk, "/desk/me/passphrase/", state_of(page), said=words)
    assert other.get("/desk/me/").status_code == 302
    assert amira_desk.get("/desk/me/").status_code == 200


def test_it_makes_a_new_sheet_and_the_old_one_dies(amira: Person, amira_desk: Client) -> None:
    page: Page = amira_desk.get("/desk/me/sheet/")
    assert "sheet number 2" in text_of(page)
    sheet = words_of(page)
    page = press(amira_desk, "/desk/me/sheet/", state_of(page))
    first, second = (sheet[number - 1] for number in asked_of(page))
    typed = {"first_word": first, "second_word": second}
    press(amira_desk, "/desk/me/sheet/", state_of(page), **typed)
    amira.forget_last_code()
    old = {"handle": "amira", "sheet": amira.sheet, "code": amira.code()}
    assert Client().post("/desk/recover/", old).status_code == 403
    assert Client().post("/desk/recover/", {**old, "sheet": " ".join(sheet)}).status_code == 200


def test_it_makes_ten_new_codes_and_the_old_ones_die(amira: Person, amira_desk: Client) -> None:
    page: Page = amira_desk.get("/desk/me/codes/")
    codes = words_of(page)
    press(amira_desk, "/desk/me/codes/", state_of(page))
    entered = {"handle": "amira", "passphrase": amira.passphrase}
    old = Client().post("/desk/sign-in/", {**entered, "code": amira.backup_codes[0]})
    new = Client().post("/desk/sign-in/", {**entered, "code": codes[0]})
    assert (old.status_code, new.status_code) == (403, 302)


def test_it_says_how_many_backup_codes_are_left(amira: Person) -> None:
    client = Client()
    entered = {"handle": "amira", "passphrase": amira.passphrase, "code": amira.backup_codes[0]}
    client.post("/desk/sign-in/", entered)
    assert "9 left" in text_of(client.get("/desk/me/"))


def test_it_takes_no_state_drawn_for_somebody_else(
    amira: Person, bo: Person, amira_desk: Client, bo_desk: Client
) -> None:
    state = state_of(bo_desk.get("/desk/me/codes/"))
    before = bytes(KeyPair.objects.get(pk=amira.user.pk).sealed_factors)
    press(amira_desk, "/desk/me/codes/", state)
    assert bytes(KeyPair.objects.get(pk=amira.user.pk).sealed_factors) == before


@pytest.mark.parametrize("page", ["passphrase", "sheet", "phone", "codes"])
def test_it_asks_for_the_passphrase_again_before_what_matters(amira: Person, page: str) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False) as clock:
        client = desk_of(amira)
        clock.shift(timedelta(minutes=6))
        url = f"/desk/me/{page}/"
        assert client.get(url)["Location"] == f"/desk/again/?next=%2Fdesk%2Fme%2F{page}%2F"
        said = {"passphrase": amira.passphrase, "next": url}
        assert client.post("/desk/again/", said)["Location"] == url
        assert client.get(url).status_code == 200


def test_it_lists_ones_own_sessions_and_ends_one(amira: Person, amira_desk: Client) -> None:
    other = desk_of(amira)
    page = text_of(amira_desk.get("/desk/me/"))
    assert page.count('name="session"') == 1
    ref = page.split('name="session" value="')[1].split('"')[0]
    amira_desk.post("/desk/me/sessions/end/", {"session": ref})
    assert other.get("/desk/me/").status_code == 302
    assert amira_desk.get("/desk/me/").status_code == 200


def test_it_ends_all_other_sessions(amira: Person, amira_desk: Client) -> None:
    desk_of(amira), desk_of(amira)
    amira_desk.post("/desk/me/sessions/end-others/")
    assert Session.objects.count() == 1
    assert amira_desk.get("/desk/me/").status_code == 200


def test_it_cannot_end_somebody_elses_session(
    amira: Person, amira_desk: Client, bo_desk: Client
) -> None:
    theirs = bytes(Session.objects.exclude(user=amira.user).get().pk).hex()
    amira_desk.post("/desk/me/sessions/end/", {"session": theirs})
    assert bo_desk.get("/desk/me/").status_code == 200


@pytest.mark.parametrize("odd", ["", "zz", "00", "\0"])
def test_it_ends_no_session_by_an_odd_name(amira_desk: Client, odd: str) -> None:
    assert amira_desk.post("/desk/me/sessions/end/", {"session": odd}).status_code == 302
    assert Session.objects.count() == 1


@pytest.mark.parametrize("way", ["", "passphrase/", "sheet/", "phone/", "codes/"])
def test_it_is_shown_to_nobody_else(db: None, way: str) -> None:
    assert Client().get(f"/desk/me/{way}")["Location"].startswith("/desk/sign-in/")


def test_it_says_that_a_sheet_was_never_tried_until_it_was(
    amira: Person, amira_desk: Client
) -> None:
    url = "/desk/me/sheet/try/"
    assert "never tried" in text_of(amira_desk.get("/desk/me/"))
    assert "twelve words" in text_of(amira_desk.get(url))
    assert amira_desk.post(url, {"sheet": amira.sheet})["Location"] == "/desk/me/?done=tried"
    shown = text_of(amira_desk.get("/desk/me/?done=tried"))
    assert "opens your keys" in shown
    assert "never tried" not in shown
    row = KeyPair.objects.get()
    assert row.sheet_tried == row.sheet_generation == 1


@pytest.mark.parametrize(
    "typed", ["", "abandon " * 11 + "about", "six words only", "\0", "a" * 999]
)
def test_it_takes_no_other_words_for_a_tried_sheet(amira_desk: Client, typed: str) -> None:
    page = amira_desk.post("/desk/me/sheet/try/", {"sheet": typed})
    assert page.status_code == 200
    assert "Error:" in text_of(page)
    assert KeyPair.objects.get().sheet_tried == 0

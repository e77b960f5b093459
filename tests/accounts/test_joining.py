"""An invited person gets words, sheet, phone and codes; keys exist only at the end."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from apps.accounts.actions import invite_again, invite_person
from apps.accounts.errors import HandleOdd, HandleTaken, NotAllowed
from apps.accounts.kit import Kit, seal_kit
from apps.accounts.models import Invite, KeyPair, Session, User
from apps.accounts.queries import has_joined
from tests.accounts.pages import Page, asked_of, code_of, seed_of, state_of, text_of, words_of
from tests.people import Person, make_person

pytestmark = pytest.mark.django_db


@dataclass
class Joining:
    """Somebody on their way through the pages."""

    url: str
    client: Client = field(default_factory=Client)
    words: list[str] = field(default_factory=list)
    sheet: list[str] = field(default_factory=list)
    seed: str = ""
    codes: list[str] = field(default_factory=list)

    def begin(self, language: str = "en") -> Page:
        page = self.client.post(self.url, {"language": language})
        self.words = words_of(page)
        return page

    def press(self, page: Page, press: str = "next", **said: str) -> Page:
        return self.client.post(self.url, {"state": state_of(page), "press": press, **said})

    def to_sheet(self, language: str = "en") -> Page:
        page = self.press(self.press(self.begin(language)), said=" ".join(self.words))
        self.sheet = words_of(page)
        return page

    def to_phone(self, language: str = "en") -> Page:
        page = self.press(self.to_sheet(language))
        first, second = (self.sheet[number - 1] for number in asked_of(page))
        page = self.press(page, first_word=first, second_word=second[:4])
        self.seed = seed_of(page)
        return page

    def to_codes(self, language: str = "en") -> Page:
        page = self.press(self.to_phone(language), code=code_of(self.seed))
        self.codes = words_of(page)
        return page

    def to_end(self) -> Page:
        return self.press(self.to_codes())

    def enter(self, handle: str) -> int:
        said = {
            "handle": handle,
            "passphrase": " ".join(self.words),
            "code": code_of(self.seed, later=30),
        }
        return self.client.post("/desk/sign-in/", said).status_code


def invited(handle: str = "amira") -> Joining:
    _, token = invite_person(handle=handle, email="", by=None)
    return Joining(reverse("accounts:join", args=[token]))


def test_it_ends_with_somebody_who_can_sign_in() -> None:
    joining = invited()
    assert joining.to_end()["Location"] == "/desk/join/done/"
    assert joining.client.get("/desk/join/done/").status_code == 200
    assert joining.enter("amira") == 302


def test_it_gives_six_words_twelve_words_and_ten_codes() -> None:
    joining = invited()
    joining.to_codes()
    assert [len(joining.words), len(joining.sheet), len(joining.codes)] == [6, 12, 10]


def test_it_writes_nothing_before_the_end() -> None:
    invited().to_codes()
    assert not KeyPair.objects.exists()
    assert Invite.objects.count() == 1


def test_it_draws_other_words_until_they_are_liked() -> None:
    joining = invited()
    page = joining.press(joining.begin(), "again")
    assert words_of(page) != joining.words
    joining.words = words_of(page)
    page = joining.press(joining.press(page), said=" ".join(joining.words))
    assert "Recovery sheet" in text_of(page)


def test_it_shows_the_words_again_to_who_forgot_them() -> None:
    joining = invited()
    page = joining.press(joining.press(joining.begin()), "back")
    assert words_of(page) == joining.words


def test_it_does_not_go_on_with_other_words_than_those_shown() -> None:
    joining = invited()
    page = joining.press(joining.press(joining.begin()), said="a b c d e f")
    assert "These are not your six words" in text_of(page)
    assert text_of(page).count("Error:") >= 1


def test_it_does_not_go_on_before_the_sheet_was_looked_at() -> None:
    joining = invited()
    page = joining.press(joining.press(joining.to_sheet()), first_word="x", second_word="y")
    assert text_of(page).count("Another word stands there") == 4


def test_it_does_not_go_on_without_a_code_of_the_phone() -> None:
    joining = invited()
    page = joining.press(joining.to_phone(), code="12345")
    assert "This is not what your phone shows" in text_of(page)


def test_it_shows_the_picture_inside_the_page_and_the_key_as_letters() -> None:
    joining = invited()
    page = text_of(joining.to_phone())
    assert 'src="data:image/png;base64,' in page
    assert len(joining.seed) == 32


def test_it_carries_nothing_readable_between_the_pages() -> None:
    joining = invited()
    page = joining.to_codes()
    state = state_of(page)
    assert not any(word in state for word in (*joining.words, *joining.sheet, joining.seed))


def test_it_keeps_no_cookie_but_the_forms_own() -> None:
    joining = invited()
    joining.to_codes()
    assert set(joining.client.cookies) <= {"csrf"}


def test_it_is_good_once() -> None:
    joining = invited()
    page = joining.to_codes()
    joining.press(page)
    again = joining.press(page)
    assert (again.status_code, KeyPair.objects.count()) == (404, 1)
    assert "opens nothing" in text_of(again)


def test_it_is_good_for_72_hours() -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False) as clock:
        joining = invited()
        clock.shift(timedelta(hours=71))
        page = joining.begin()
        clock.shift(timedelta(hours=2))
        assert joining.press(page).status_code == 404


def test_it_looks_alike_for_old_used_and_unknown_addresses() -> None:
    joining = invited()
    joining.to_end()
    used = joining.client.get(joining.url)
    unknown = joining.client.get(reverse("accounts:join", args=["A" * 43]))
    assert (used.status_code, used.content) == (unknown.status_code, unknown.content)


def test_it_begins_once_more_when_the_page_was_open_for_more_than_a_day() -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False) as clock:
        joining = invited()
        page = joining.begin()
        clock.shift(timedelta(hours=25))
        assert "open for more than a day" in text_of(joining.press(page))


def test_it_keeps_what_was_drawn_for_a_day() -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False) as clock:
        joining = invited()
        page = joining.begin()
        clock.shift(timedelta(hours=23))
        assert words_of(joining.press(joining.press(page), "back")) == joining.words


@pytest.mark.parametrize("state", ["", "x", "A" * 200, "\0"])
def test_it_begins_anew_with_a_state_that_is_none(state: str) -> None:
    page = Client().post(invited().url, {"state": state, "press": "next"})
    assert (page.status_code, KeyPair.objects.count()) == (200, 0)


def test_it_takes_no_state_of_another_invitation() -> None:
    amira, bo = invited(), invited("bo")
    page = amira.to_codes()
    other = bo.client.post(bo.url, {"state": state_of(page), "press": "next"})
    assert (other.status_code, KeyPair.objects.count()) == (200, 0)


def test_it_takes_no_state_of_another_way(amira: Person) -> None:
    joining = invited("bo")
    subject = Invite.objects.get().ref
    state = seal_kit(Kit(way="sheet", subject=subject, at=0, sheet=amira.sheet))
    joining.client.post(joining.url, {"state": state, "press": "next"})
    assert not has_joined(User.objects.get(handle="bo"))


def test_it_speaks_the_language_that_was_chosen_and_remembers_it() -> None:
    joining = invited()
    page = joining.press(joining.to_codes("ru"))
    assert page.status_code == 302
    assert User.objects.get().language == "ru"


def test_it_speaks_the_chosen_language_on_every_page() -> None:
    joining = invited()
    page = joining.press(joining.begin("ar"))
    assert 'lang="ar" dir="rtl"' in text_of(page)


def test_it_asks_for_a_language_that_we_speak() -> None:
    joining = invited()
    assert joining.client.post(joining.url, {"language": "tlh"}).status_code == 200


def test_it_is_dead_once_a_newer_invitation_was_made(amira: Person) -> None:
    joining = invited("bo")
    token = invite_again(user=User.objects.get(handle="bo"), by=amira.user)
    assert joining.client.get(joining.url).status_code == 404
    assert joining.client.get(reverse("accounts:join", args=[token])).status_code == 200


def test_it_gives_new_keys_to_who_has_lost_everything(amira: Person) -> None:
    old = bytes(KeyPair.objects.get().public_key)
    joining = Joining(reverse("accounts:join", args=[invite_again(user=amira.user, by=None)]))
    joining.to_end()
    assert bytes(KeyPair.objects.get().public_key) != old
    assert not Session.objects.exists()


def test_it_is_not_for_who_was_suspended(amira: Person) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(NotAllowed):
        invite_again(user=User.objects.get(), by=None)


def test_it_gives_a_handle_once(amira: Person) -> None:
    with pytest.raises(HandleTaken), transaction.atomic():
        invite_person(handle="Amira", email="", by=None)


@pytest.mark.parametrize("odd", ["", "a", "Ä mira", "1bo", "bo/../x", "b" * 41, "bo\0"])
def test_it_gives_no_odd_handle(odd: str) -> None:
    with pytest.raises(HandleOdd):
        invite_person(handle=odd, email="", by=None)


def test_it_keeps_no_token_in_the_database() -> None:
    _, token = invite_person(handle="bo", email="", by=None)
    assert token.encode() not in bytes(Invite.objects.get().token_hash)


def test_it_gives_everybody_a_key_of_their_own() -> None:
    keys = {make_person(handle).keyring.kem.public_bytes for handle in ("amira", "bo")}
    assert len(keys) == 2

"""Lost passphrase, lost phone: nobody is locked out for good, and nobody else comes in."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from apps.accounts.models import KeyPair, Session, User
from apps.audit.models import Entry
from tests.accounts.pages import Page, asked_of, code_of, seed_of, state_of, text_of, words_of
from tests.people import Person, desk_of

pytestmark = pytest.mark.django_db

URL = "/desk/recover/"


def said(person: Person, **other: str) -> dict[str, str]:
    return {
        "handle": person.user.handle,
        "sheet": person.sheet,
        "code": person.code(),
        **other,
    }


def press(client: Client, url: str, page: Page, **typed: str) -> Page:
    return client.post(url, {"state": state_of(page), "press": "next", **typed})


def recover(client: Client, person: Person) -> Page:
    """Go through all pages; the person knows the new words and holds the new sheet afterwards."""
    return to_end(client, client.post(URL, said(person)), person)


def to_end(client: Client, page: Page, person: Person | None = None) -> Page:
    words = words_of(page)
    page = press(client, URL, press(client, URL, page), said=" ".join(words))
    sheet = words_of(page)
    page = press(client, URL, page)
    first, second = (sheet[number - 1] for number in asked_of(page))
    if person:
        person.passphrase, person.sheet = " ".join(words), " ".join(sheet)
    return press(client, URL, page, first_word=first, second_word=second)


def test_it_gives_a_new_passphrase_for_the_sheet_and_a_code(amira: Person) -> None:
    assert recover(Client(), amira)["Location"] == "/desk/sign-in/?done=recovered"
    assert desk_of(amira).get("/desk/me/").status_code == 200


def test_it_keeps_the_persons_keys(amira: Person) -> None:
    recover(Client(), amira)
    assert bytes(KeyPair.objects.get().public_key) == amira.keyring.kem.public_bytes


def test_it_takes_a_backup_code_in_place_of_the_phones(amira: Person) -> None:
    page = Client().post(URL, said(amira, code=amira.backup_codes[0]))
    assert len(words_of(page)) == 6


def test_it_kills_the_old_passphrase_and_the_old_sheet(amira: Person) -> None:
    old = {"passphrase": amira.passphrase}
    old_sheet = amira.sheet
    recover(Client(), amira)
    amira.forget_last_code()
    entered = {"handle": "amira", "code": amira.code(), **old}
    assert Client().post("/desk/sign-in/", entered).status_code == 403
    assert Client().post(URL, said(amira, sheet=old_sheet)).status_code == 403
    assert Client().post(URL, said(amira)).status_code == 200


def test_it_opens_nothing_with_an_old_sheets_wrap_put_back(amira: Person) -> None:
    old_sheet, old_wrap = amira.sheet, KeyPair.objects.get().sealed_by_sheet
    recover(Client(), amira)
    amira.forget_last_code()
    KeyPair.objects.update(sealed_by_sheet=old_wrap)
    assert Client().post(URL, said(amira, sheet=old_sheet)).status_code == 403


@pytest.mark.parametrize("wrong", [{"code": "000000"}, {"handle": "nobody"}], ids=["code", "who"])
def test_it_asks_for_everything_and_says_not_what_was_wrong(
    amira: Person, wrong: dict[str, str]
) -> None:
    page = Client().post(URL, said(amira, **wrong))
    assert page.status_code == 403
    assert "That did not open anything" in text_of(page)


def test_it_does_not_take_another_persons_sheet(amira: Person, bo: Person) -> None:
    assert Client().post(URL, said(amira, sheet=bo.sheet)).status_code == 403


def test_it_does_not_take_a_used_code(amira: Person) -> None:
    code = amira.code()
    Client().post(URL, said(amira, code=code))
    assert Client().post(URL, said(amira, code=code)).status_code == 403


def test_it_helps_at_once_with_words_that_are_no_sheet(amira: Person) -> None:
    page = Client().post(URL, said(amira, sheet="one two three"))
    assert page.status_code == 200
    assert "not the twelve words of a sheet" in text_of(page)


def test_it_slows_down_who_guesses(amira: Person, bo: Person) -> None:
    statuses = [Client().post(URL, said(amira, sheet=bo.sheet)).status_code for _ in range(6)]
    assert statuses == [403] * 5 + [429]


def test_it_changes_nothing_before_the_new_sheet_was_looked_at(amira: Person) -> None:
    client = Client()
    before = KeyPair.objects.values_list("params", "sheet_generation").get()
    page: Page = client.post(URL, said(amira))
    press(client, URL, press(client, URL, page), said=" ".join(words_of(page)))
    assert KeyPair.objects.values_list("params", "sheet_generation").get() == before


def test_it_stops_half_way_when_access_was_ended(amira: Person) -> None:
    client = Client()
    page: Page = client.post(URL, said(amira))
    User.objects.update(is_active=False)
    assert "Begin once more" in text_of(press(client, URL, page))


def test_it_cannot_be_finished_twice_from_one_sheet(amira: Person) -> None:
    first, second = Client(), Client()
    code = amira.backup_codes[0]
    pages: list[Page] = [first.post(URL, said(amira)), second.post(URL, said(amira, code=code))]
    lasts = [to_end(client, page) for client, page in zip((first, second), pages, strict=True)]
    assert [last.status_code for last in lasts] == [302, 403]


def test_it_ends_all_sessions(amira: Person) -> None:
    desk_of(amira)
    amira.forget_last_code()
    recover(Client(), amira)
    assert not Session.objects.exists()


def test_it_is_written_down(amira: Person) -> None:
    recover(Client(), amira)
    texts = " ".join(row.clear_entry or "" for row in Entry.objects.all())
    verbs = ("sheet_used", "passphrase_changed", "sheet_renewed")
    assert all(f'"verb":"{verb}"' in texts for verb in verbs)


def test_it_lets_in_by_backup_code_who_then_sets_up_another_phone(amira: Person) -> None:
    client = Client()
    entered = {"handle": "amira", "passphrase": amira.passphrase, "code": amira.backup_codes[0]}
    assert client.post("/desk/sign-in/", entered).status_code == 302
    page = client.get("/desk/me/phone/")
    seed = seed_of(page)
    press(client, "/desk/me/phone/", page, code=code_of(seed))
    amira.totp_secret = seed
    assert desk_of(amira).get("/desk/me/").status_code == 200


def test_it_takes_no_code_of_the_lost_phone_afterwards(amira: Person) -> None:
    client = desk_of(amira)
    page = client.get("/desk/me/phone/")
    press(client, "/desk/me/phone/", page, code=code_of(seed_of(page)))
    amira_old = amira.code(later=30)
    entered = {"handle": "amira", "passphrase": amira.passphrase, "code": amira_old}
    assert Client().post("/desk/sign-in/", entered).status_code == 403


def test_it_does_not_count_a_day_old_page(amira: Person) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 9, tzinfo=UTC), tick=False) as clock:
        client = Client()
        page: Page = client.post(URL, said(amira))
        clock.shift(timedelta(hours=25))
        assert "Begin once more" in text_of(press(client, URL, page))

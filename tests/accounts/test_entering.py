"""Coming in, being locked, and going: keys and formats, section 4."""

import base64
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts.actions import delete_dead_sessions, read_pins, write_pins
from apps.accounts.factors import Factors, open_factors, seal_factors
from apps.accounts.models import KeyPair, Session
from apps.audit.models import Entry
from apps.crypto import CannotOpen
from apps.web.boot import boot_key
from apps.web.models import Bucket
from tests.people import Person, desk_of, make_person, sign_in

pytestmark = pytest.mark.django_db

COOKIE = settings.DESK_COOKIE_NAME


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 23, 9, 10, tzinfo=UTC), tick=False) as moved:
        yield moved


def verbs() -> list[str]:
    texts = Entry.objects.order_by("number").values_list("clear_entry", flat=True)
    return [re.findall(r'"verb":"(\w+)"', text or "")[0] for text in texts]


def shapes(queries: CaptureQueriesContext) -> list[str]:
    """Statements without what is put into them."""
    named = (re.sub(r'"s\d+_x\d+"', "", query["sql"]) for query in queries)
    return [re.split(" (?:WHERE|VALUES|SET) ", sql)[0] for sql in named]


def typed(person: Person, **other: str) -> dict[str, str]:
    return {
        "handle": person.user.handle,
        "passphrase": person.passphrase,
        "code": person.code(),
        **other,
    }


def enter(client: Client, person: Person, **other: str) -> int:
    return client.post("/desk/sign-in/", typed(person, **other)).status_code


# Signing in


def test_it_lets_in_who_has_handle_passphrase_and_code(amira: Person) -> None:
    client = Client()
    assert enter(client, amira) == 302
    assert client.get("/desk/me/").status_code == 200


def test_it_forgives_capitals_and_spaces_in_words_and_codes(amira: Person) -> None:
    code = f" {amira.code()[:3]} {amira.code()[3:]} "
    said = f"  {amira.passphrase.title()}  "
    assert enter(Client(), amira, handle=" Amira ", passphrase=said, code=code) == 302


def test_it_reads_the_digits_of_a_phone_in_arabic(amira: Person) -> None:
    code = amira.code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert enter(Client(), amira, code=code) == 302


@pytest.mark.parametrize(
    "wrong",
    [{"passphrase": "one two three four five six"}, {"code": "000000"}, {"handle": "bo"}],
    ids=["passphrase", "code", "handle"],
)
def test_it_answers_every_wrong_part_alike(amira: Person, wrong: dict[str, str]) -> None:
    client = Client()
    pages = [
        client.post("/desk/sign-in/", typed(amira, **parts))
        for parts in (wrong, {"handle": "nobody-here"})
    ]
    own = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|value="(bo|amira|nobody-here)"')
    assert len({own.sub("", page.content.decode()) for page in pages}) == 1
    assert {page.status_code for page in pages} == {403}
    assert COOKIE not in client.cookies


def test_it_refuses_a_code_that_was_used(amira: Person) -> None:
    code = amira.code()
    assert enter(Client(), amira, code=code) == 302
    assert enter(Client(), amira, code=code) == 403


def test_it_refuses_an_older_code_after_a_newer_one(
    amira: Person, clock: time_machine.Traveller
) -> None:
    older, newer = amira.code(), amira.code(later=30)
    assert enter(Client(), amira, code=newer) == 302
    assert enter(Client(), amira, code=older) == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["phone", "backup"])
def test_it_takes_one_code_once_from_many_at_the_same_time(amira: Person, kind: str) -> None:
    code = amira.code() if kind == "phone" else amira.backup_codes[0]

    def try_it() -> int:
        try:
            return enter(Client(), amira, code=code)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        statuses = [tried.result() for tried in [pool.submit(try_it) for _ in range(4)]]
    assert sorted(statuses) == [302, 403, 403, 403]


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 10 * 1024 * 1024])
def test_it_answers_ten_megabytes_in_words(amira: Person, size: int) -> None:
    response = Client().post("/desk/sign-in/", typed(amira, passphrase="x" * size))
    assert response.status_code in {400, 413}


def test_it_takes_a_backup_code_once(amira: Person) -> None:
    assert enter(Client(), amira, code=amira.backup_codes[3].upper()) == 302
    assert enter(Client(), amira, code=amira.backup_codes[3]) == 403
    assert "backup_code_used" in verbs()


def test_it_lets_nobody_in_whose_factors_do_not_open(amira: Person) -> None:
    KeyPair.objects.update(sealed_factors=b"")
    assert enter(Client(), amira) == 403


def test_it_lets_nobody_in_with_another_persons_factors(amira: Person, bo: Person) -> None:
    row = KeyPair.objects.get(pk=bo.user.pk)
    KeyPair.objects.filter(pk=amira.user.pk).update(sealed_factors=row.sealed_factors)
    assert enter(Client(), amira, code=bo.code()) == 403


def test_it_lets_nobody_in_without_factors_sealed_for_them(amira: Person) -> None:
    empty = amira.keyring.seal_factors(b"{}")
    KeyPair.objects.filter(pk=amira.user.pk).update(sealed_factors=empty)
    assert enter(Client(), amira) == 403


def test_it_lets_nobody_in_with_another_persons_wrap(amira: Person, bo: Person) -> None:
    theirs = KeyPair.objects.filter(pk=bo.user.pk).values("params", "sealed_by_passphrase")[0]
    KeyPair.objects.filter(pk=amira.user.pk).update(**theirs)
    assert enter(Client(), amira, passphrase=bo.passphrase) == 403


def test_it_lets_nobody_in_by_the_sheets_wrap_in_the_passphrases_place(amira: Person) -> None:
    row = KeyPair.objects.get(pk=amira.user.pk)
    KeyPair.objects.filter(pk=amira.user.pk).update(sealed_by_passphrase=row.sealed_by_sheet)
    assert enter(Client(), amira, passphrase=amira.sheet) == 403


def test_it_lets_nobody_in_under_an_exchanged_public_key(amira: Person, bo: Person) -> None:
    row = KeyPair.objects.get(pk=bo.user.pk)
    KeyPair.objects.filter(pk=amira.user.pk).update(public_key=row.public_key)
    assert enter(Client(), amira) == 403


def test_it_lets_nobody_in_who_has_not_joined(amira: Person) -> None:
    KeyPair.objects.all().delete()
    assert enter(Client(), amira) == 403


@pytest.mark.parametrize("odd", ["a\0b", "ﷺ" * 50, "x" * 300, "‮amira", ""])
def test_it_answers_odd_handles_in_words(amira: Person, odd: str) -> None:
    assert enter(Client(), amira, handle=odd) in {200, 403}


def test_it_does_the_same_work_for_handles_that_nobody_has(amira: Person) -> None:
    wrong = "one two three four five six"
    Client().post("/desk/sign-in/", typed(amira, handle="warm-up"))
    with CaptureQueriesContext(connection) as known:
        Client().post("/desk/sign-in/", typed(amira, passphrase=wrong))
    with CaptureQueriesContext(connection) as unknown:
        Client().post("/desk/sign-in/", typed(amira, handle="nobody", passphrase=wrong))
    assert shapes(known) == shapes(unknown)


def test_it_keeps_the_handle_and_nothing_else_that_was_typed(amira: Person) -> None:
    page = Client().post("/desk/sign-in/", typed(amira, code="123456")).content.decode()
    assert 'value="amira"' in page
    assert amira.passphrase not in page
    assert "123456" not in page


def test_it_writes_down_who_came_in_and_who_did_not(amira: Person) -> None:
    enter(Client(), amira, code="000000")
    enter(Client(), amira)
    assert verbs()[-2:] == ["sign_in_refused", "sign_in"]


def test_it_lets_nobody_in_when_that_cannot_be_written_down(
    amira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.audit.actions.VERBS", {})
    with pytest.raises(ValueError, match="no such verb"):
        enter(Client(), amira)
    assert not Session.objects.exists()


# Limits


def test_it_slows_down_who_guesses(amira: Person) -> None:
    strangers = Client()
    for _ in range(5):
        assert enter(strangers, amira, passphrase="a b c d e f") == 403
    response = strangers.post("/desk/sign-in/", typed(amira))
    assert response.status_code == 429
    assert "Try again in 2 minutes" in response.content.decode()


def test_it_slows_down_alike_for_handles_that_nobody_has(amira: Person) -> None:
    statuses = [enter(Client(), amira, handle="nobody") for _ in range(6)]
    assert statuses == [403] * 5 + [429]


def test_it_never_keeps_out_a_browser_that_it_knows(amira: Person) -> None:
    own = desk_of(amira)
    own.post("/desk/sign-out/")
    for _ in range(7):
        enter(Client(), amira, passphrase="a b c d e f")
    amira.forget_last_code()
    assert enter(Client(), amira) == 429
    assert enter(own, amira) == 302


def test_it_does_not_know_a_browser_for_somebody_elses_handle(
    amira: Person, chioma: Person
) -> None:
    insider = desk_of(chioma)
    statuses = [enter(insider, amira, passphrase="a b c d e f") for _ in range(6)]
    assert statuses[-1] == 429


def test_it_believes_no_mark_that_it_did_not_sign(amira: Person) -> None:
    client = Client()
    client.cookies["known"] = base64.urlsafe_b64encode(b"m" * 48).decode()
    statuses = [enter(client, amira, passphrase="a b c d e f") for _ in range(6)]
    assert statuses[-1] == 429


def test_it_counts_codes_only_once_the_passphrase_was_right(amira: Person) -> None:
    enter(Client(), amira, passphrase="a b c d e f")
    before = Bucket.objects.count()
    enter(Client(), amira, code="000000")
    assert Bucket.objects.count() == before + 1


# The session


def test_it_keeps_a_cookie_that_ends_with_the_browser(amira: Person) -> None:
    morsel = desk_of(amira).cookies[COOKIE]
    assert (morsel["httponly"], morsel["samesite"], morsel["max-age"]) == (True, "Strict", "")


def test_it_keeps_neither_token_nor_secret_in_the_database(amira: Person) -> None:
    client = desk_of(amira)
    token = base64.urlsafe_b64decode(client.cookies[COOKIE].value)
    row = Session.objects.get()
    assert token not in bytes(row.pk) + bytes(row.sealed or b"")
    assert amira.keyring.secret not in bytes(row.sealed or b"")


def test_it_opens_no_session_without_the_boot_key(
    amira: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk_of(amira)
    monkeypatch.setattr("apps.accounts.sessions.boot_key", lambda: b"another boot".ljust(32))
    assert client.get("/desk/me/").status_code == 302
    assert not Session.objects.exists()
    assert boot_key() != b"another boot".ljust(32)


def test_it_opens_no_session_row_copied_to_another_person(amira: Person, bo: Person) -> None:
    client = desk_of(amira)
    Session.objects.update(user=bo.user)
    assert client.get("/desk/me/")["Location"].startswith("/desk/sign-in/")


def test_it_opens_no_session_body_copied_from_another_row(amira: Person, bo: Person) -> None:
    mine, theirs = desk_of(amira), desk_of(bo)
    sealed = Session.objects.get(user=bo.user).sealed
    Session.objects.filter(user=amira.user).update(sealed=sealed)
    assert mine.get("/desk/me/").status_code == 302
    assert theirs.get("/desk/me/").status_code == 200


@pytest.mark.parametrize("odd", ["", "x", "ü", "A" * 44, "A" * 4000])
def test_it_ignores_odd_cookies(amira: Person, odd: str) -> None:
    client = Client()
    client.cookies[COOKIE] = odd
    assert client.get("/desk/me/").status_code == 302


def test_it_ends_the_browsers_old_session_when_somebody_signs_in(amira: Person) -> None:
    client = desk_of(amira)
    sign_in(client, amira)
    assert Session.objects.count() == 1


def test_it_locks_after_idling(amira: Person, clock: time_machine.Traveller) -> None:
    client = desk_of(amira)
    clock.shift(timedelta(minutes=16))
    assert client.get("/desk/me/")["Location"] == "/desk/unlock/?next=%2Fdesk%2Fme%2F"
    assert Session.objects.get().sealed is None


def test_it_stays_open_while_somebody_types(amira: Person, clock: time_machine.Traveller) -> None:
    client = desk_of(amira)
    for _ in range(3):
        clock.shift(timedelta(minutes=14))
        assert client.post("/desk/stay/").status_code == 204
    assert client.get("/desk/me/").status_code == 200


def test_it_writes_an_idle_session_at_most_once_a_minute(
    amira: Person, clock: time_machine.Traveller
) -> None:
    client = desk_of(amira)
    clock.shift(timedelta(seconds=70))
    with CaptureQueriesContext(connection) as queries:
        client.get("/desk/me/")
        client.get("/desk/me/")
    assert sum("UPDATE" in query["sql"] for query in queries) == 1


def test_it_ends_after_twelve_hours_however_busy(
    amira: Person, clock: time_machine.Traveller
) -> None:
    client = desk_of(amira)
    for _ in range(12 * 6):
        clock.shift(timedelta(minutes=10))
        client.post("/desk/stay/")
    assert client.get("/desk/me/")["Location"].startswith("/desk/sign-in/")


def test_it_deletes_dead_sessions(amira: Person, clock: time_machine.Traveller) -> None:
    desk_of(amira)
    clock.shift(timedelta(minutes=20))
    assert (delete_dead_sessions(), Session.objects.get().sealed) == (0, None)
    clock.shift(timedelta(hours=12))
    assert (delete_dead_sessions(), Session.objects.count()) == (1, 0)


# Locking and unlocking


def test_it_locks_at_a_press_and_forgets_the_keys(amira: Person) -> None:
    client = desk_of(amira)
    response = client.post("/desk/lock/", headers={"Referer": "http://testserver/desk/me/"})
    assert response["Location"] == "/desk/unlock/?next=%2Fdesk%2Fme%2F"
    assert Session.objects.get().sealed is None


def test_it_unlocks_with_the_passphrase_alone(amira: Person) -> None:
    client = desk_of(amira)
    client.post("/desk/lock/")
    said = {"passphrase": amira.passphrase, "next": "/desk/me/"}
    assert client.post("/desk/unlock/", said)["Location"] == "/desk/me/"
    assert client.get("/desk/me/").status_code == 200
    assert verbs()[-2:] == ["lock", "unlock"]


def test_it_signs_out_after_five_wrong_passphrases(amira: Person) -> None:
    client = desk_of(amira)
    client.post("/desk/lock/")
    pages = [client.post("/desk/unlock/", {"passphrase": "a b"}) for _ in range(5)]
    assert [page.status_code for page in pages] == [403] * 5
    assert "signed out" in pages[-1].content.decode()
    assert not Session.objects.exists()
    assert verbs()[-2:] == ["unlock_refused", "session_ended"]


def test_it_forgets_wrong_passphrases_after_a_right_one(amira: Person) -> None:
    client = desk_of(amira)
    for _ in range(2):
        client.post("/desk/lock/")
        for _ in range(4):
            client.post("/desk/unlock/", {"passphrase": "a b"})
        client.post("/desk/unlock/", {"passphrase": amira.passphrase})
    assert client.get("/desk/me/").status_code == 200


def test_it_ends_the_session_at_signing_out(amira: Person) -> None:
    client = desk_of(amira)
    old = client.cookies[COOKIE].value
    client.post("/desk/sign-out/")
    assert client.cookies[COOKIE].value == ""
    client.cookies[COOKIE] = old
    assert client.get("/desk/me/").status_code == 302


@pytest.mark.parametrize(
    "way", ["https://evil.example/", "//evil.example", "/desk/sign-out/", "/ru/", "/desk\\@evil"]
)
def test_it_leads_nowhere_but_to_the_desk(amira: Person, way: str) -> None:
    response = Client().post("/desk/sign-in/", {**typed(amira), "next": way})
    assert response["Location"] == "/desk/"


@pytest.mark.parametrize("path", ["/desk/lock/", "/desk/sign-out/", "/desk/stay/"])
def test_it_changes_nothing_by_following_a_link(amira: Person, path: str) -> None:
    assert desk_of(amira).get(path).status_code == 405


def test_it_speaks_the_persons_language(db: None) -> None:
    person = make_person("noura", language="ar")
    assert 'lang="ar" dir="rtl"' in desk_of(person).get("/desk/me/").content.decode()


# Pins


def test_it_keeps_what_a_person_has_seen_for_their_eyes_alone(amira: Person, bo: Person) -> None:
    write_pins(user=amira.user, pins={"teams": {"a": ["b", 3]}}, keyring=amira.keyring)
    assert read_pins(amira.keyring) == {"teams": {"a": ["b", 3]}}
    row = KeyPair.objects.get(pk=amira.user.pk)
    KeyPair.objects.filter(pk=bo.user.pk).update(sealed_pins=row.sealed_pins)
    with pytest.raises(CannotOpen):
        read_pins(bo.keyring)


def test_it_seals_factors_in_one_size(amira: Person) -> None:
    few = Factors(totp="A" * 32, last=1, backup=())
    row = KeyPair.objects.get(pk=amira.user.pk)
    assert len(seal_factors(few, amira.keyring)) == len(bytes(row.sealed_factors))
    assert open_factors(row.sealed_factors, amira.keyring).totp == amira.totp_secret

"""A form that meets a closed door loses no word."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import require_POST

from apps.accounts.doors import DeskRequest, passphrase_again, unlocked
from apps.accounts.models import Session, User
from apps.urls import urlpatterns as site_patterns
from tests.accounts.pages import Page, text_of
from tests.people import Person, desk_of

pytestmark = pytest.mark.django_db

WORDS = "They took my phone\r\nfor two days."
received: list[tuple[str, dict[str, list[str]]]] = []


def note(request: DeskRequest) -> HttpResponse:
    received.append((request.user.handle, {k: list(v) for k, v in request.POST.lists()}))
    assert request.keyring.user == request.user.ref.bytes
    return HttpResponseRedirect("/desk/me/")


urlpatterns = [
    path("desk/note/", require_POST(unlocked(note)), name="note"),
    path("desk/careful/", require_POST(passphrase_again(note)), name="careful"),
    *site_patterns,
]


@pytest.fixture(autouse=True)
def _pages() -> Iterator[None]:
    received.clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield


def hidden_of(response: Page) -> dict[str, str]:
    """The fields that the page carries, and its fresh token."""
    fields = text_of(response).split('type="hidden" ')[1:]
    named = [field.split('"')[1:4:2] for field in fields]
    return {field[0]: field[1] for field in named}


def send(client: Client, url: str = "/desk/note/", **more: str) -> Page:
    return client.post(url, {"words": WORDS, "seen": "7", "tick": ["a", "b"], **more})


def test_it_is_carried_through_the_passphrase(amira: Person) -> None:
    client = desk_of(amira)
    client.post("/desk/lock/")
    page = send(client)
    said = {**hidden_of(page), "kept:tick": ["a", "b"], "passphrase": amira.passphrase}
    assert client.post("/desk/unlock/", said)["Location"] == "/desk/me/"
    assert received == [("amira", {"words": [WORDS], "seen": ["7"], "tick": ["a", "b"]})]


def test_it_shows_the_words_that_it_keeps(amira: Person) -> None:
    client = desk_of(amira)
    client.post("/desk/lock/")
    page = text_of(send(client))
    assert "What you were writing is kept" in page
    assert page.count("They took my phone") == 2


def test_it_survives_wrong_passphrases(amira: Person) -> None:
    client = desk_of(amira)
    client.post("/desk/lock/")
    fields = hidden_of(send(client))
    page = client.post("/desk/unlock/", {**fields, "passphrase": "a b c"})
    client.post("/desk/unlock/", {**hidden_of(page), "passphrase": amira.passphrase})
    assert received[0][1]["words"] == [WORDS]


def test_it_survives_being_signed_out_by_wrong_passphrases(amira: Person) -> None:
    client = desk_of(amira)
    client.post("/desk/lock/")
    page: Page = send(client)
    for _ in range(5):
        page = client.post("/desk/unlock/", {**hidden_of(page), "passphrase": "a b c"})
    assert "signed out" in text_of(page)
    enter(client, amira, page)
    assert received[0][1]["words"] == [WORDS]


def enter(client: Client, person: Person, page: Page) -> Page:
    person.forget_last_code()
    said = {
        "handle": person.user.handle,
        "passphrase": person.passphrase,
        "code": person.code(),
    }
    return client.post("/desk/sign-in/", {**hidden_of(page), **said})


def test_it_is_carried_through_signing_in(amira: Person) -> None:
    client = desk_of(amira)
    Session.objects.all().delete()
    page = send(client)
    assert "Sign in and send" in text_of(page)
    assert enter(client, amira, page)["Location"] == "/desk/me/"
    assert received[0] == ("amira", {"words": [WORDS], "seen": ["7"], "tick": ["b"]})


def test_it_survives_a_refused_sign_in(amira: Person) -> None:
    client = Client()
    page = send(client)
    page = client.post("/desk/sign-in/", {**hidden_of(page), "handle": "amira", "code": "1"})
    enter(client, amira, page)
    assert received[0][1]["words"] == [WORDS]


def test_it_is_carried_through_the_passphrase_asked_again(amira: Person) -> None:
    client = desk_of(amira)
    age_passphrase(client)
    page = send(client, "/desk/careful/")
    assert received == []
    client.post("/desk/again/", {**hidden_of(page), "passphrase": amira.passphrase})
    assert received[0][1]["words"] == [WORDS]


def age_passphrase(client: Client) -> None:
    """Let the session think that the passphrase was entered long ago."""
    import base64

    import msgspec

    from apps.accounts.sessions import arrive, seal_unlocked

    token = base64.urlsafe_b64decode(client.cookies[settings.DESK_COOKIE_NAME].value)
    arrival = arrive(token)
    assert arrival is not None
    assert arrival.unlocked is not None
    old = msgspec.structs.replace(arrival.unlocked, passphrase_at=1)
    sealed = seal_unlocked(old, token=token, user=arrival.user)
    Session.objects.update(sealed=sealed)


def test_it_comes_along_when_the_page_locks_itself(amira: Person) -> None:
    client = desk_of(amira)
    half = {"kept_path": "/desk/note/", "kept:words": WORDS}
    page = client.post("/desk/lock/", half)
    assert "Unlock and send" in text_of(page)
    client.post("/desk/unlock/", {**hidden_of(page), "passphrase": amira.passphrase})
    assert received[0][1] == {"words": [WORDS]}


def test_it_never_carries_passphrases_and_codes(amira: Person) -> None:
    client = desk_of(amira)
    client.post("/desk/lock/")
    page = text_of(send(client, passphrase="open sesame", code="424242", said="one two"))
    assert not any(secret in page for secret in ("open sesame", "424242", "one two"))


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "/desk/sign-out/", "/ru/send/", "//evil", "/desk/../ru/", ""],
)
def test_it_is_carried_to_the_desk_alone(amira: Person, elsewhere: str) -> None:
    client = desk_of(amira)
    client.post("/desk/lock/")
    said = {"kept_path": elsewhere, "kept:words": WORDS, "passphrase": amira.passphrase}
    response = client.post("/desk/unlock/", said)
    assert (response.status_code, response["Location"]) == (302, "/desk/")


def test_it_is_not_carried_past_a_view_that_refuses(amira: Person) -> None:
    client = desk_of(amira)
    client.post("/desk/lock/")
    said = {"kept_path": "/desk/nothing/here/", "passphrase": amira.passphrase}
    assert client.post("/desk/unlock/", said)["Location"] == "/desk/"


def careful_client(person: Person) -> Client:
    """A browser whose forms must bring a token, as in service."""
    client = Client(enforce_csrf_checks=True)
    client.cookies = desk_of(person).cookies
    return client


def test_it_keeps_the_words_when_the_token_is_stale(amira: Person) -> None:
    client = careful_client(amira)
    page = send(client)
    assert page.status_code == 403
    assert "Send again" in text_of(page)
    assert client.post("/desk/note/", hidden_of(page))["Location"] == "/desk/me/"
    assert received[0][1]["words"] == [WORDS]


def test_it_offers_nothing_to_press_when_another_site_sent_it(amira: Person) -> None:
    client = careful_client(amira)
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    page = client.post("/desk/note/", {"words": WORDS}, headers=headers)
    assert page.status_code == 403
    assert "They took" not in text_of(page)
    assert "<form" not in text_of(page)


def test_it_offers_nothing_to_press_to_who_hides_where_it_came_from(amira: Person) -> None:
    client = careful_client(amira)
    page = client.post("/desk/note/", {"words": WORDS}, headers={"Sec-Fetch-Site": "same-site"})
    assert "They took" not in text_of(page)


def test_it_does_not_carry_a_form_to_a_person_without_access(amira: Person) -> None:
    client = desk_of(amira)
    User.objects.update(is_active=False)
    page = send(client)
    enter(client, amira, page)
    assert received == []

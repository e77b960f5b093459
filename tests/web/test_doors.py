"""What stands between the street and a view of the front door."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from apps.web import middleware, queries
from apps.web.crowds import Busy
from apps.web.doors import front_door
from tests.web.conftest import posted

pytestmark = pytest.mark.django_db

View = Callable[[HttpRequest], HttpResponseBase]

reached: list[dict[str, str]] = []


@front_door("GET", "POST", cap=10_000)
def form(request: HttpRequest) -> HttpResponse:
    reached.append(request.POST.dict())
    return HttpResponse("received")


@front_door("POST")
def failing(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database or disk is full")


@front_door("POST")
def overrun(request: HttpRequest) -> HttpResponse:
    raise Busy


def words_of(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


@pytest.fixture(autouse=True)
def _nothing_reached() -> None:
    reached.clear()


def test_it_lets_a_form_in() -> None:
    assert form(posted("story=Нога+и+море".encode())).status_code == 200
    assert reached == [{"story": "Нога и море"}]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"story=%00", 400),
        (b"story=\x00", 400),
        (b"story=%ff%fe", 400),
        (b"story=\xff\xfe", 400),
        (b"story=%ed%a0%80", 400),
        (b"&".join(b"a=1" for _ in range(2000)), 400),
        (b"story=" + b"a" * 10_000, 413),
    ],
)
def test_it_refuses_what_no_browser_of_ours_sends(body: bytes, status: int) -> None:
    assert form(posted(body)).status_code == status
    assert reached == []


@given(
    st.binary(max_size=300), st.sampled_from(["", "text/plain", "multipart/form-data; boundary=x"])
)
def test_it_answers_any_bytes_without_an_error(body: bytes, kind: str) -> None:
    request = posted(body, kind or "application/x-www-form-urlencoded")
    assert form(request).status_code in {200, 400, 413}


def test_it_refuses_files() -> None:
    body = (
        b"--x\r\nContent-Disposition: form-data; name=f; filename=a.txt\r\n"
        b"Content-Type: text/plain\r\n\r\nwords\r\n--x--\r\n"
    )
    assert form(posted(body, "multipart/form-data; boundary=x")).status_code == 400
    assert reached == []


def test_it_refuses_a_form_that_another_site_sends() -> None:
    assert form(posted(b"a=1", **{"sec-fetch-site": "cross-site"})).status_code == 403
    assert reached == []


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_it_takes_a_form_of_our_own(site: str) -> None:
    assert form(posted(b"a=1", **{"sec-fetch-site": site})).status_code == 200


def test_a_page_that_only_opens_from_another_says_so() -> None:
    answer = failing(RequestFactory().get("/en/send/"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize("view", [failing, overrun])
def test_no_word_is_lost_when_it_cannot_be_stored(view: View) -> None:
    answer = view(posted("story=«Билет»\n&need=a&need=b".encode()))
    page = words_of(answer)
    assert answer.status_code == 503
    assert 'name="story" value="«Билет»\n"' in page
    assert page.count('name="need"') == 2
    assert 'action="/en/form/"' in page


@pytest.mark.usefixtures("organisation")
def test_many_are_told_so_without_the_database() -> None:
    queries.organisation()
    with CaptureQueriesContext(connection) as asked:
        overrun(posted(b"a=1"))
    assert not asked.captured_queries


def test_it_says_that_nothing_was_received() -> None:
    assert "<strong>not</strong> received" in words_of(failing(posted(b"a=1")))


def test_ten_megabytes_are_answered_in_words() -> None:
    answer = form(posted(b"story=" + b"a" * 10_000_000))
    assert answer.status_code == 413
    assert "more than we can take" in words_of(answer)


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/", "front"),
        ("/ru/form/", "front"),
        ("/desk", "desk"),
        ("/desk/cases/", "desk"),
        ("/desks/", "front"),
        ("/healthz", "common"),
        ("/static/css/front.css", "common"),
    ],
)
def test_a_path_belongs_to_one_door(path: str, door: str) -> None:
    assert middleware.door_of(path) == door


@pytest.mark.parametrize(("doors", "shut"), [({"front"}, "/desk/"), ({"desk"}, "/en/safety/")])
def test_a_door_not_served_here_does_not_exist(
    client: Client, settings: Settings, doors: set[str], shut: str
) -> None:
    settings.DOORS = frozenset(doors)
    answer = client.get(shut)
    assert answer.status_code == 404
    assert "There is nothing here." in answer.content.decode()


def test_health_needs_no_door(client: Client, settings: Settings) -> None:
    settings.DOORS = frozenset()
    assert client.get("/healthz").content == b"ok"


def test_nothing_at_the_front_door_asks_for_a_cookie_or_a_token() -> None:
    assert form.csrf_exempt is True  # type: ignore[attr-defined]
    assert form.door == "front"  # type: ignore[attr-defined]

"""Every answer, of every kind and at every door, keeps itself to itself."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from apps.web import middleware

pytestmark = pytest.mark.django_db

ANSWERS = {
    "a page": ("get", "/en/safety/", 200),
    "a leave": ("get", "/en/leave/", 303),
    "nothing there": ("get", "/en/nothing/", 404),
    "nothing there at the desk": ("get", "/desk/nothing/", 404),
    "not this way": ("post", "/en/safety/", 405),
    "an odd method": ("put", "/en/safety/", 405),
    "a traced request": ("trace", "/desk/", 405),
    "health": ("get", "/healthz", 200),
    "a missing style sheet": ("get", "/static/css/none.css", 404),
    "a style sheet": ("get", "/static/css/front.css", 200),
}


@pytest.mark.parametrize("kind", [kind for kind in ANSWERS if kind != "a style sheet"])
def test_it_carries_every_header_of_the_rule(client: Client, kind: str) -> None:
    method, path, status = ANSWERS[kind]
    response = getattr(client, method)(path)
    response.close()
    assert response.status_code == status
    policy = response.headers["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        *("css/front.css", "words/bip39_en.txt"),
        *("js/seal.js", "js/stretch.js", "js/open.js", "js/files.js"),
    ],
)
def test_it_lets_a_file_of_ours_do_nothing_when_it_is_opened_by_itself(
    client: Client, path: str
) -> None:
    response = client.get(f"/static/{path}")
    response.close()
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] in {"max-age=600, public", "max-age=0, public"}


@pytest.mark.parametrize("kind", [kind for kind in ANSWERS if kind != "a style sheet"])
def test_it_is_kept_in_no_cache(client: Client, kind: str) -> None:
    method, path, _ = ANSWERS[kind]
    assert getattr(client, method)(path).headers["Cache-Control"] == "no-store"


def test_a_style_sheet_is_cached_for_minutes_at_most(client: Client) -> None:
    response = client.get("/static/css/front.css")
    response.close()
    assert response.headers["Cache-Control"] in {"max-age=600, public", "max-age=0, public"}


def test_no_cookie_leaves_the_front_door() -> None:
    def sets_a_cookie(_: HttpRequest) -> HttpResponse:
        response = HttpResponse("")
        response.set_cookie("trace", "1")
        return response

    answer = middleware.headers(sets_a_cookie)(RequestFactory().get("/en/form/"))
    assert not answer.cookies


def test_a_cookie_of_the_desk_is_not_seen_at_the_front_door() -> None:
    seen: list[dict[str, str]] = []

    def looks(request: HttpRequest) -> HttpResponse:
        seen.append(request.COOKIES)
        return HttpResponse("")

    request = RequestFactory().get("/en/form/", headers={"cookie": "desk=token"})
    middleware.door(looks)(request)
    assert seen == [{}]


def test_nothing_further_in_knows_where_a_person_is() -> None:
    seen: list[HttpRequest] = []

    def looks(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse("")

    request = RequestFactory().get(
        "/desk/",
        headers={"user-agent": "Old phone", "x-forwarded-for": "198.51.100.7"},
        REMOTE_ADDR="198.51.100.7",
    )
    middleware.door(looks)(request)
    assert "198.51.100.7" not in str(seen[0].META)
    assert "Old phone" not in str(seen[0].META)


def test_a_wrong_host_is_answered_400(client: Client) -> None:
    assert client.get("/en/safety/", headers={"host": "evil.example"}).status_code == 400


def test_the_front_door_never_names_the_organisation_in_its_title(
    client: Client, organisation: object
) -> None:
    head = client.get("/en/safety/").content.decode().split("</head>")[0]
    assert "Harbour" not in head


def test_the_style_sheet_of_the_front_door_is_six_kilobytes_at_most() -> None:
    assert (settings.BASE_DIR / "static/css/front.css").stat().st_size <= 6 * 1024

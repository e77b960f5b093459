"""Pages for what went wrong: calm, in the person's language, and without the database."""

from collections.abc import Callable
from typing import NoReturn

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.web import errors
from tests.world import desk, make_world

Page = Callable[[HttpRequest], HttpResponse]


def gone(*_: object) -> NoReturn:
    raise OperationalError("the database is gone")


@pytest.mark.django_db
@pytest.mark.parametrize("page", [errors.bad_request, errors.forbidden, errors.not_found])
@pytest.mark.parametrize("path", ["/ar/form/", "/desk/cases/"])
def test_it_speaks_while_the_database_is_gone(page: Page, path: str) -> None:
    request = RequestFactory().get(path)
    request.door = "desk" if path.startswith("/desk") else "front"  # type: ignore[attr-defined]
    with connection.execute_wrapper(gone):
        assert "<h1>" in page(request).content.decode()


@pytest.mark.django_db
def test_it_is_written_in_the_direction_of_the_language(client: Client) -> None:
    assert '<html lang="ar" dir="rtl"' in client.get("/ar/nothing/").content.decode()


@pytest.mark.django_db
def test_leave_now_comes_first_on_it(client: Client) -> None:
    page = client.get("/ru/nothing/").content.decode()
    assert page.index("<a ") == page.index('<a class="leave" href="/ru/leave/"')


@pytest.mark.django_db
def test_what_is_not_there_says_no_more_than_that(client: Client) -> None:
    assert "There is nothing here." in client.get("/en/nothing/").content.decode()


@pytest.mark.django_db
def test_an_error_of_ours_is_not_put_on_the_person() -> None:
    page = errors.server_error(RequestFactory().get("/en/form/"))
    assert page.status_code == 500
    assert "not your fault" in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/desk/views/save/", "/desk/search/", "/en/mailbox/write/"])
def test_an_address_that_is_only_sent_to_says_so_and_leads_back(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    page = answer.content.decode()
    assert "This page cannot be opened this way" in page
    assert 'href="/desk/"' in page or 'href="/en/"' in page


@pytest.mark.django_db
def test_it_says_so_in_the_language_of_who_is_at_the_desk() -> None:
    world = make_world()
    User.objects.filter(pk=world.amira.user.pk).update(language="ar")
    page = desk(world.amira).get("/desk/search/").content.decode()
    assert '<html lang="ar" dir="rtl"' in page

"""Partners in a real browser: clean for assistive technology, and without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from apps.accounts.models import User
from apps.cases.partners import Partner, read_partners, save_partner
from tests.browsers import faults, looks
from tests.desk.test_browser import harbour, page_of
from tests.world import World, fresh

__all__ = ["harbour"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEDS = Partner("b" * 32, "Batumi Beds", ["shelter"], ["GE"], ["ka"], contact="Signal, after six")
SOME = [BEDS, Partner("c" * 32, "مجموعة بيروت", ["escort"], ["LB"], resting=True)]


def keep(world: World, *partners: Partner) -> str:
    """Let Amira write partners down; return where they stand."""
    keys: dict[str, Any] = {"team": world.harbour, "user": world.amira.user}
    keys["keyring"] = fresh(world.amira)
    for one in partners:
        save_partner(one, version=read_partners(**keys)[1], **keys)
    return f"/desk/team/{world.harbour.ref}/partners/"


@looks
def test_it_is_clean_for_assistive_technology(
    live_server: LiveServer, browser: Browser, harbour: World, width: int, language: str
) -> None:
    home = keep(harbour, *SOME)
    User.objects.filter(handle="amira").update(language=language)
    one = f"{home}{BEDS.ref}/"
    paths = (home, f"{home}?country=LB", f"{home}new/", one, f"{one}delete/", "/desk/search/")
    page = page_of(browser, live_server, harbour.amira, width=width)
    for path in paths:
        page.goto(live_server.url + path)
        for summary in page.query_selector_all("summary"):
            if summary.is_visible():
                summary.click()
        assert not faults(page), path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def written(page: Page) -> str:
    return page.inner_text("main")


def test_it_works_without_scripts(
    live_server: LiveServer, browser: Browser, harbour: World
) -> None:
    keep(harbour, *SOME)
    page = page_of(browser, live_server, harbour.amira, width=360, scripts=False)
    page.goto(f"{live_server.url}/desk/team/")
    page.click("main >> text=Partners")
    page.click("text=Add a partner")
    page.fill("[name=name]", "Leyla, lawyer")
    page.check("[value=legal_counsel]")
    page.select_option("[name=countries]", ["TR", "GE"])
    page.click("text=Save")
    assert "Legal counsel · Georgia, Türkiye" in written(page)
    page.select_option("[name=country]", "GE")
    page.click("text=Show")
    assert "Batumi Beds" in written(page)
    assert "مجموعة بيروت" not in written(page)
    page.click("text=Batumi Beds")
    page.click("text=Delete…")
    page.click("button:has-text('Delete')")
    assert "Batumi Beds" not in written(page)

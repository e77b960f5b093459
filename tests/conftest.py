"""Fixtures for everybody. tests/settings.py chooses the database and the folders."""

import os
from collections.abc import Iterator, Mapping
from typing import Any

import hypothesis
import pytest
from django.http import HttpRequest
from django.test.signals import template_rendered
from django.utils.safestring import SafeString
from playwright.sync_api import Browser, Playwright, sync_playwright

from apps.web.boot import make_boot_key
from apps.web.catalogues import compile_all
from apps.web.templating import Template
from tests.browsers import FLAGS, found

# Machines are shared and slow at times: a clock is no reason to fail. What is taken or refused by
# a run of many changes must not hang on luck: there, examples are the same for the same code.
hypothesis.settings.register_profile(
    "farshore", deadline=None, database=None, derandomize="CI" in os.environ, max_examples=40
)
hypothesis.settings.load_profile("farshore")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the browsers' files go first: a long file at the end keeps one process waiting."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session", autouse=True)
def _prepared() -> None:
    make_boot_key()
    compile_all()


@pytest.fixture(scope="session", autouse=True)
def _whole_pages(django_test_environment: None) -> None:
    """Keep the context of a page for `answer.context`."""
    draw = Template.render

    def render(
        page: Template,
        context: Mapping[str, Any] | None = None,
        request: HttpRequest | None = None,
    ) -> SafeString:
        known = page.knows(context, request)
        template_rendered.send(sender=page, template=page, context=known)
        return draw(page, known)

    Template.render = render  # type: ignore[assignment,method-assign]


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a real browser; `make browser` installs Debian's."""
    if path := found("chromium", "chromium-browser", "google-chrome"):
        return path
    pytest.fail("there is no Chromium: sudo apt-get install chromium")


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What drives browsers: one for all, since its event loop stays in this thread."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def shell(chromium: str) -> str:
    """The path of what Debian builds of the same sources without the window around the page.

    It takes half of the computing; where it is not installed, the browser does as well.
    """
    return found("chromium-headless-shell") or chromium


@pytest.fixture(scope="session")
def browser(driver: Playwright, shell: str) -> Iterator[Browser]:
    """One browser for everybody who keeps no profile; each person opens a context of their own."""
    browser = driver.chromium.launch(executable_path=shell, args=FLAGS)
    yield browser
    browser.close()

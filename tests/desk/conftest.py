"""Harbour on an ordinary day: one request of Noor's, and everybody's browser."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests.world import Sent, World, desk, make_world, submit


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def sent(world: World) -> Sent:
    """Noor's request, which nobody has opened yet."""
    return submit(world)


@pytest.fixture
def amira_desk(world: World) -> Client:
    return desk(world.amira)


@pytest.fixture
def bo_desk(world: World) -> Client:
    return desk(world.bo)


@pytest.fixture
def chioma_desk(world: World) -> Client:
    return desk(world.chioma)


@pytest.fixture
def dan_desk(world: World) -> Client:
    return desk(world.dan)


@pytest.fixture
def olu_desk(world: World) -> Client:
    return desk(world.olu)


@pytest.fixture
def browser(browser: Browser) -> Iterator[Browser]:
    """The browser of all; what a test opens in it is closed behind it."""
    yield browser
    for context in browser.contexts:
        context.close()

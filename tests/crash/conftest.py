import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.house import House, filled
from tests.service import environment

Asked = Callable[..., House]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("TEST_DATABASE") == "postgresql":
        for item in items:
            if "crash" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason="works on a database file of its own"))


@pytest.fixture(scope="session")
def first_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The house of which every test knocks a copy down."""
    home = tmp_path_factory.mktemp("house")
    made = House(
        environment(
            FARSHORE_DATA=str(home / "data"),
            FARSHORE_RUNTIME=str(home / "run"),
            FARSHORE_CHEAP_KDF="1",
        )
    )
    made.prepare()
    made.found()
    return made


@pytest.fixture
def house(first_house: House, tmp_path: Path) -> House:
    """A house that is ready, with nobody in it but its organisation."""
    return first_house.copied_to(tmp_path)


@pytest.fixture(scope="session")
def asked_for(first_house: House, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Return a copy of a house with so many requests, which Amira has listed or not."""
    made: dict[tuple[int, bool], House] = {}

    def copy_of(requests: int, place: Path, *, listed: bool = True) -> House:
        if (requests, listed) not in made:
            house = first_house.copied_to(tmp_path_factory.mktemp("asked"))
            with house.steady() as steady:
                for _ in range(requests):
                    page = filled(steady)
                    assert page is not None
                    house.acknowledged[steady(page).code] = []
            if listed:
                assert house.report()["faults"] == []
            made[requests, listed] = house
        return made[requests, listed].copied_to(place)

    return copy_of

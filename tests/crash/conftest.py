import os
from pathlib import Path

import pytest

from tests.crash.house import House
from tests.service import environment


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("TEST_DATABASE") == "postgresql":
        for item in items:
            if "crash" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason="works on a database file of its own"))


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house that is ready, with nobody in it but its organisation."""
    made = House(
        environment(
            FARSHORE_DATA=str(tmp_path / "data"),
            FARSHORE_RUNTIME=str(tmp_path / "run"),
            FARSHORE_CHEAP_KDF="1",
        )
    )
    made.prepare()
    made.found()
    return made

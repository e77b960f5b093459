from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.test import override_settings

from apps.web.models import Organisation
from tests.mailbox import cast


@pytest.fixture
def organisation(db: None) -> Organisation:
    return cast.found()


@pytest.fixture
def harbour(organisation: Organisation) -> cast.Harbour:
    return cast.harbour()


@pytest.fixture
def noor(harbour: cast.Harbour) -> cast.Noor:
    return cast.noor(harbour.team)


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[Path]:
    """Blobs lie in a folder of this test's own."""
    kept: dict[str, Any] = dict(settings.STORAGES)
    kept["blobs"] = {**kept["blobs"], "OPTIONS": {"location": tmp_path / "blobs"}}
    with override_settings(STORAGES=kept):
        yield tmp_path / "blobs"


@pytest.fixture
def committed() -> Iterator[None]:
    """What waits for the commit happens at once."""
    with mock.patch("django.db.transaction.on_commit", side_effect=lambda f, **_: f()):
        yield

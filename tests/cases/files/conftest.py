from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings


@pytest.fixture(autouse=True)
def blobs(tmp_path: Path) -> Iterator[Path]:
    """Blobs lie in a folder of this test's own."""
    folder = tmp_path / "blobs"
    folder.mkdir(mode=0o700)
    kept: dict[str, Any] = dict(settings.STORAGES)
    kept["blobs"] = {**kept["blobs"], "OPTIONS": {"location": folder}}
    with override_settings(STORAGES=kept):
        yield folder

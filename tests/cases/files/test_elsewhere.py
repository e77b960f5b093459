"""Blobs in another storage than a disk: whatever Django can write, read, list and delete."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import InMemoryStorage
from django.test import override_settings
from django.utils import timezone

from apps.cases.files import FileLost, open_file, seal_file
from apps.cases.files.keeping import look_over
from apps.cases.files.sealing import Sealing, forget_file
from apps.cases.files.storage import blobs, refs_in


@pytest.fixture(autouse=True)
def elsewhere() -> Iterator[None]:
    kept: dict[str, Any] = dict(settings.STORAGES)
    kept["blobs"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    with override_settings(STORAGES=kept):
        assert isinstance(blobs(), InMemoryStorage)
        yield


def test_it_stores_and_opens_a_file() -> None:
    data = bytes(range(256)) * 2000
    assert b"".join(open_file(seal_file([data], name="a", kind="pdf").attached)) == data


def test_it_removes_what_was_begun_or_given_up() -> None:
    sealing = Sealing()
    sealing.add(bytes(200_000))
    sealing.abandon()
    assert list(refs_in(sealing.ref.hex[:2])) == []
    file = seal_file([b"a ticket"], name="a", kind="pdf")
    forget_file(file)
    with pytest.raises(FileLost):
        open_file(file.attached)


def test_it_finds_orphans(db: None) -> None:
    file = seal_file([b"a ticket"], name="a", kind="pdf")
    today = timezone.localdate()
    assert look_over(today=today) == 0
    assert len(list(refs_in(file.ref.hex[:2]))) == 1
    assert look_over(today=today + timedelta(days=2)) == 0
    assert list(refs_in(file.ref.hex[:2])) == []

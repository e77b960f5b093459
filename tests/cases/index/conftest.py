from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from tests.cases.index.harbour import Harbour, make_harbour


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Harbour]:
    """Make seventy cases, which takes seconds, once for a file: each of its tests rolls back."""
    with django_db_blocker.unblock():
        try:
            yield make_harbour()
        finally:
            call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def harbour(_made: Harbour, db: None) -> Harbour:
    """Harbour with enough cases for one segment, packed."""
    return _made

import pytest
from django.test import Client

from apps.intake import sealing
from apps.intake.actions import publish_shipped
from apps.web.actions import found_organisation
from apps.web.crowds import Swelling
from apps.web.models import Organisation
from tests.intake.noor import Noor
from tests.mailbox import cast


@pytest.fixture
def organisation(db: None) -> Organisation:
    """Set up and open, in three languages."""
    publish_shipped()
    return found_organisation(
        name="Harbour Trust", languages=["en", "ru", "ar"], promise_days=3, opened=True
    )


@pytest.fixture
def harbour(organisation: Organisation) -> cast.Harbour:
    """The receiving team, with Amira at her desk."""
    return cast.harbour()


@pytest.fixture
def noor(harbour: cast.Harbour) -> Noor:
    """Noor, before her first page."""
    return Noor(Client())


@pytest.fixture(autouse=True)
def swollen(monkeypatch: pytest.MonkeyPatch) -> Swelling:
    """A queue that this test alone swells; the process's own would swell for those that follow."""
    own = Swelling()
    monkeypatch.setattr(sealing, "swelling", own)
    return own

import pytest
from django.test import Client

from apps.intake.actions import publish_shipped
from apps.web.actions import found_organisation
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

import pytest

from apps.web.actions import found_organisation
from apps.web.models import Organisation
from tests.mailbox import cast


@pytest.fixture
def organisation(db: None) -> Organisation:
    return found_organisation(name="Harbour Trust", languages=["en", "ru", "ar"])


@pytest.fixture
def harbour(organisation: Organisation) -> cast.Harbour:
    return cast.harbour()


@pytest.fixture
def noor(harbour: cast.Harbour) -> cast.Noor:
    return cast.noor(harbour.team)

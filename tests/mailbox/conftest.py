import pytest

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

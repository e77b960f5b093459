import pytest

from tests.cases.index.harbour import Harbour, make_harbour


@pytest.fixture
def harbour(db: None) -> Harbour:
    """Harbour with enough cases for one segment, packed."""
    return make_harbour()

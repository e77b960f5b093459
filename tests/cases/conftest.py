import pytest

from tests.world import Sent, World, make_world, submit


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def request_(world: World) -> Sent:
    return submit(world)

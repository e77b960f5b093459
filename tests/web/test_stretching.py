"""Argon2id queues: the front door gives up, the desk gets its place."""

from contextlib import ExitStack
from threading import Thread

import pytest

from apps.web import stretching
from apps.web.stretching import Busy


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretching, "FRONT_SECONDS", 0.05)


def fill(stack: ExitStack) -> None:
    for _ in range(stretching.PLACES - 1):
        stack.enter_context(stretching.stretching(front=True))


def test_the_front_door_is_told_when_it_is_busy() -> None:
    with ExitStack() as stack:
        fill(stack)
        with pytest.raises(Busy), stretching.stretching(front=True):
            pass


def test_the_desk_has_a_place_while_the_front_door_is_flooded() -> None:
    with ExitStack() as stack:
        fill(stack)
        with stretching.stretching(front=False):
            pass


def test_a_place_is_free_again_once_it_is_left_even_by_an_error() -> None:
    for _ in range(5 * stretching.PLACES):
        with pytest.raises(ValueError, match="broke"), stretching.stretching(front=True):
            raise ValueError("broke")
    with stretching.stretching(front=True):
        pass


def test_the_desk_waits_for_its_place() -> None:
    went_in: list[bool] = []

    def sign_in() -> None:
        with stretching.stretching(front=False):
            went_in.append(True)

    with ExitStack() as stack:
        for _ in range(stretching.PLACES):
            stack.enter_context(stretching.stretching(front=False))
        waiting = Thread(target=sign_in)
        waiting.start()
        waiting.join(0.2)
        assert not went_in
    waiting.join(5)
    assert went_in

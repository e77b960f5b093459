"""Argon2id queues: the front door gives up, the desk gets its place."""

from contextlib import ExitStack
from threading import Thread

import pytest

from apps.web import crowds, stretching
from apps.web.crowds import Busy


def test_the_front_door_is_told_when_it_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 0.05)
    with stretching.stretching(front=True), pytest.raises(Busy), stretching.stretching(front=True):
        pass


def test_the_desk_has_its_places_while_the_front_door_is_flooded() -> None:
    with ExitStack() as stack:
        stack.enter_context(stretching.stretching(front=True))
        for _ in range(stretching.PLACES):
            stack.enter_context(stretching.stretching(front=False))


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

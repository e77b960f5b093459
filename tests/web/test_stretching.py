"""Argon2id queues, and that of the form stands behind all other work of ours."""

import os
import sys
import threading
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


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a thread has no priority")
def test_what_the_form_stretches_takes_a_core_from_nobody() -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert stretching.stretched_last(priority) == stretching.LAST
    assert priority() < stretching.LAST


def test_it_fails_as_if_it_had_been_done_here() -> None:
    with pytest.raises(ZeroDivisionError):
        stretching.stretched_last(lambda: 1 // 0)

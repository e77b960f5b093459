"""A flood waits at its own way in: who comes there is told, and nobody else waits behind it."""

import threading
import time
from contextlib import ExitStack
from typing import Final

import pytest
from django.conf import settings

from apps.web import crowds
from apps.web.crowds import Busy, Code, Swelling, Way

WAYS: Final = {
    "form": crowds.form,
    "sealed": crowds.sealed,
    "pages": crowds.pages,
    "code": crowds.code,
}


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 0.05)
    monkeypatch.setattr(crowds, "ASIDE_SECONDS", 0.05)


def fill(stack: ExitStack, way: Way) -> None:
    """Take every place."""
    with pytest.raises(Busy):
        while True:
            stack.enter_context(way.at_work())


@pytest.mark.parametrize("flooded", WAYS)
def test_others_have_their_places_while_one_way_in_is_flooded(flooded: str) -> None:
    with ExitStack() as stack:
        fill(stack, WAYS[flooded])
        for name, way in WAYS.items():
            if name != flooded:
                with way.at_work():
                    pass


@pytest.mark.parametrize("way", WAYS)
def test_a_place_is_free_again_once_it_is_left_even_by_an_error(way: str) -> None:
    for _ in range(2 * settings.THREADS):
        with pytest.raises(ValueError, match="broke"), WAYS[way].at_work():
            raise ValueError("broke")


def test_threads_are_left_to_the_desk_however_many_wait() -> None:
    assert sum(way.threads for way in WAYS.values()) <= settings.THREADS * 7 // 8


def test_who_finds_no_thread_to_wait_in_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "FRONT_SECONDS", 60.0)
    way = Way(places=2, threads=2)
    with way.at_work(), way.at_work(), pytest.raises(Busy), way.at_work():
        pass


def test_who_leaves_a_place_lets_the_next_one_compute_and_need_not_hold_one() -> None:
    crowds.leave_place()
    way = Way(places=1, threads=4)
    with way.at_work():
        crowds.leave_place()
        with way.at_work():
            pass
        with way.at_work():
            pass


def test_what_is_quick_waits_in_threads_that_others_leave_free_but_never_in_the_desks() -> None:
    threads = settings.THREADS * 7 // 8
    with ExitStack() as stack:
        for _ in range(threads):
            stack.enter_context(crowds.sealed._thread())
        with pytest.raises(Busy):
            stack.enter_context(crowds.sealed._thread())
        # Those who have threads of their own have them all the same.
        for name, way in WAYS.items():
            if name != "sealed":
                stack.enter_context(way._thread())
    with ExitStack() as stack:
        for way in (crowds.form, crowds.pages, crowds.code):
            for _ in range(way.threads):
                stack.enter_context(way._thread())
        for _ in range(threads - sum(WAYS[name].threads for name in WAYS if name != "sealed")):
            stack.enter_context(crowds.sealed._thread())
        with pytest.raises(Busy):
            stack.enter_context(crowds.sealed._thread())


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "ASIDE_SECONDS", 5.0)


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("ahead", ["desk", "code"])
def test_a_form_lets_by_who_goes_first(ahead: str) -> None:
    at_work: list[bool] = []

    def send() -> None:
        with crowds.form.at_work():
            at_work.append(True)

    with crowds.first.here() if ahead == "desk" else Code(places=1, threads=1).at_work():
        sending = threading.Thread(target=send)
        sending.start()
        sending.join(0.1)
        assert not at_work
    sending.join(5)
    assert at_work


def test_a_form_gets_its_turn_however_busy_the_desk_is() -> None:
    with crowds.first.here(), crowds.form.at_work():
        pass


def test_what_is_quick_does_not_wait_long_for_a_busy_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "ASIDE_SECONDS", 20.0)
    begun = time.monotonic()
    with crowds.first.here(), crowds.sealed.at_work():
        assert 0.9 < time.monotonic() - begun < 10


def test_a_queue_swells_with_those_who_were_turned_away_and_calms_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    swelling, now = Swelling(), [1000.0]
    monkeypatch.setattr(crowds, "monotonic", lambda: now[0])
    assert swelling.steps() == 0
    swelling.turn_away()
    assert swelling.steps() == 1
    for _ in range(7):
        swelling.turn_away()
    assert swelling.steps() == 4
    now[0] += crowds.HALF_SECONDS
    assert swelling.steps() == 3
    now[0] += 10 * crowds.HALF_SECONDS
    assert swelling.steps() == 0


@pytest.mark.parametrize(("room", "steps"), [(1, 0), (0.6, 0), (0.5, 1), (0.2, 2), (0, 9)])
def test_a_queue_swells_as_the_hours_room_is_used_up(room: float, steps: int) -> None:
    swelling = Swelling()
    swelling.leave(room)
    assert swelling.steps() == steps
    swelling.leave(1)
    assert swelling.steps() == 0

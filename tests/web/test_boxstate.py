"""What a page carries sealed in a hidden field."""

import base64

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from apps.web.boxstate import MAILBOX, SENDING, WINDOW, OpenedState, open_state, seal_state

START = 1_800_000_000 // WINDOW * WINDOW


@given(payload=st.binary(max_size=500), age=st.integers(0, 5), windows=st.integers(1, 4))
def test_it_opens_in_its_window_and_those_asked_for_and_never_later(
    payload: bytes, age: int, windows: int
) -> None:
    with time_machine.travel(START + 5, tick=False) as clock:
        text = seal_state(purpose=SENDING, payload=payload)
        clock.shift(age * WINDOW)
        opened = open_state(purpose=SENDING, text=text, windows=windows)
    expected = OpenedState(payload=payload, issued=START) if age < windows else None
    assert opened == expected


def test_a_state_for_one_purpose_opens_for_no_other() -> None:
    text = seal_state(purpose=SENDING, payload=b"code")
    assert open_state(purpose=MAILBOX, text=text, windows=2) is None


@given(st.text(max_size=400))
def test_it_never_raises_on_what_anybody_sends(text: str) -> None:
    assert open_state(purpose=SENDING, text=text, windows=2) is None


@given(st.binary(max_size=200))
def test_it_never_raises_on_well_wrapped_rubbish(raw: bytes) -> None:
    text = base64.urlsafe_b64encode(raw).decode()
    assert open_state(purpose=SENDING, text=text, windows=2**62) is None


@given(position=st.integers(0), bit=st.integers(0, 7))
def test_a_flipped_bit_opens_nothing(position: int, bit: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(seal_state(purpose=SENDING, payload=b"mailbox")))
    raw[position % len(raw)] ^= 1 << bit
    text = base64.urlsafe_b64encode(raw).decode()
    assert open_state(purpose=SENDING, text=text, windows=2) is None


def test_the_same_state_never_looks_the_same_twice() -> None:
    assert seal_state(purpose=SENDING, payload=b"a") != seal_state(purpose=SENDING, payload=b"a")


@pytest.mark.parametrize("length", [10**6, 10**7])
def test_an_endless_text_is_not_looked_at(length: int) -> None:
    assert open_state(purpose=SENDING, text="A" * length, windows=2) is None

"""The puzzle that is set where many send: ours, for some minutes, for the bytes it comes with."""

import base64
import os
from hashlib import blake2b, sha256

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.web import puzzles

SENT = b"what a browser sealed"


def solve(puzzle: str, sent: bytes) -> str:
    """Solve a puzzle as docs/spec/submission.md says, written anew."""
    raw = base64.b64decode(puzzle)
    counters = b""
    for part in range(8):
        counter = 0
        while True:
            tried = raw + sha256(sent).digest() + bytes([part]) + counter.to_bytes(4, "big")
            if int.from_bytes(blake2b(tried, digest_size=32).digest(), "big") < 2 ** (256 - raw[8]):
                break
            counter += 1
        counters += counter.to_bytes(4, "big")
    return base64.b64encode(raw + counters).decode()


@pytest.fixture
def solved() -> str:
    return solve(puzzles.set_puzzle(1), SENT)


def test_it_is_solved_for_these_bytes_alone(solved: str) -> None:
    assert puzzles.is_solved(solved, SENT)
    assert not puzzles.is_solved(solved, SENT + b".")
    assert not puzzles.is_solved(solved, b"")


def test_it_holds_for_some_minutes() -> None:
    with time_machine.travel(1_000_000, tick=False) as clock:
        solved = solve(puzzles.set_puzzle(1), SENT)
        clock.shift(puzzles.SECONDS)
        assert puzzles.is_solved(solved, SENT)
        clock.shift(1)
        assert not puzzles.is_solved(solved, SENT)


def test_it_grows_with_the_queue_within_bounds() -> None:
    bits = [base64.b64decode(puzzles.set_puzzle(steps))[8] for steps in (1, 2, 3, 4, 5, 100)]
    assert bits == [9, 10, 11, 12, 12, 12]


def test_nobody_sets_an_easier_one_for_themselves(solved: str) -> None:
    raw = base64.b64decode(solved)
    easier = raw[:8] + b"\0" + raw[9:]
    later = (int.from_bytes(raw[:8], "big") + 60).to_bytes(8, "big") + raw[8:]
    for forged in (easier, later, raw[:9] + bytes(16) + raw[25:]):
        assert not puzzles.is_solved(base64.b64encode(forged).decode(), SENT)


def test_every_part_must_be_solved(solved: str) -> None:
    raw = base64.b64decode(solved)
    wrong = [
        raw[: 25 + 4 * part] + os.urandom(4) + raw[29 + 4 * part :]
        for part in range(8)
        for _ in range(2)
    ]
    # One in 512 holds by chance.
    told = [puzzles.is_solved(base64.b64encode(one).decode(), SENT) for one in wrong]
    assert told.count(False) >= len(wrong) - 1


@given(st.one_of(st.text(max_size=200), st.binary(max_size=120).map(lambda it: it.hex())))
@settings(max_examples=100, deadline=None)
def test_anything_else_is_no_solution(text: str) -> None:
    assert not puzzles.is_solved(text, SENT)
    assert not puzzles.is_solved(base64.b64encode(text.encode()).decode(), SENT)

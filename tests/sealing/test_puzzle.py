"""The puzzle that the server sets is solved in the browser, for the bytes that are sent."""

import base64

import pytest

from apps.web import puzzles
from tests.sealing.conftest import Sealing

pytestmark = pytest.mark.browser

SOLVE = "return await slow.solve(given.puzzle, await seal.sha256(bytes(given.sent)));"


@pytest.mark.parametrize("steps", [1, 4])
def test_it_is_solved_in_the_browser(sealing: Sealing, steps: int) -> None:
    sent = b"sealed" * 1000
    solved = sealing.run(SOLVE, puzzle=puzzles.set_puzzle(steps), sent=sent)
    assert puzzles.is_solved(solved, sent)
    assert not puzzles.is_solved(solved, sent[:-1])
    assert len(base64.b64decode(solved)) == 57

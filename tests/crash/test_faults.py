"""One write or one sync goes wrong, or is the last: told and stored agree.

strace makes the n-th call on the database's files fail, or kills the process in it. Whatever
happened, sending the same page again leads to one case under one code, and one message.
"""

from collections.abc import Callable, Iterable

import pytest

from tests.crash.house import STORY, Answer, House, filled, written
from tests.crash.injecting import FAULTS, injected, needs_strace

pytestmark = [needs_strace, pytest.mark.soak]

# More than one act has of them.
MOST_WRITES, MOST_SYNCS = 120, 4
BATCH = 15


Place = tuple[str, int]

EARLY = [(fault, 3 if "write" in fault else 1) for fault in FAULTS]


def is_honest(answer: Answer, place: Place) -> bool:
    """Received, or told that it was not with the words kept, or no answer at all."""
    dead = answer.status == 0
    kept = answer.refused_with_words and STORY.split("’")[1] in answer.text
    # Early on, it did go wrong: else nothing was tried here.
    return dead or kept or (answer.status == 200 and place not in EARLY)


def try_submitting(house: House, places: Iterable[Place]) -> int:
    """Send a request with each of these calls going wrong; returns how many."""
    asked = []
    with house.steady() as steady:
        for fault, n in places:
            page = filled(steady)
            assert page is not None
            answer = house.send(page, under=injected(house, fault, n))
            assert is_honest(answer, (fault, n)), (fault, n, answer.status)
            asked.append((page, answer.code))
            if answer.code:
                house.acknowledged[answer.code] = []
    assert house.report()["faults"] == []
    # Sent again, each is one case, under the code that was shown if one was.
    with house.steady() as steady:
        for page, code in asked:
            again = steady(page).code
            assert again
            assert code in {"", again}
            house.acknowledged[again] = []
    found = house.report()
    assert (found["cases"], found["faults"]) == (len(house.acknowledged), [])
    return len(asked)


def try_replying(house: House, places: Iterable[Place]) -> int:
    """Write a message with each of these calls going wrong; returns how many."""
    tried = []
    with house.steady() as steady:
        first = filled(steady)
        assert first is not None
        code = steady(first).code
        said = house.acknowledged.setdefault(code, [])
        for fault, n in places:
            text = f"{fault} {n}: {STORY}"
            page = written(steady, code, text)
            assert page is not None
            answer = house.send(page, under=injected(house, fault, n))
            assert is_honest(answer, (fault, n)), (fault, n, answer.status)
            said += [text] if answer.status == 200 else []
            tried.append((page, text))
    assert house.report()["faults"] == []
    with house.steady() as steady:
        assert {steady(page).status for page, _text in tried} == {200}
    house.acknowledged[code] = [text for _page, text in tried]
    found = house.report()
    assert (found["cases"], found["faults"]) == (len(house.acknowledged), [])
    return len(tried)


def test_it_stores_all_of_a_request_or_nothing(house: House) -> None:
    assert try_submitting(house, EARLY[::2]) == 3


def test_it_stores_all_of_a_message_or_nothing(house: House) -> None:
    assert try_replying(house, EARLY[::2]) == 3


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("act", [try_submitting, try_replying])
def test_it_survives_each_call_going_wrong(
    house: House,
    fault: str,
    act: Callable[[House, Iterable[Place]], int],
    capsys: pytest.CaptureFixture[str],
) -> None:
    most = MOST_WRITES if "write" in fault else MOST_SYNCS
    places = [(fault, n) for n in range(1, most + 1)]
    # A mailbox takes 40 messages an hour.
    tried = sum(act(house, places[n : n + BATCH]) for n in range(0, most, BATCH))
    with capsys.disabled():
        print(f"\n{act.__name__}, {fault}: {tried} places, all as told")

"""What does signing in cost beyond the passphrase's own price?"""

import os
import time
from collections.abc import Iterator

from apps.crypto.stretch import stretch
from apps.web.costs import passphrase_cost
from benchmarks.figures import Figure, against
from benchmarks.house import House, browser, sign_in_form


def measure(house: House) -> Iterator[Figure]:
    """Yield the time of the whole POST, beside Argon2id alone at the same cost."""
    members = house.demo.members[: 2 if house.toy else None]
    # The first pays for what is loaded once.
    _seconds_to_sign_in(house, 0)
    alone, whole = [], []
    for place in range(1, len(members)):
        alone.append(_seconds_to_stretch())
        whole.append(_seconds_to_sign_in(house, place))
    yield against(
        "unlock",
        "sign_in",
        [1000 * seconds for seconds in whole],
        "ms",
        yardsticks=[1000 * seconds for seconds in alone],
    )


def _seconds_to_stretch() -> float:
    begun = time.perf_counter()
    stretch(b"six words that nobody drew", os.urandom(16), passphrase_cost())
    return time.perf_counter() - begun


def _seconds_to_sign_in(house: House, place: int) -> float:
    # A colleague each time: a phone's code is good once in half a minute.
    form, own = sign_in_form(house.demo.members[place]), browser()
    begun = time.perf_counter()
    answer = own.post("/desk/sign-in/", form)
    taken = time.perf_counter() - begun
    if answer.status_code != 302:
        raise SystemExit(f"signing in was answered with {answer.status_code}")
    return taken

"""Founds the organisation of a Monday morning: 14 new requests, 3 unread messages, 1 emergency.

Run as a process of its own, as tests/journeys/organisation.py.
"""

import json
import os
import sys
import time
from typing import Any, Final

NEW: Final = 14
HOUR: Final = 3600
WORDS: Final = ("Я на новом месте.", "Телефон вернули.", "Когда мне ждать ответа?")


def main() -> None:
    """Make the world of tests/world.py and its weekend; print each person's secrets as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.settings")
    import django

    django.setup()
    from tests.journeys.organisation import secrets_of
    from tests.world import make_world

    world = make_world()
    _weekend(world)
    json.dump(secrets_of(world), sys.stdout)


def _weekend(world: Any) -> None:
    from tests.world import noors_answers, submit

    now = int(time.time())
    for text in WORDS:
        _write(world, _taken(world, "high"), text)
    _taken(world, "emergency")
    answers = ("danger_now", "danger_soon", "safe")
    for place in range(NEW):
        language = ("ru", "ar", "en")[place % 3]
        said = noors_answers(safety=answers[place % 3], language=language)
        submit(world, answers=said, hour=now - (place + 1) * HOUR)


def _taken(world: Any, risk: str) -> Any:
    from apps.cases import actions
    from apps.cases.actions import Hand
    from tests.world import fresh, submit

    sent, amira = submit(world), world.amira
    opened = actions.read_case(ref=sent.ref, user=amira.user, keyring=fresh(amira))
    hand = Hand(opened, amira.user, fresh(amira), opened.sequence)
    actions.take_request(hand, risk=risk)
    return sent


def _write(world: Any, sent: Any, text: str) -> None:
    from tests.desk.looking import say

    say(world, sent, text)


if __name__ == "__main__":
    main()

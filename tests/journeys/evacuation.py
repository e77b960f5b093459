"""Founds the organisation of an evacuation: two people who love each other, each with a case.

Run as a process of its own, as tests/journeys/organisation.py. Both cases are verified and being
planned; Amira owns them.
"""

import json
import os
import sys
from typing import Any


def main() -> None:
    """Make the world of tests/world.py and the two cases; print secrets and refs as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.settings")
    import django

    django.setup()
    from tests.journeys.organisation import secrets_of
    from tests.world import make_world

    world = make_world()
    cases = {"noor": _planned(world), "partner": _planned(world)}
    json.dump({**secrets_of(world), "cases": cases}, sys.stdout)


def _planned(world: Any) -> dict[str, str]:
    from apps.cases import actions
    from apps.crypto.code import code_digits
    from tests.cases.acts import hand, move
    from tests.world import submit

    sent = submit(world)
    move(sent, world, "planning")
    actions.set_owner(hand(sent, world.amira), owner=world.amira.user)
    opened = actions.set_risk(hand(sent, world.amira), risk="urgent")
    return {
        "ref": str(sent.ref),
        "reference": opened.file.reference,
        "name": opened.file.name,
        "code": code_digits(sent.code),
    }


if __name__ == "__main__":
    main()

"""An organisation to measure, in folders of its own: made anew for every question."""

import base64
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.test import Client
from django_otp.oath import TOTP

from apps.operations.demo.making import Demo, make_demo
from apps.operations.demo.people import Member
from apps.operations.preparation import prepare
from benchmarks.environment import HOST


@dataclass(slots=True)
class House:
    """The demo's organisation without its cases, and whoever signs in there.

    ``toy`` asks for everything once: whether it runs, not how fast.
    """

    home: Path
    toy: bool
    demo: Demo
    draw: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311

    def member(self, handle: str) -> Member:
        """Return somebody of the organisation."""
        return next(one for one in self.demo.members if one.user.handle == handle)


def make_house(home: Path, *, toy: bool) -> House:
    """Make tables, keys and people; the environment is `environment(home)` and Django is set up."""
    prepare()
    draw = random.Random(7)  # noqa: S311
    return House(home, toy, make_demo(cases=0, draw=draw, progress=lambda _made, _of: None))


def sign_in_form(member: Member) -> dict[str, str]:
    """Return what a person types to sign in now; a phone's code is good once."""
    clock = TOTP(base64.b32decode(member.seed))
    clock.time = time.time()
    return {
        "handle": member.user.handle,
        "passphrase": member.passphrase,
        "code": f"{clock.token():06}",
    }


def browser() -> Client:
    """Return a browser in this process: the whole service answers, without the server."""
    return Client(SERVER_NAME=HOST)

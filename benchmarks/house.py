"""An organisation to measure, in folders of its own: made anew for every question."""

import base64
import random
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.test import Client
from django_otp.oath import TOTP

from apps.operations.demo.making import Demo, make_demo
from apps.operations.demo.people import Member
from apps.operations.preparation import prepare
from apps.teams.models import Membership
from apps.web.memory import settle
from benchmarks.environment import HOST

# What ends within a minute; `--sizes 100000` asks for more.
SIZES: Final = (1000, 10_000)


@dataclass(slots=True)
class House:
    """The demo's organisation without its cases, and whoever signs in there.

    ``toy`` asks for everything once: whether it runs, not how fast. ``sizes`` is how many cases
    lists and searches are asked of, one after the other.
    """

    home: Path
    toy: bool
    demo: Demo
    sizes: tuple[int, ...] = SIZES
    draw: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311

    def member(self, handle: str) -> Member:
        """Return somebody of the organisation."""
        return next(one for one in self.demo.members if one.user.handle == handle)

    def members_of(self, name: str) -> list[Member]:
        """Return who holds the key of a team."""
        held = Membership.objects.filter(team__name=name, status=Membership.Status.MEMBER)
        refs = set(held.values_list("user_id", flat=True))
        return [one for one in self.demo.members if one.user.ref in refs]

    def copy(self, name: str) -> Path:
        """Copy everything into a folder of its own, and say where: its keys open the same pages."""
        for folder in ("data", "run"):
            shutil.copytree(self.home / folder, self.home / name / folder)
        return self.home / name

    def visits(self, many: int) -> int:
        """Return how often something is asked."""
        return 1 if self.toy else many


def make_house(home: Path, *, toy: bool, sizes: tuple[int, ...] = SIZES) -> House:
    """Make tables, keys and people; the environment is `environment(home)` and Django is set up."""
    prepare()
    draw = random.Random(7)  # noqa: S311
    demo = make_demo(cases=0, draw=draw, progress=lambda _made, _of: None)
    return House(home, toy, demo, sizes=(80,) if toy else sizes)


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
    settle()
    return Client(SERVER_NAME=HOST)

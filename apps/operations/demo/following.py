"""What invented people need, and how they are once they have arrived."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from apps.cases import actions
from apps.cases.actions import Hand, Told
from apps.cases.following import asked_for
from apps.cases.vocabulary import NEEDS

# How long ago somebody arrived, in days, by the stage that they stand in.
AGO: Final = {"arrived": (2, 17), "follow_up": (16, 210)}
TOLD: Final = (
    ("well", "safe", "Yes. The neighbours greet, and nobody asks."),
    ("well", "means", "Three mornings a week in a bakery; the language class at night."),
    ("struggling", "housing", "A shared room until spring, then nobody knows."),
    ("struggling", "papers", "Registered; the interview was put off twice."),
    ("not_reached", "", ""),
)


def note_needs(hand: Hand, draw: random.Random) -> None:
    """Note a few needs, some of which are met already."""
    needs = draw.sample(list(NEEDS), draw.randint(1, 4))
    actions.set_needs(hand, {need: draw.choice(("open", "open", "met")) for need in needs})


def follow(take: Callable[[], Hand], stage: str, draw: random.Random) -> None:
    """Let them be there, and in *follow-up* let somebody have asked how they are."""
    if stage not in AGO:
        return
    today = datetime.now(UTC).date()
    day = today - timedelta(days=draw.randint(*AGO[stage]))
    opened = actions.arrive([take()], day=day, closing="They are there.")
    if stage == "follow_up" and asked_for(opened.file.way.travel, today):
        outcome, question, words = draw.choice(TOLD)
        answers = {question: words} if question else {}
        actions.make_follow_up(take(), Told(outcome, answers))

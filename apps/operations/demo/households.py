"""Invented people around the applicant: some travel, some know; linked cases of their own."""

import random
from typing import Final

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.casefile import PersonSet

# Who, by which name, what they are told instead, and under 18.
_PEOPLE: Final = (
    ("parent", "the mother", "the course abroad", False),
    ("sibling", "the younger brother", "a visit to an aunt", True),
    ("partner", "the partner", "", False),
    ("child", "the daughter", "the holidays", True),
    ("companion", "the friend from work", "", False),
)


def add_household(hand: Hand, draw: random.Random) -> None:
    """Write one to three people in; whoever is told something instead does not know."""
    people = [
        PersonSet(
            by=hand.me,
            at=hand.now,
            person="",
            kind=kind,
            name=name,
            travels="later" if draw.random() < 0.2 else "yes",
            knows="no" if say else draw.choice(("yes", "yes", "unknown")),
            say=say,
            minor=minor,
            consent=not (say or minor),
        )
        for kind, name, say, minor in draw.sample(_PEOPLE, draw.randint(1, 3))
    ]
    opened = actions.add_people(hand, people)
    newer = Hand(opened, hand.by, hand.keyring, opened.sequence, at=hand.at)
    actions.set_papers(
        newer,
        person="",
        name="Noor Example",
        number=f"EX{draw.randrange(10**6):06}",
        born="1994",
        differs=draw.random() < 0.5,
    )


def link_partners(one: Hand, other: Hand) -> None:
    """Link two cases, of which one is the partner's where a partner stands in the other."""
    people = one.opened.file.way.household.people.values()
    partner = next((who.person for who in people if who.kind == "partner"), "")
    actions.link_cases(one, other, kind="partner", person=partner)

"""Makes the invented organisation: three teams, their people, and cases in every stage."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings

from apps.cases import actions, vocabulary
from apps.cases.actions import Hand
from apps.cases.admission import admit
from apps.cases.errors import NotAdmitted
from apps.cases.gates import lacks_guardian
from apps.cases.kept import Keys
from apps.cases.papers import Kind, write_team_paper
from apps.cases.queries import open_case
from apps.cases.rules import Rules
from apps.crypto.contexts import REF
from apps.crypto.submission import open_mailbox_key
from apps.intake.actions import publish_shipped
from apps.mailbox.actions import send_words
from apps.mailbox.models import Mailbox
from apps.mailbox.visits import Visit
from apps.operations.demo import words
from apps.operations.demo.following import follow, note_needs
from apps.operations.demo.households import add_household, link_partners
from apps.operations.demo.keeping import keep
from apps.operations.demo.multiplying import multiply
from apps.operations.demo.people import Member, make_member, share_key
from apps.operations.demo.plans import FUNDS, add_plan
from apps.operations.demo.requests import Request, invent, send
from apps.operations.demo.travelling import travel
from apps.teams.actions import add_membership, make_team
from apps.teams.models import Team
from apps.web.actions import change_organisation, found_organisation

HOUR: Final = 3600
DAY: Final = 24 * HOUR
THREE_WEEKS: Final = timedelta(weeks=3)
# Past so many, every hand would only repeat itself.
BY_HAND: Final = 200
# The first of a team is a request that nobody has opened: there must be others to say again.
FEWEST: Final = 4
LANGUAGES: Final = ("ru", "ar", "en")
# Nobody who is under way is set aside.
ASIDE_IN: Final = frozenset({"screening", "verification", "assessment"})
# Every stage has come once; then the first of all asks once more: a double that is one.
ASKED_AGAIN: Final = 12
# Among so many of a team, those in which people stand are linked.
LINKED_AMONG = 40
# How often each stage comes in an organisation's life; "" is a request that nobody has opened.
STAGES: Final = {
    "": 14,
    "received": 4,
    "screening": 18,
    "verification": 22,
    "assessment": 22,
    "planning": 26,
    "pre_departure": 10,
    "in_transit": 4,
    "arrived": 10,
    "follow_up": 20,
    "closed": 30,
}


@dataclass(slots=True)
class Tally:
    """Counts what was made, and tells it."""

    of: int
    progress: Callable[[int, int], None]
    made: int = 0

    def add(self, more: int) -> None:
        """So many more were made."""
        self.made += more
        self.progress(self.made, self.of)


@dataclass(slots=True)
class Demo:
    """What was made: people with how they sign in, and the code of one applicant."""

    members: list[Member] = field(default_factory=list)
    example: Request | None = None


def make_demo(
    *,
    cases: int,
    draw: random.Random,
    progress: Callable[[int, int], None],
    by_hand: int = BY_HAND,
    workers: int = 1,
) -> Demo:
    """Make everything; the database must be empty.

    So many cases come about act by act, ``by_hand``; the rest are said again in other people's
    names, sealed in ``workers`` processes.
    """
    _found()
    demo = Demo()
    dan = make_member("dan", role="operator", by=None)
    demo.members.append(dan)
    teams = _make_teams(demo, dan)
    tally = Tally(cases, progress)
    for team, members, share in teams:
        # Only the receiving team's key is sealed to: each takes its turn while the demo is made.
        Team.objects.filter(receiving=True).update(receiving=False)
        Team.objects.filter(ref=team.ref).update(receiving=True)
        wanted = round(cases * share)
        acted = min(wanted, max(FEWEST, round(by_hand * share)))
        keep(team, members[0])
        made: list[Request] = []
        told: set[str] = set()
        for number in range(acted):
            if len(made) == ASKED_AGAIN:
                made.append(_ask_again(made[0], team))
            else:
                made.append(_make_case(team, members, _stage(draw, number), draw, told))
            tally.add(1)
        travel(made, members[0], members[1])
        _link_some(made, members[0])
        demo.example = demo.example or next(iter(made), None)
        if wanted > acted:
            seed, many = draw.randrange(2**32), wanted - acted
            multiply(
                team=team, by=members[0], count=many, seed=seed, workers=workers, made=tally.add
            )
    Team.objects.filter(receiving=True).update(receiving=False)
    Team.objects.filter(ref=teams[0][0].ref).update(receiving=True)
    change_organisation(changes={"opened": True})
    return demo


def _found() -> None:
    languages = [code for code, _name in settings.DESK_LANGUAGES]
    found_organisation(
        name="Farshore demo",
        languages=languages,
        countries=list(words.COUNTRIES),
        promise_days=4,
        danger_words=words.DANGER,
        who_we_are=words.WHO,
        other_ways=words.OTHER_WAYS,
        leave_address="https://www.wikipedia.org/",
        notices="mail",
    )
    publish_shipped()


def _make_teams(demo: Demo, dan: Member) -> list[tuple[Team, list[Member], float]]:
    made = []
    for name, share, people in (
        (
            "Harbour",
            0.7,
            (("amira", "caseworker"), ("bo", "caseworker, coordinator"), ("farah", "caseworker")),
        ),
        ("Lighthouse", 0.2, (("chioma", "caseworker"), ("henrik", "caseworker"))),
        ("Orchard", 0.1, (("ines", "caseworker"), ("jun", "caseworker"))),
    ):
        team = make_team(name=name, kind=Team.Kind.CASEWORK, by=dan.user)
        members = [make_member(handle, role=role, by=dan.user) for handle, role in people]
        share_key(team, members)
        first = members[0]
        keys: Keys = {"team": team, "user": first.user, "keyring": first.keyring}
        write_team_paper(Kind.RULES, Rules(funds=[*FUNDS]), version=0, **keys)
        demo.members += members
        made.append((team, members, share))
    oversight = make_team(name="Oversight", kind=Team.Kind.OVERSIGHT, by=dan.user)
    overseers = [make_member("olu", role="oversight", by=dan.user)]
    share_key(oversight, overseers)
    waiting = make_member("gita", role="caseworker, waits for the key", by=dan.user)
    add_membership(team=made[0][0], user=waiting.user)
    kaya = make_member("kaya", role="coordinator, of no team", by=dan.user)
    demo.members += [*overseers, waiting, kaya]
    return made


def _stage(draw: random.Random, number: int) -> str:
    # Every stage once before chance decides.
    known = list(STAGES)
    return known[number] if number < len(known) else draw.choices(known, list(STAGES.values()))[0]


def _ask_again(earlier: Request, team: Team) -> Request:
    answers = dict(earlier.answers)
    answers["story"] = f"{answers['story']} {words.AGAIN[earlier.language]}"
    return send(answers, team=team, language=earlier.language, arrived=int(time.time()) - HOUR)


def _make_case(
    team: Team, members: Sequence[Member], stage: str, draw: random.Random, told: set[str]
) -> Request:
    now = int(time.time())
    place = list(STAGES).index(stage)
    age = draw.randint(1, 40) * HOUR if place < 2 else draw.randint(3, 20) * DAY * place // 2
    language = draw.choices(LANGUAGES, (5, 4, 2))[0]
    answers = invent(draw, language, told)
    request = send(answers, team=team, language=language, arrived=now - age)
    if stage:
        _work(request, draw.choice(members), members, stage, draw)
    elif draw.random() < 0.3:
        _write(request, draw.choice(words.TALKS[language])[1], now - age // 2)
    return request


def _link_some(made: Sequence[Request], by: Member) -> None:
    """Link every other two of the cases in which people are written in."""
    opened = []
    for one in made[-LINKED_AMONG:]:
        # Some stay unread.
        with suppress(NotAdmitted):
            opened.append(open_case(ref=one.case.ref, user=by.user, keyring=by.keyring))
    hands = [
        Hand(one, by.user, by.keyring, one.sequence)
        for one in opened
        if one.file.way.household.people and one.file.stage != "closed"
    ]
    for hand, other in zip(hands[::4], hands[1::4], strict=False):
        link_partners(hand, other)


def _write(request: Request, text: str, at: int) -> None:
    """Let the applicant write, as with their code."""
    mailbox = Mailbox.objects.get(ref=UUID(bytes=request.stretched.locator_hash[:REF]))
    key = open_mailbox_key(mailbox.sealed, request.stretched.open_key)
    send_words(
        visit=Visit(mailbox, key, request.stretched.front_key, at),
        text=text,
        token=f"{at:032x}",
        at=at,
    )


class _Work:
    """One caseworker's acts on one case, each at its own time."""

    def __init__(self, request: Request, by: Member, draw: random.Random) -> None:
        self.request, self.by, self.draw = request, by, draw
        self.now = int(time.time())
        self.at = min(request.arrived + draw.randint(1, 10) * HOUR, self.now)
        admit(case=request.case, user=by.user, keyring=by.keyring, at=self.at)

    def hand(self, *, later: bool = True) -> Hand:
        """Take the case as it is now, some time later or at once."""
        if later:
            self.at += (self.now - self.at) // self.draw.randint(4, 14)
        ref = self.request.case.ref
        opened = open_case(ref=ref, user=self.by.user, keyring=self.by.keyring)
        return Hand(opened, self.by.user, self.by.keyring, opened.sequence, at=self.at)

    def talk(self, turns: int) -> None:
        """Ask and be answered; the last answer may wait unread."""
        for asked, told in words.TALKS[self.request.language][:turns]:
            actions.send_message(self.hand(), text=asked)
            self.at = min(self.at + HOUR, self.now)
            _write(self.request, told, self.at)
            if self.draw.random() < 0.8:
                self.at = min(self.at + self.draw.randint(1, 9) * HOUR, self.now)
                actions.read_case(
                    ref=self.request.case.ref,
                    user=self.by.user,
                    keyring=self.by.keyring,
                    at=self.at,
                )


def _work(
    request: Request, by: Member, members: Sequence[Member], stage: str, draw: random.Random
) -> None:
    work = _Work(request, by, draw)
    if stage == "received":
        return
    risk = draw.choices(list(vocabulary.RISKS), (1, 4, 7, 6))[0]
    actions.set_risk(work.hand(), risk=risk)
    owner = None if draw.random() < 0.1 else draw.choice(members).user
    actions.set_owner(work.hand(), owner=owner)
    hand = work.hand()
    actions.promise_day(hand, day=datetime.fromtimestamp(hand.now, UTC).date() + THREE_WEEKS)
    actions.move_case(work.hand(), stage="screening")
    work.talk(draw.randint(0, 1 + list(STAGES).index(stage) // 2))
    if draw.random() < 0.6:
        actions.add_note(work.hand(), text=draw.choice(words.NOTES))
    if draw.random() < 0.4:
        add_household(work.hand(), draw)
    _check(work, [one for one in members if one.user != by.user], stage)
    _finish(work, stage, draw)
    if stage != "closed" and draw.random() < 0.85:
        # Most risks were looked at again in time: a list where all is late teaches nothing.
        work.at = max(work.at, work.now - draw.randint(1, 20) * HOUR)
        actions.set_risk(work.hand(), risk=risk)


def _check(work: _Work, others: Sequence[Member], stage: str) -> None:
    """Let two people check and one approve, as the gates before a stage ask for."""
    place = vocabulary.ORDER.index(stage)
    if stage == "closed" or not others or place < vocabulary.ORDER.index("planning"):
        return
    actions.make_check(work.hand(), check="first_interview", result="pass")
    other = _Work(work.request, others[0], work.draw)
    other.at = work.at
    actions.make_check(other.hand(), check="second_interview", result="pass")
    opened = other.hand().opened
    if lacks_guardian(opened.file, opened.answers, to=stage):
        actions.make_check(other.hand(), check="guardian", result="pass")
    work.at = other.at
    add_plan(other.hand(later=False), stage)
    if place > vocabulary.ORDER.index("planning"):
        actions.move_case(work.hand(), stage="planning")
        opened = actions.ask_approval(work.hand())
        other.at = work.at
        (asked,) = opened.file.work.approvals
        actions.answer_approval(other.hand(), approval=asked, answer="approved")
        work.at = other.at


def _finish(work: _Work, stage: str, draw: random.Random) -> None:
    if stage == "closed":
        reason = draw.choice(("relocated_settled", "no_route", "referred_completed", "unreachable"))
        text = words.TALKS[work.request.language][-1][0]
        actions.close_case(work.hand(), reason=reason, words=text)
        return
    if stage != "screening":
        actions.move_case(work.hand(), stage=stage)
    if draw.random() < 0.5:
        note_needs(work.hand(), draw)
    follow(work.hand, stage, draw)
    if stage == "planning" and draw.random() < 0.4:
        actions.ask_approval(work.hand(), why=draw.choice(words.ASKED))
    elif draw.random() < (0.25 if stage in ASIDE_IN else 0):
        aside = draw.choice(("awaiting_applicant", "on_hold", "waitlisted", "declined"))
        reason = "no_capacity" if aside == "declined" else ""
        actions.set_aside(work.hand(), aside=aside, reason=reason)
    day = datetime.now(UTC).date() + timedelta(days=draw.randint(-2, 9))
    actions.promise_day(work.hand(), day=day)

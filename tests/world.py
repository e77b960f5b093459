"""A small organisation for tests: Harbour with Amira and Bo, and everybody around it.

    def test_it_…(db: None) -> None:
        world = make_world()
        request = submit(world)
        page = desk(world.amira).get(f"/desk/cases/{request.ref}/")

Amira and Bo hold Harbour's key (Bo is coordinator), Chioma another team's, Olu oversight's; Dan is
the operator. The front door is open in English, Russian and Arabic.
"""

import base64
import time
from copy import copy, deepcopy
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.utils import timezone

from apps.accounts import sessions
from apps.accounts.models import Session
from apps.accounts.sessions import Unlocked
from apps.cases.answers import Answer, Answers, Consent, Party, encode_answers, skipped_of
from apps.crypto import Keyring
from apps.crypto.code import new_code, stretch_code
from apps.crypto.session import session_id
from apps.crypto.submission import SealedSubmission, seal_submission
from apps.intake.actions import publish_shipped, receive
from apps.teams.actions import (
    add_membership,
    confirm_team,
    hand_over_key,
    make_first_epoch,
    make_team,
)
from apps.teams.chain import checked_chain
from apps.teams.models import Team
from apps.teams.queries import current_epoch, key_digest
from apps.web.actions import found_organisation
from apps.web.costs import code_cost
from apps.web.models import Organisation
from tests.people import Person, make_person
from tests.rows import Rows, all_rows, put_rows

STORY: Final = "Они приходили дважды. Дома меня больше не ждут."
DANGER: Final = "Call the police of the country you are in."
WHO: Final = "Seven people who help others to leave."


@dataclass(slots=True)
class World:
    """The organisation, its teams and its people."""

    organisation: Organisation
    harbour: Team
    lighthouse: Team
    oversight: Team
    amira: Person
    bo: Person
    chioma: Person
    dan: Person
    olu: Person


@dataclass(slots=True)
class Sent:
    """A request as its applicant knows it (the code) and as it is stored (the ref)."""

    ref: UUID
    code: bytes
    submission: SealedSubmission
    answers: Answers
    url: str = field(default="")

    def __post_init__(self) -> None:
        self.url = f"/desk/cases/{self.ref}/"


_made: dict[int, tuple[World, Rows]] = {}


def make_world() -> World:
    """Set the organisation up as far as the front door can open, and open it.

    It is made once for each hour of the clock, and its rows put back for every further test.
    """
    hour = int(time.time()) // 3600
    if hour in _made:
        world, rows = _made[hour]
        put_rows(rows)
        return unused(world)
    found_empty = not all_rows()
    world = _make_world()
    if found_empty:
        _made[hour] = (unused(world), all_rows())
    return world


def unused(world: World) -> World:
    """Return a copy of which a test may change all but the keys, which nothing changes."""
    keys = [
        person.keyring for person in (world.amira, world.bo, world.chioma, world.dan, world.olu)
    ]
    return deepcopy(world, {id(one): _holding_the_same(one) for one in keys})


def _holding_the_same(keyring: Keyring) -> Keyring:
    same = copy(keyring)
    for name, held in vars(keyring).items():
        vars(same)[name] = dict(held) if isinstance(held, dict) else held
    return same


def _make_world() -> World:
    languages = ("en", "ru", "ar")
    organisation = found_organisation(
        name="Harbour Light",
        languages=list(languages),
        danger_words=dict.fromkeys(languages, DANGER),
        who_we_are=dict.fromkeys(languages, WHO),
        leave_address="https://www.wikipedia.org/",
        accepting=True,
        opened=True,
    )
    publish_shipped()
    dan = make_person("dan", is_operator=True)
    bo = make_person("bo", is_coordinator=True)
    amira, chioma, olu = make_person("amira"), make_person("chioma"), make_person("olu")
    oversight = _team("Oversight", "oversight", by=dan, first=olu)
    harbour = _team("Harbour", "casework", by=dan, first=amira)
    let_in(harbour, bo, by=amira)
    lighthouse = _team("Lighthouse", "casework", by=dan, first=chioma)
    return World(organisation, harbour, lighthouse, oversight, amira, bo, chioma, dan, olu)


def _team(name: str, kind: str, *, by: Person, first: Person) -> Team:
    team = make_team(name=name, kind=kind, by=by.user)
    add_membership(team=team, user=first.user)
    make_first_epoch(team=team, user=first.user, keyring=first.keyring)
    return team


def fresh(person: Person) -> Keyring:
    """Return a keyring as a new request has it: the person's secret and nothing else."""
    return Keyring(user=person.keyring.user, secret=person.keyring.secret)


def let_in(team: Team, newcomer: Person, *, by: Person) -> None:
    """Hand a team's key over, as two colleagues do who read the words to each other."""
    add_membership(team=team, user=newcomer.user)
    confirmed = key_digest(newcomer.keyring.kem.public_bytes)
    hand_over_key(team=team, to=newcomer.user, keyring=by.keyring, by=by.user, confirmed=confirmed)
    chain = checked_chain(team)
    assert chain is not None
    confirm_team(
        team=team,
        user=newcomer.user,
        keyring=newcomer.keyring,
        confirmed=chain.first.digest,
    )


def desk(person: Person, *, just_now: bool = True) -> Client:
    """Return a browser in which this person has signed in; ``just_now`` or longer ago.

    Faster than signing in through the page, which is what `tests.people.desk_of` does.
    """
    now = timezone.now()
    seconds = int(now.timestamp())
    token = sessions.new_token()
    unlocked = Unlocked(
        secret=person.keyring.secret,
        started=seconds,
        factor_at=seconds,
        passphrase_at=seconds if just_now else 0,
        idle=sessions.IDLE_MINUTES,
    )
    Session.objects.create(
        id=session_id(token),
        user=person.user,
        idle_at=sessions.idle_at(now, sessions.IDLE_MINUTES),
        ends_at=sessions.ends_at(now),
        sealed=sessions.seal_unlocked(unlocked, token=token, user=person.user),
    )
    browser = Client()
    browser.cookies[settings.DESK_COOKIE_NAME] = base64.urlsafe_b64encode(token).decode()
    return browser


def noors_answers(
    *, party: Party = "self", language: str = "ru", safety: str = "danger_soon", story: str = STORY
) -> Answers:
    """Return what Noor answers: in Russian, from Georgia."""
    safe = {
        "danger_now": "Я в опасности сейчас",
        "danger_soon": "Мне может скоро грозить опасность",
        "safe": "Сейчас я в безопасности",
    }[safety]
    return Answers(
        language=language,
        questionnaire=1,
        party=party,
        answers=[
            Answer("safety", "Вы сейчас в безопасности?", "choice", safety, safe),
            Answer("name", "Как к вам обращаться?", "text", "Нур", "Нур"),
            Answer("language", "На каком языке отвечать?", "language", language, "русский"),
            Answer("not_say", "Чего нам не говорить?", "text", "партнёр", "партнёр"),
            Answer("country", "В какой вы стране?", "country", "GE", "Грузия"),
            Answer("story", "Что случилось, коротко?", "long", story, story),
        ],
        consent=Consent(version=1, text="Да, читайте и решайте."),
    )


def submit(
    world: World,
    *,
    answers: Answers | None = None,
    hour: int | None = None,
    code: bytes = b"",
    second: bytes = b"",
) -> Sent:
    """Send a request as the front door does; ``hour`` is when it arrives, in Unix time.

    ``second`` is a second code.
    """
    answers = answers or noors_answers()
    code = code or new_code()
    epoch = current_epoch(world.harbour)
    assert epoch is not None
    submission = seal_submission(
        team=epoch.team,
        number=epoch.number,
        public_key=epoch.public_key,
        answers=encode_answers(answers),
        code=stretch_code(code, bytes(world.organisation.site_salt), code_cost()),
        second=stretch_code(second, bytes(world.organisation.site_salt), code_cost())
        if second
        else None,
        skipped=skipped_of(answers),
    )
    case = receive(submission=submission, hour=int(time.time()) if hour is None else hour)
    return Sent(case.ref, code, submission, answers)

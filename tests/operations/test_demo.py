"""The invented organisation: everything in it opens, and it never mixes with people who exist."""

import random
import re
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Sum
from django.test import Client
from django.utils import timezone

from apps.accounts.models import KeyPair, User
from apps.accounts.wraps import open_with_passphrase
from apps.audit.queries import verify
from apps.cases.admission import list_cases
from apps.cases.casefile import Approval
from apps.cases.doubles import read_doubles
from apps.cases.kept import Keys
from apps.cases.models import Case, Segment, Summary
from apps.cases.other_ways import read_other_ways
from apps.cases.partners import read_partners
from apps.cases.plans import sums_of
from apps.cases.queries import open_case
from apps.cases.traits import sentences
from apps.operations.demo.making import LANGUAGES, STAGES, make_demo
from apps.operations.demo.requests import invent
from apps.operations.demo.words import PARTNERS, STORIES, WAYS, plain_story
from apps.teams.models import Team
from tests.people import make_person
from tests.rows import Rows, all_rows, put_rows

CASES = 16


_made: list[tuple[str, Rows]] = []


@pytest.fixture
def printed(db: None) -> str:
    """A demo, made once; its rows are put back for every further test."""
    if _made:
        put_rows(_made[0][1])
    else:
        empty = not all_rows()
        out = StringIO()
        call_command("demo", cases=CASES, stdout=out, stderr=StringIO())
        if not empty:
            return out.getvalue()
        _made.append((out.getvalue(), all_rows()))
    return _made[0][0]


def passphrases(printed: str) -> dict[str, str]:
    found = re.findall(r"^(\S+)  \(.*\)\n  passphrase +(.+)$", printed, re.MULTILINE)
    return dict(found)


def backup_codes(printed: str, handle: str) -> list[str]:
    part = printed.split(f"\n{handle}  (")[1]
    return re.findall(r"backup codes +(.+)", part)[0].split()  # type: ignore[no-any-return]


def drawn() -> random.Random:
    return random.Random(7)  # noqa: S311


def test_it_makes_what_was_asked_for(printed: str) -> None:
    assert abs(Case.objects.count() - CASES) <= 1
    assert Team.objects.filter(kind="casework").count() == 3


def test_it_prints_everybody_who_can_sign_in(printed: str) -> None:
    joined = User.objects.filter(key_pair__isnull=False)
    assert set(passphrases(printed)) == set(joined.values_list("handle", flat=True))


def test_it_lets_in_whom_it_prints(printed: str) -> None:
    amira = {
        "handle": "amira",
        "passphrase": passphrases(printed)["amira"],
        "code": backup_codes(printed, "amira")[0],
    }
    browser = Client()
    assert browser.post("/desk/sign-in/", amira).status_code == 302
    assert browser.get("/desk/cases/").status_code == 200


def test_it_opens_an_applicants_mailbox_with_the_code_it_prints(printed: str) -> None:
    address, words, digits = re.findall(
        r"comes back at \S+?(/\w+/return/)\n  (.+)\n  (.+)", printed
    )[0]
    for code in (words, digits):
        page = Client().post(address, {"code": code})
        assert page.status_code == 200
        assert "state" in page.context


def test_it_makes_cases_in_every_stage_that_all_open(printed: str) -> None:

    found = set()
    for handle in ("amira", "chioma", "ines"):
        key_pair = KeyPair.objects.get(user__handle=handle)
        keyring = open_with_passphrase(key_pair, passphrases(printed)[handle])
        listed = list_cases(user=key_pair.user, keyring=keyring)
        found |= {row.body.stage for row in listed.rows if row.body}
        assert not [row for row in listed.rows if row.body is None]
    assert found == set(STAGES) - {""}


def test_it_plans_as_people_do(db: None) -> None:
    """Some of a plan is blocked, some late, some paid."""
    demo = make_demo(cases=24, draw=drawn(), progress=lambda _done, _of: None)
    amira = next(one for one in demo.members if one.user.handle == "amira")
    plans, today = [], timezone.localdate().isoformat()
    for case in Case.objects.filter(team__name="Harbour", casekey__isnull=False):
        file = open_case(ref=case.ref, user=amira.user, keyring=amira.keyring).file
        plans += [*file.way.plan.items.values()]
    stand = Counter(item.status for item in plans)
    assert min(stand[status] for status in ("planned", "in_progress", "blocked", "done")) > 0
    assert any(item.is_open and item.said.due < today for item in plans)
    assert {one.currency for one in sums_of(plans)} == {"EUR"}
    assert sum(one.paid for one in sums_of(plans)) > 0


def test_it_invents_nobody_who_seems_to_be_somebody_else() -> None:
    draw, known = drawn(), set[str]()
    told: Counter[str] = Counter()
    for number in range(140):
        answers = invent(draw, LANGUAGES[number % 3], known)
        told.update(sentences(str(answers["story"])))
        told[f"{answers.get('name')} {answers.get('country')}"] += 1
    assert {mark for mark, times in told.items() if times > 1} <= {"None None"}
    assert "[" not in "".join(map(plain_story, STORIES["en"]))


@pytest.mark.soak
def test_it_says_again_what_opens_as_whole_as_what_was_done_by_hand(db: None) -> None:
    told: list[int] = []
    demo = make_demo(cases=60, by_hand=30, draw=drawn(), progress=lambda made, _: told.append(made))
    assert told[-1] == Case.objects.count() == 60
    asked: list[Approval] = []
    for handle, team in (("bo", "Harbour"), ("henrik", "Lighthouse"), ("jun", "Orchard")):
        member = next(one for one in demo.members if one.user.handle == handle)
        for case in Case.objects.filter(team__name=team, casekey__isnull=False):
            opened = open_case(ref=case.ref, user=member.user, keyring=member.keyring)
            entries = [entry for thread in opened.threads for entry in thread.entries]
            assert not opened.damaged
            assert opened.answers is not None
            assert all(entry.named or entry.from_applicant for entry in entries)
            acted = [event.body.at for event in opened.events if event.body]
            assert acted == sorted(acted)
            asked += [one for one in opened.file.work.approvals.values() if not one.answer]
        keys: Keys = {
            "team": Team.objects.get(name=team),
            "user": member.user,
            "keyring": member.keyring,
        }
        assert len(read_other_ways(**keys)[0].items) == len(WAYS)
        assert len(read_partners(**keys)[0].items) == len(PARTNERS)
        rows = list_cases(user=member.user, keyring=member.keyring).rows
        for row in rows:
            opened = open_case(ref=row.ref, user=member.user, keyring=member.keyring)
            assert row.body == opened.summary()
        packed = Segment.objects.filter(team__name=team).aggregate(Sum("count"))["count__sum"]
        mine = Summary.objects.filter(team__name=team)
        assert packed == mine.filter(packed=F("summed")).count() > mine.count() / 2
    assert asked


def test_the_first_of_a_team_asks_once_more_and_is_found(db: None) -> None:
    demo = make_demo(cases=19, draw=drawn(), progress=lambda _made, _of: None)
    bo = next(one for one in demo.members if one.user.handle == "bo")
    list_cases(user=bo.user, keyring=bo.keyring)
    doubles = {}
    for case in Case.objects.filter(team__name="Harbour"):
        opened = open_case(ref=case.ref, user=bo.user, keyring=bo.keyring)
        if found := read_doubles(opened, keyring=bo.keyring):
            doubles[case.ref] = {one.ref for one in found}
    assert demo.example is not None
    (other,) = doubles[demo.example.case.ref]
    assert doubles == {demo.example.case.ref: {other}, other: {demo.example.case.ref}}


@pytest.mark.soak
def test_it_seals_in_several_processes_what_it_seals_in_one(db: None) -> None:
    demo = make_demo(
        cases=24, by_hand=12, draw=drawn(), progress=lambda _made, _of: None, workers=2
    )
    bo = next(one for one in demo.members if one.user.handle == "bo")
    listed = list_cases(user=bo.user, keyring=bo.keyring).rows
    assert len(listed) == Case.objects.filter(team__name="Harbour").count() == 17
    assert not [row for row in listed if row.body is None or row.body.damaged]


def test_it_leaves_a_whole_record(printed: str) -> None:
    assert verify() == []


def test_it_refuses_where_people_exist(db: None) -> None:
    make_person("noor")
    with pytest.raises(CommandError, match="not empty"):
        call_command("demo", cases=1, stdout=StringIO())

"""What a team decides on its work holds, within what nobody may decide."""

from datetime import timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from apps.cases import actions, vocabulary
from apps.cases.admission import list_cases
from apps.cases.models import Paper
from apps.cases.papers import Kind, read_team_paper, write_team_paper
from apps.cases.rules import Kept, Rules
from tests.cases.acts import again, hand, read
from tests.people import Person
from tests.world import Sent, World, noors_answers, submit

HOUR = 3600
hours = st.dictionaries(
    st.sampled_from([*vocabulary.RISKS, "danger_now", "danger_soon", "safe", "odd"]),
    st.integers(-(2**40), 2**40),
)
decided = st.builds(
    Rules,
    gates=st.dictionaries(st.sampled_from(["checks", "travel", "odd"]), st.text(max_size=9)),
    hidden=st.lists(st.sampled_from([*vocabulary.ORDER, "odd"])),
    groups_only=st.booleans(),
    look_again=hours,
    first_action=hours,
    first_reading=hours,
    kept=st.dictionaries(
        st.sampled_from(list(vocabulary.REASONS)),
        st.builds(Kept, days=st.integers(-(2**40), 2**30), why=st.text(max_size=5)),
    ),
    follow_ups=st.lists(st.integers(-(2**40), 2**40)),
)


def decide(world: World, rules: Rules, *, by: Person | None = None) -> None:
    """Write Harbour's rules, as its coordinator does."""
    bo = by or world.bo
    _, version = read_team_paper(
        Kind.RULES, Rules, team=world.harbour, user=bo.user, keyring=bo.keyring
    )
    write_team_paper(
        Kind.RULES, rules, version=version, team=world.harbour, user=bo.user, keyring=bo.keyring
    )


@given(decided)
def test_it_never_lengthens_a_clock_whatever_the_paper_says(rules: Rules) -> None:
    for risk in vocabulary.RISKS:
        assert timedelta(0) < rules.looked_again(risk) <= vocabulary.LOOK_AGAIN[risk]
        assert timedelta(0) < rules.first_acted(risk) <= vocabulary.FIRST_ACTION[risk]
    for safety in ("danger_now", "danger_soon", "safe", ""):
        for party in ("self", "other"):
            shipped = vocabulary.first_reading(safety, party)
            assert timedelta(0) < rules.read_first(safety, party) <= shipped


@given(decided)
def test_it_keeps_no_case_shorter_and_longer_only_with_a_reason(rules: Rules) -> None:
    for reason, shipped in vocabulary.KEEP.items():
        kept = rules.keeps(reason)
        assert (kept is None) == (shipped is None)
        if kept is not None and shipped is not None:
            assert shipped <= kept <= timedelta(days=730)
            longer = rules.kept.get(reason)
            assert kept == shipped or (longer is not None and longer.why.strip())


@given(decided)
def test_it_always_offers_where_a_case_begins(rules: Rules) -> None:
    offered = rules.offered()
    assert offered[0] == "received"
    assert set(offered) <= set(vocabulary.ORDER[:-1])
    assert all(rules.mode(gate) in vocabulary.GATE_MODES for gate in vocabulary.GATES)


@given(decided)
def test_it_reads_the_rules_that_it_wrote(rules: Rules) -> None:
    assert msgspec.json.decode(msgspec.json.encode(rules), type=Rules) == rules


@given(decided)
def test_it_asks_how_they_are_within_two_years_whatever_the_paper_says(rules: Rules) -> None:
    days = rules.asked_after()
    assert 1 <= len(days) <= 12
    assert days == sorted(set(days))
    assert all(1 <= day <= 730 for day in days)


def test_it_looks_at_a_risk_as_soon_as_the_team_decided(world: World, request_: Sent) -> None:
    decide(world, Rules(look_again={"high": 48}, first_action={"emergency": 2}))
    read(request_, world.amira)
    file = actions.set_risk(hand(request_, world.amira), risk="high").file
    assert file.clock - file.risk_at == 48 * HOUR
    file = actions.set_risk(hand(request_, world.amira), risk="emergency").file
    assert file.act_by - file.risk_at == 2 * HOUR
    assert file.clock - file.risk_at == 24 * HOUR


def test_it_reads_a_new_request_as_soon_as_the_team_decided(world: World) -> None:
    decide(world, Rules(first_reading={"danger_now": 2}))
    sent = submit(world, answers=noors_answers(safety="danger_now"), hour=HOUR)
    list_cases(user=world.amira.user, keyring=world.amira.keyring)
    assert again(sent, world.amira).file.due == 3 * HOUR


def test_it_falls_back_to_the_strictest_where_the_paper_does_not_open(
    world: World, request_: Sent
) -> None:
    decide(world, Rules(gates={"checks": "off"}))
    read(request_, world.amira)
    assert again(request_, world.amira).rules.mode("checks") == "off"
    Paper.objects.update(sealed_paper=b"x" * 200)
    opened = again(request_, world.amira)
    assert opened.rules == Rules()
    assert not opened.damaged


def test_it_takes_a_request_without_a_stage_that_the_team_does_not_use(
    world: World, request_: Sent
) -> None:
    decide(world, Rules(hidden=["screening"]))
    read(request_, world.amira)
    file = actions.take_request(hand(request_, world.amira), risk="high").file
    assert (file.stage, file.risk, file.owner) == ("received", "high", world.amira.user.ref.hex)

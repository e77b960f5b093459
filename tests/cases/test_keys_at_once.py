"""Keys that change while others read, write, send and list: nothing acknowledged is lost.

And nothing is sealed under keys that somebody who has left still has.
"""

from functools import partial
from typing import Any

import pytest

from apps.cases import actions
from apps.cases.admission import list_cases, open_index
from apps.cases.errors import ChangedMeanwhile
from apps.cases.index import Filters, Index
from apps.cases.models import Case, CaseKey, HandedKeys, Message, Submission
from apps.cases.queries import CaseList
from apps.cases.renewing import renew_keys, renew_owed
from apps.mailbox.actions import send_words
from apps.teams.actions import add_membership, end_membership, hand_over_key
from apps.teams.chain import checked_chain
from apps.teams.models import Epoch, Share
from apps.teams.queries import key_digest
from tests.cases.acts import again, hand, read
from tests.cases.keys import epochs_of, opens
from tests.people import Person, make_person
from tests.test_at_once import at_once, failures, held, is_whole, visit_of
from tests.world import Sent, World, fresh, let_in, make_world, submit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def farah(world: World) -> Person:
    farah = make_person("farah")
    let_in(world.harbour, farah, by=world.amira)
    return farah


@pytest.fixture
def worked(world: World, farah: Person) -> Sent:
    sent = submit(world)
    read(sent, farah)
    return sent


def leaves(world: World, person: Person) -> None:
    end_membership(team=world.harbour, user=person.user, by=world.dan.user)


def owed(person: Person) -> Any:
    return renew_owed(user=person.user, keyring=fresh(person))


def note(sent: Sent, person: Person, text: str = "Meanwhile.") -> Any:
    return actions.add_note(hand(sent, person), text=text)


def test_it_makes_new_keys_once_when_two_owe_them_at_once(
    world: World, farah: Person, worked: Sent
) -> None:
    leaves(world, farah)
    assert not failures(at_once(partial(owed, world.amira), partial(owed, world.bo)))
    chain = checked_chain(world.harbour)
    assert chain is not None
    assert chain.newest.number == 4
    assert Share.objects.filter(team=world.harbour).count() == 2
    assert is_whole(world, worked)
    assert owed(world.amira) == []


def test_it_seals_what_was_on_its_way_under_the_new_keys_or_before_them(
    world: World, farah: Person, worked: Sent
) -> None:
    leaves(world, farah)
    taken = hand(worked, world.amira)
    got = at_once(
        partial(owed, world.bo),
        lambda: actions.add_note(taken, text="One."),
        lambda: note(worked, world.bo, "Two."),
    )
    assert not [one for one in failures(got) if not isinstance(one, ChangedMeanwhile)]
    assert is_whole(world, worked)
    opened = again(worked, world.bo)
    assert opened.file.notes == 2 - len(failures(got))
    # Once the keys are renewed, every event names the new generation.
    renewed = CaseKey.objects.get(case=worked.ref)
    assert renewed.epoch == 4


def test_it_lets_a_colleague_make_new_keys_while_another_writes(
    world: World, farah: Person, worked: Sent
) -> None:
    leaves(world, farah)
    held(world, worked, partial(owed, world.bo))
    assert again(worked, world.bo).file.notes == 1
    assert is_whole(world, worked)


def test_it_opens_nothing_written_after_to_who_left(
    world: World, farah: Person, worked: Sent
) -> None:
    known, kept = again(worked, farah).keys, epochs_of(farah, world.harbour)
    leaves(world, farah)
    done = held(world, worked, partial(owed, world.bo))
    after = done.sequence
    at_once(*(partial(note, worked, one) for one in (world.amira, world.bo)))
    case = Case.objects.get(ref=worked.ref)
    assert opens(kept, farah.keyring, case, known=(known,), after=after) == set()


def test_it_goes_on_receiving_while_keys_are_made_anew(
    world: World, farah: Person, worked: Sent
) -> None:
    leaves(world, farah)
    visit, _ = visit_of(worked)
    writing = lambda: send_words(visit=visit, text="Still here.", token="a" * 32)  # noqa: E731
    got = at_once(partial(owed, world.bo), writing, lambda: submit(world), lambda: submit(world))
    assert not failures(got)
    assert (Submission.objects.count(), Message.objects.count()) == (3, 1)
    rows = list_cases(user=world.bo.user, keyring=fresh(world.bo)).rows
    assert len(rows) == 3
    assert all(row.body is not None for row in rows)
    assert set(CaseKey.objects.values_list("epoch", flat=True)) == {4}


def test_it_admits_nothing_under_old_keys(world: World, farah: Person, worked: Sent) -> None:
    for _ in range(3):
        submit(world)
    leaves(world, farah)

    def listing() -> CaseList:
        return list_cases(user=world.amira.user, keyring=fresh(world.amira))

    assert not failures(at_once(partial(owed, world.bo), listing, listing))
    assert set(CaseKey.objects.values_list("epoch", flat=True)) == {
        Epoch.objects.filter(team=world.harbour).count()
    }
    assert all(row.body is not None for row in listing().rows)


def test_it_hands_over_while_another_renews(world: World, farah: Person, worked: Sent) -> None:
    gita = make_person("gita")
    add_membership(team=world.harbour, user=gita.user)
    leaves(world, farah)
    handing = partial(
        hand_over_key,
        team=world.harbour,
        to=gita.user,
        keyring=fresh(world.amira),
        by=world.amira.user,
        confirmed=key_digest(gita.keyring.kem.public_bytes),
    )
    assert not failures(at_once(handing, partial(owed, world.bo)))
    assert checked_chain(world.harbour) is not None
    owed(world.bo)
    assert is_whole(world, worked)
    assert Share.objects.filter(team=world.harbour, user=farah.user).count() == 0


def test_it_restricts_while_a_colleague_writes(world: World, farah: Person, worked: Sent) -> None:
    ours, theirs = hand(worked, world.amira), hand(worked, farah)
    got = at_once(
        lambda: actions.restrict_case(ours, people=[world.bo.user]),
        lambda: actions.add_note(theirs, text="Meanwhile."),
    )
    assert len(failures(got)) <= 1
    restricted = HandedKeys.objects.exists()
    assert restricted != isinstance(got[0], Exception)
    assert is_whole(world, worked)
    if restricted:
        with pytest.raises(Case.DoesNotExist):
            again(worked, farah)


def test_it_moves_while_a_colleague_writes_and_the_applicant_too(
    world: World, worked: Sent
) -> None:
    ours, theirs = hand(worked, world.amira), hand(worked, world.bo)
    visit, _ = visit_of(worked)
    got = at_once(
        lambda: actions.move_to_team(ours, team=world.lighthouse),
        lambda: actions.add_note(theirs, text="Meanwhile."),
        lambda: send_words(visit=visit, text="Still here.", token="a" * 32),
    )
    assert not isinstance(got[2], Exception)
    if isinstance(got[0], Exception):
        actions.move_to_team(hand(worked, world.amira), team=world.lighthouse)
    opened = read(worked, world.chioma)
    assert not opened.damaged
    assert opened.file.notes == (0 if isinstance(got[1], Exception) else 1)
    assert opened.threads[0].entries[0].body is not None


def test_it_takes_over_once_when_two_list_at_once(world: World, worked: Sent) -> None:
    dora = make_person("dora")
    let_in(world.lighthouse, dora, by=world.chioma)
    actions.move_to_team(hand(worked, world.amira), team=world.lighthouse)

    def listing(who: Person) -> int:
        return len(list_cases(user=who.user, keyring=fresh(who)).rows)

    got = at_once(partial(listing, world.chioma), partial(listing, dora))
    assert got == [1, 1]
    assert CaseKey.objects.filter(case=worked.ref).count() == 1
    assert not read(worked, dora).damaged


def test_it_shows_no_restricted_case_to_who_lists_at_the_time(
    world: World, farah: Person, worked: Sent
) -> None:
    taken = hand(worked, world.amira)

    def listing() -> Index:
        return open_index(user=farah.user, keyring=fresh(farah))

    got = at_once(lambda: actions.restrict_case(taken, people=[world.bo.user]), listing, listing)
    assert not failures(got)
    for _ in range(2):
        assert listing().find(Filters()).count == 0


def test_it_renews_while_the_keys_of_another_team_are_renewed(world: World, worked: Sent) -> None:
    dora = make_person("dora")
    let_in(world.lighthouse, dora, by=world.chioma)
    got = at_once(
        lambda: renew_keys(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo)),
        lambda: renew_keys(team=world.lighthouse, user=dora.user, keyring=fresh(dora)),
        lambda: note(worked, world.amira),
    )
    assert not failures(got)
    assert is_whole(world, worked)

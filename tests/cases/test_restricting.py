"""A restricted case: the wider team can neither list, search nor open it, the database included."""

import pytest

from apps.cases import actions
from apps.cases.admission import list_cases, open_index
from apps.cases.arriving import arrived
from apps.cases.casefile import Restricted
from apps.cases.errors import NotAdmitted, TooFewNamed
from apps.cases.index import Filters
from apps.cases.keys import held_keys, named_keys
from apps.cases.models import Case, CaseKey, HandedKeys, Segment, Summary
from apps.cases.renewing import renew_keys
from apps.crypto import CannotOpen
from apps.crypto.casekey import new_case_keys, pack_case_keys
from apps.crypto.handed import Purpose, seal_handed
from apps.mailbox.actions import give_new_code
from apps.teams.actions import end_membership
from tests.cases.acts import again, hand, read, write
from tests.cases.keys import epochs_of, opens
from tests.people import Person, make_person
from tests.world import Sent, World, fresh, let_in, noors_answers, submit


@pytest.fixture
def farah(world: World) -> Person:
    """A third member of Harbour, who is not named."""
    farah = make_person("farah")
    let_in(world.harbour, farah, by=world.amira)
    return farah


@pytest.fixture
def closed(world: World, farah: Person, request_: Sent) -> Sent:
    """A case that Farah has read, and that Amira then restricted to herself and Bo."""
    read(request_, farah)
    open_index(user=farah.user, keyring=fresh(farah))
    actions.restrict_case(
        hand(request_, world.amira), people=[world.amira.user, world.bo.user], why="Her cousin."
    )
    return request_


def listed(person: Person) -> set[object]:
    return {row.ref for row in list_cases(user=person.user, keyring=fresh(person)).rows}


def found(person: Person, words: str) -> int:
    return open_index(user=person.user, keyring=fresh(person), words=words).find(Filters()).count


def test_it_opens_for_the_named_alone(world: World, farah: Person, closed: Sent) -> None:
    for person in (world.amira, world.bo):
        opened = read(closed, person)
        assert not opened.damaged
        assert opened.file.restricted == sorted([world.amira.user.ref.hex, world.bo.user.ref.hex])
        assert closed.ref in listed(person)
        assert found(person, "дважды") == 1
    for person in (farah, world.chioma):
        with pytest.raises(Case.DoesNotExist):
            again(closed, person)
        assert closed.ref not in listed(person)
        assert found(person, "дважды") == 0


def test_it_opens_nothing_from_the_database_either(
    world: World, farah: Person, closed: Sent
) -> None:
    write(world, closed)
    read(closed, world.bo)
    case, epochs = Case.objects.get(ref=closed.ref), epochs_of(farah, world.harbour)
    # When the applicant wrote is all that the team's own key still tells.
    assert {one.split()[0] for one in opens(epochs, farah.keyring, case)} == {"arrival"}
    with pytest.raises(NotAdmitted):
        held_keys(case=case, user=farah.user, keyring=fresh(farah))


def test_it_opens_no_new_event_to_who_kept_the_keys_of_before(
    world: World, farah: Person, request_: Sent
) -> None:
    known = read(request_, farah).keys
    actions.restrict_case(hand(request_, world.amira), people=[world.bo.user])
    before = again(request_, world.amira).sequence - 1
    actions.add_note(hand(request_, world.bo), text="Among us.")
    case, epochs = Case.objects.get(ref=request_.ref), epochs_of(farah, world.harbour)
    assert opens(epochs, farah.keyring, case, known=(known,), after=before) == set()


def test_it_leaves_no_trace_in_the_teams_index(world: World, farah: Person, closed: Sent) -> None:
    assert not CaseKey.objects.filter(case=closed.ref).exists()
    summary = Summary.objects.get(case=closed.ref)
    assert (summary.epoch, summary.packed) == (None, 0)
    assert not Segment.objects.filter(sealed_facets__isnull=False).exists()
    for _ in range(2):
        assert found(farah, "дважды") == 0
        assert found(world.bo, "дважды") == 1


def test_it_is_nobodys_where_its_owner_cannot_open_it_any_more(
    world: World, farah: Person, request_: Sent
) -> None:
    read(request_, farah)
    actions.set_owner(hand(request_, farah), owner=farah.user)
    actions.restrict_case(hand(request_, world.amira), people=[world.bo.user])
    assert again(request_, world.bo).file.owner == ""
    actions.set_owner(hand(request_, world.bo), owner=world.bo.user)
    actions.restrict_case(hand(request_, world.amira), people=[world.bo.user])
    assert again(request_, world.bo).file.owner == world.bo.user.ref.hex


def test_it_does_not_count_what_comes_for_others(world: World, farah: Person, closed: Sent) -> None:
    write(world, closed, "Ещё я.")
    assert arrived(farah.user) == (0, 0)
    assert arrived(world.bo.user) == (0, 1)


def test_it_goes_on_receiving_and_answering(world: World, closed: Sent) -> None:
    write(world, closed, "Ещё я.")
    assert [entry.body.text for _, entry in again(closed, world.bo).unread] == ["Ещё я."]  # type: ignore[union-attr]
    assert closed.ref in listed(world.bo)
    actions.send_message(hand(closed, world.bo), text="Мы читаем.")
    give_new_code(hand(closed, world.bo), end_others=True, show_earlier=True)
    opened = read(closed, world.amira)
    assert not opened.damaged
    assert len(opened.threads) == 2


@pytest.mark.parametrize("people", [[], ["amira"], ["amira", "chioma"], ["bo", "dan"]])
def test_it_names_at_least_two_who_hold_the_key(
    world: World, request_: Sent, people: list[str]
) -> None:
    read(request_, world.amira)
    named = [getattr(world, name).user for name in people]
    with pytest.raises(TooFewNamed):
        actions.restrict_case(hand(request_, world.amira), people=named)
    assert not again(request_, world.bo).file.restricted


def test_it_opens_for_the_whole_team_again(world: World, farah: Person, closed: Sent) -> None:
    actions.lift_restriction(hand(closed, world.bo), why="It was another family.")
    opened = read(closed, farah)
    assert (opened.damaged, opened.file.restricted) == (False, [])
    assert closed.ref in listed(farah)
    assert found(farah, "дважды") == 1
    assert not HandedKeys.objects.exists()


def test_it_takes_a_named_person_out_when_they_leave(
    world: World, farah: Person, request_: Sent
) -> None:
    read(request_, farah)
    people = [world.amira.user, world.bo.user, farah.user]
    actions.restrict_case(hand(request_, farah), people=people)
    known, before = again(request_, farah).keys, again(request_, farah).sequence
    epochs = epochs_of(farah, world.harbour)
    end_membership(team=world.harbour, user=farah.user, by=world.bo.user)
    renew_keys(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))
    actions.add_note(hand(request_, world.amira), text="After.")
    opened = again(request_, world.bo)
    assert (opened.damaged, len(opened.file.restricted)) == (False, 2)
    tightened = [event.body for event in opened.events[before:]]
    assert isinstance(tightened[0], Restricted)
    case = Case.objects.get(ref=request_.ref)
    assert opens(epochs, farah.keyring, case, known=(known,), after=before) == set()


def test_it_is_not_lost_when_all_who_are_named_leave(world: World, closed: Sent) -> None:
    farah = make_person("gita")
    let_in(world.harbour, farah, by=world.amira)
    for person in (world.amira, world.bo):
        end_membership(team=world.harbour, user=person.user, by=world.dan.user)
    renew_keys(team=world.harbour, user=farah.user, keyring=fresh(farah))
    assert named_keys(Case.objects.get(ref=closed.ref)).count() == 2
    assert closed.ref not in listed(farah)
    let_in(world.harbour, world.bo, by=farah)
    assert not read(closed, world.bo).damaged


def test_it_still_opens_after_a_member_who_is_not_named_made_new_keys(
    world: World, farah: Person, closed: Sent
) -> None:
    renew_keys(team=world.harbour, user=farah.user, keyring=fresh(farah))
    assert not again(closed, world.bo).damaged
    assert closed.ref in listed(world.amira)


def forge(world: World, person: Person, request: Sent, *, number: int, sign: object) -> None:
    """Put keys that the writer chose in the place of a person's own."""
    case = Case.objects.get(ref=request.ref)
    own = new_case_keys(intake=bytes(32), mailbox=bytes(32), second=bytes(32))
    handed = seal_handed(
        pack_case_keys(own),
        purpose=Purpose.NAMED,
        epoch=sign,  # type: ignore[arg-type]
        case=case.ref.bytes,
        to=person.user.ref.bytes,
        public_key=person.keyring.kem.public_bytes,
    )
    named_keys(case).filter(user=person.user).update(
        sealed_keys=handed.envelope, signature=handed.signature, number=number
    )


def test_it_takes_no_keys_that_a_writer_put_in_place(world: World, closed: Sent) -> None:
    lantern = epochs_of(world.chioma, world.lighthouse)[0]
    forge(world, world.bo, closed, number=3, sign=lantern)
    with pytest.raises(CannotOpen):
        again(closed, world.bo)


def copy_keys(of: Person, request: Sent, **changed: object) -> None:
    """Put a named person's keys somewhere else as well."""
    row = named_keys(Case.objects.get(ref=request.ref)).get(user=of.user)
    row.pk = None
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def test_it_opens_nothing_by_the_keys_of_somebody_else(
    world: World, farah: Person, closed: Sent
) -> None:
    copy_keys(world.bo, closed, user=farah.user)
    with pytest.raises(CannotOpen):
        again(closed, farah)
    assert found(farah, "дважды") == 0


def test_it_opens_no_other_case_by_the_keys_of_this_one(world: World, closed: Sent) -> None:
    other = submit(world, answers=noors_answers(story="Другая история."))
    read(other, world.bo)
    copy_keys(world.bo, closed, case=Case.objects.get(ref=other.ref))
    with pytest.raises(CannotOpen):
        again(other, world.bo)


def test_it_takes_no_keys_signed_by_who_left(world: World, farah: Person, closed: Sent) -> None:
    old = epochs_of(farah, world.harbour)[-1]
    end_membership(team=world.harbour, user=farah.user, by=world.bo.user)
    renew_keys(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))
    forge(world, world.bo, closed, number=old.number, sign=old)
    with pytest.raises(CannotOpen):
        again(closed, world.bo)


def test_it_hides_a_case_even_when_a_writer_puts_an_old_key_back(
    world: World, farah: Person, request_: Sent
) -> None:
    read(request_, farah)
    old = CaseKey.objects.get(case=request_.ref)
    actions.restrict_case(hand(request_, world.amira), people=[world.bo.user])
    old.save(force_insert=True)
    with pytest.raises(Case.DoesNotExist):
        again(request_, farah)
    actions.add_note(hand(request_, world.bo), text="Under keys that the old row has not.")
    HandedKeys.objects.all().delete()
    assert again(request_, farah).damaged


def test_it_keeps_a_second_request_in_the_open(world: World, farah: Person, closed: Sent) -> None:
    other = submit(world, answers=noors_answers(story="Другая история."))
    assert listed(farah) == {other.ref}
    assert listed(world.bo) == {other.ref, closed.ref}

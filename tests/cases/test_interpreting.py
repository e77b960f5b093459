"""An interpreter: reads answers and conversation of single cases, and translates; nothing else."""

import pytest

from apps.accounts.models import KeyPair
from apps.cases import actions
from apps.cases.admission import list_cases
from apps.cases.casefile import PersonSet, Translated
from apps.cases.errors import NotLetIn
from apps.cases.interpreting import encode_grant, names_of, open_as_interpreter, rows_of
from apps.cases.models import Case, Event, HandedKeys, Translation
from apps.cases.renewing import renew_keys
from apps.crypto import CannotOpen, EpochSecret
from apps.crypto.casekey import CaseKeys
from apps.crypto.chain import Link, open_event
from apps.crypto.handed import Purpose, seal_handed
from apps.mailbox.actions import give_new_code
from apps.teams.actions import confirm_from_outside, refuse_from_outside
from apps.teams.errors import TeamAlarm, TeamUnconfirmed
from apps.teams.queries import key_digest
from tests.cases.acts import again, hand, read, write
from tests.people import Person, make_person
from tests.teams.conftest import first_digest
from tests.world import STORY, Sent, World, fresh, submit

MARKER = "Нам нельзя звонить."


@pytest.fixture
def ines(world: World) -> Person:
    """An interpreter, who belongs to no team."""
    return make_person("ines")


@pytest.fixture
def let(world: World, ines: Person, request_: Sent) -> Sent:
    """A case that Ines was let into, and whose team she has confirmed."""
    read(request_, world.amira)
    actions.add_note(hand(request_, world.amira), text=MARKER)
    let_in(world, ines, request_)
    confirm(world, ines)
    return request_


def let_in(world: World, person: Person, request: Sent) -> None:
    confirmed = key_digest(person.keyring.kem.public_bytes)
    actions.let_interpreter_in(hand(request, world.amira), user=person.user, confirmed=confirmed)


def confirm(world: World, person: Person) -> None:
    confirm_from_outside(
        team=world.harbour,
        user=person.user,
        keyring=fresh(person),
        confirmed=first_digest(world.harbour),
    )


def seen(request: Sent, person: Person) -> dict[str, str]:
    opened = open_as_interpreter(ref=request.ref, user=person.user, keyring=fresh(person))
    return names_of(opened)


def translate(request: Sent, person: Person, of: str, text: str) -> None:
    actions.write_translation(
        ref=request.ref, user=person.user, keyring=fresh(person), of=of, language="en", text=text
    )


def test_it_shows_answers_and_conversation(world: World, ines: Person, let: Sent) -> None:
    write(world, let, "Они забрали телефон.")
    read(let, world.amira)
    actions.send_message(hand(let, world.amira), text="Мы прочитали.")
    words = set(seen(let, ines).values())
    assert {STORY, "Они забрали телефон.", "Мы прочитали."} <= words
    assert MARKER not in words


def test_it_shows_no_other_case(world: World, ines: Person, let: Sent) -> None:
    other = submit(world)
    read(other, world.amira)
    with pytest.raises(Case.DoesNotExist):
        seen(other, ines)
    with pytest.raises(Case.DoesNotExist):
        again(let, ines)
    assert list_cases(user=ines.user, keyring=fresh(ines)).rows == []


def test_it_gives_keys_of_no_event(world: World, ines: Person, let: Sent) -> None:
    opened = open_as_interpreter(ref=let.ref, user=ines.user, keyring=fresh(ines))
    given = [opened.grant.intake, opened.grant.key, *opened.grant.mailboxes.values()]
    row = Event.objects.get(case=let.ref, number=1)
    link = Link(1, bytes(row.digest), bytes(row.sealed_body or b""), row.generation)
    for key in map(bytes.fromhex, given):
        keys = CaseKeys(key, key, key, (key,))
        with pytest.raises(CannotOpen):
            open_event(link, keys=keys, case=let.ref.bytes, previous=bytes(opened.case.origin))


def test_it_takes_translations_into_the_case(world: World, ines: Person, let: Sent) -> None:
    translate(let, ines, "answer:story", "They came twice.")
    translate(let, ines, "answer:story", "They came two times.")
    taken = actions.take_translations(hand(let, world.bo))
    found = taken.file.contacts.translations
    assert [one.text for one in found.values()] == ["They came two times."]
    bodies = [event.body for event in taken.events if isinstance(event.body, Translated)]
    assert [body.by for body in bodies] == [ines.user.ref.hex]
    assert not Translation.objects.exists()
    assert not again(let, world.amira).damaged


def test_it_hinders_nobody_who_writes_at_the_time(world: World, ines: Person, let: Sent) -> None:
    taken = hand(let, world.amira)
    translate(let, ines, "answer:story", "They came twice.")
    actions.take_translations(hand(let, world.bo))
    assert actions.set_risk(taken, risk="high").file.risk == "high"


def test_it_takes_no_translation_that_somebody_else_put_there(
    world: World, ines: Person, let: Sent
) -> None:
    translate(let, ines, "answer:story", "They came twice.")
    Translation.objects.update(user=world.chioma.user)
    Translation.objects.create(
        case_id=let.ref, user=ines.user, sealed_body=b"\x01" + bytes(28 + 1024)
    )
    taken = actions.take_translations(hand(let, world.bo))
    assert not taken.file.contacts.translations
    assert not Translation.objects.exists()


@pytest.mark.parametrize("of", ["", "answer:nothing", "message:0:1", "contact:1"])
def test_it_takes_no_translation_of_what_is_not_there(
    world: World, ines: Person, let: Sent, of: str
) -> None:
    with pytest.raises(ValueError, match="name"):
        translate(let, ines, of, "Words.")
    assert not Translation.objects.exists()


def test_it_lets_in_nobody_whose_key_was_not_compared(
    world: World, ines: Person, request_: Sent
) -> None:
    read(request_, world.amira)
    with pytest.raises(NotLetIn):
        actions.let_interpreter_in(hand(request_, world.amira), user=ines.user, confirmed=bytes(32))
    assert not HandedKeys.objects.exists()


@pytest.mark.parametrize("name", ["dan", "olu", "bo"])
def test_it_lets_in_no_operator_no_overseer_and_no_colleague(
    world: World, request_: Sent, name: str
) -> None:
    read(request_, world.amira)
    person: Person = getattr(world, name)
    with pytest.raises(NotLetIn):
        let_in(world, person, request_)


def test_it_opens_nothing_before_the_words_are_compared(
    world: World, ines: Person, request_: Sent
) -> None:
    read(request_, world.amira)
    let_in(world, ines, request_)
    with pytest.raises(TeamUnconfirmed):
        seen(request_, ines)
    refuse_from_outside(team=world.harbour, user=ines.user, keyring=fresh(ines))
    with pytest.raises(TeamAlarm, match="words_refused"):
        seen(request_, ines)


def test_it_opens_nothing_after_the_end(world: World, ines: Person, let: Sent) -> None:
    translate(let, ines, "answer:story", "They came twice.")
    opened = actions.end_interpreter(hand(let, world.bo), user=ines.user)
    assert opened.file.contacts.translations
    assert not opened.file.interpreters
    assert rows_of(ines.user) == []
    with pytest.raises(Case.DoesNotExist):
        seen(let, ines)
    assert not again(let, world.amira).damaged


def test_it_goes_on_after_the_teams_keys_were_renewed(
    world: World, ines: Person, let: Sent
) -> None:
    renew_keys(team=world.harbour, user=world.bo.user, keyring=fresh(world.bo))
    assert STORY in seen(let, ines).values()


def test_it_ends_when_the_case_moves(world: World, ines: Person, let: Sent) -> None:
    actions.move_to_team(hand(let, world.amira), team=world.lighthouse)
    with pytest.raises(Case.DoesNotExist):
        seen(let, ines)
    assert not read(let, world.chioma).file.interpreters


def test_it_takes_no_grant_that_the_team_did_not_sign(
    world: World, ines: Person, let: Sent
) -> None:
    grant = open_as_interpreter(ref=let.ref, user=ines.user, keyring=fresh(ines)).grant
    handed = seal_handed(
        encode_grant(grant),
        purpose=Purpose.INTERPRETER,
        epoch=EpochSecret.new(team=world.harbour.ref.bytes, number=2),
        case=let.ref.bytes,
        to=ines.user.ref.bytes,
        public_key=ines.keyring.kem.public_bytes,
    )
    HandedKeys.objects.update(sealed_keys=handed.envelope, signature=handed.signature)
    with pytest.raises(CannotOpen):
        seen(let, ines)


def test_it_keeps_the_wider_team_out_and_the_interpreter_in_when_restricted(
    world: World, ines: Person, let: Sent
) -> None:
    actions.restrict_case(hand(let, world.amira), people=[world.bo.user])
    assert STORY in seen(let, ines).values()
    translate(let, ines, "answer:story", "They came twice.")
    taken = actions.take_translations(hand(let, world.bo))
    assert taken.file.contacts.translations


def told(request: Sent, person: Person) -> list[tuple[str, str, str]]:
    """Return who does not know the reason, as the interpreter is told."""
    opened = open_as_interpreter(ref=request.ref, user=person.user, keyring=fresh(person))
    return [(one.name, one.knows, one.note) for one in opened.grant.people]


def test_they_know_who_must_not_be_told_whenever_that_changes(
    world: World, ines: Person, let: Sent
) -> None:
    assert told(let, ines) == []
    mother = PersonSet(
        by="", at=0, person="", kind="parent", name="the mother", knows="no", note=MARKER
    )
    opened = actions.add_people(hand(let, world.bo), [mother])
    assert told(let, ines) == [("the mother", "no", "")]
    assert MARKER not in str(seen(let, ines))
    (ref,) = opened.file.way.household.people
    actions.remove_person(hand(let, world.bo), person=ref)
    assert told(let, ines) == []


def test_they_are_given_no_more_when_the_people_change(
    world: World, ines: Person, let: Sent
) -> None:
    before = open_as_interpreter(ref=let.ref, user=ines.user, keyring=fresh(ines)).grant
    give_new_code(hand(let, world.amira), end_others=False, show_earlier=True)
    actions.add_people(
        hand(let, world.bo), [PersonSet(by="", at=0, person="", kind="child", knows="no")]
    )
    after = open_as_interpreter(ref=let.ref, user=ines.user, keyring=fresh(ines)).grant
    assert after.mailboxes == before.mailboxes
    assert after.key == before.key


def test_they_are_told_nothing_more_once_their_access_has_ended(
    world: World, ines: Person, let: Sent
) -> None:
    actions.end_interpreter(hand(let, world.amira), user=ines.user)
    actions.add_people(
        hand(let, world.bo), [PersonSet(by="", at=0, person="", kind="child", knows="no")]
    )
    assert not HandedKeys.objects.filter(case=let.ref).exists()


def test_it_hands_nothing_anew_to_a_key_that_nobody_compared(
    world: World, ines: Person, let: Sent
) -> None:
    other = make_person("ivan")
    KeyPair.objects.filter(user=ines.user).update(public_key=other.keyring.kem.public_bytes)
    before = bytes(HandedKeys.objects.get(case=let.ref).sealed_keys)
    actions.add_people(
        hand(let, world.bo), [PersonSet(by="", at=0, person="", kind="child", knows="no")]
    )
    assert bytes(HandedKeys.objects.get(case=let.ref).sealed_keys) == before

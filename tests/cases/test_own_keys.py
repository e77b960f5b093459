"""New keys of one's own: the old passphrase, the old sheet and an old copy open nothing new."""

import time

import msgspec
import pytest

from apps.accounts import actions as accounts
from apps.accounts.factors import Factors, hashed, new_backup_codes, new_seed
from apps.accounts.models import KeyPair, Session
from apps.accounts.wraps import open_with_passphrase, open_with_sheet
from apps.cases import actions
from apps.cases.models import Case
from apps.cases.own_keys import renew_own_keys
from apps.cases.papers import Kind, change_own_paper, keep_draft, read_draft, read_own_paper
from apps.crypto import CannotOpen, Keyring
from apps.crypto.passphrase import new_passphrase, new_sheet
from apps.teams.queries import health, open_team
from tests.cases.acts import again, hand, read
from tests.cases.keys import epochs_of, opens
from tests.people import Person, make_person
from tests.world import Sent, World, desk, fresh, let_in, submit


class Body(msgspec.Struct):
    """What a person keeps in these tests."""

    text: str = ""


def renew(person: Person) -> Person:
    """Make new keys for a person; returns them with all that only they know now."""
    passphrase, sheet, seed = new_passphrase(), new_sheet(), new_seed()
    codes = new_backup_codes()
    factors = Factors(totp=seed, last=0, backup=hashed(codes))
    new = accounts.draw_keys(user=person.user, passphrase=passphrase, sheet=sheet, factors=factors)
    renew_own_keys(user=person.user, keyring=fresh(person), new=new, now=int(time.time()))
    return Person(person.user, passphrase, sheet, seed, codes, new.keyring)


def test_it_opens_everything_with_the_new_keys(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    amira = renew(world.amira)
    assert not again(request_, amira).damaged
    assert not again(request_, world.bo).damaged
    assert health(world.harbour).holders == 2
    row = KeyPair.objects.get(user=amira.user)
    assert open_with_passphrase(row, amira.passphrase).secret == amira.keyring.secret
    assert open_with_sheet(row, amira.sheet).secret == amira.keyring.secret
    for old in (world.amira.passphrase,):
        with pytest.raises(CannotOpen):
            open_with_passphrase(row, old)


def test_it_opens_nothing_new_to_who_has_the_old_ones(world: World, request_: Sent) -> None:
    known = read(request_, world.amira).keys
    kept, old = epochs_of(world.amira, world.harbour), world.amira.keyring
    before = again(request_, world.bo).sequence
    amira = renew(world.amira)
    actions.add_note(hand(request_, world.bo), text="After.")
    later = submit(world)
    read(later, amira)
    case = Case.objects.get(ref=request_.ref)
    assert opens(kept, old, case, known=(known,), after=before) == set()
    assert opens(kept, old, Case.objects.get(ref=later.ref)) == set()


def test_it_keeps_restricted_cases_drafts_and_papers(world: World, request_: Sent) -> None:
    read(request_, world.amira)
    actions.restrict_case(hand(request_, world.amira), people=[world.bo.user])
    keep_draft(again(request_, world.amira), {"text": "Half a"}, keyring=fresh(world.amira))
    change_own_paper(
        Kind.DESK, Body, lambda _: Body("mine"), user=world.amira.user, keyring=fresh(world.amira)
    )
    known, before = again(request_, world.amira).keys, again(request_, world.amira).sequence
    old = world.amira.keyring
    amira = renew(world.amira)
    opened = again(request_, amira)
    assert not opened.damaged
    assert read_draft(opened, keyring=fresh(amira)) == {"text": "Half a"}
    paper, _ = read_own_paper(Kind.DESK, Body, user=amira.user, keyring=fresh(amira))
    assert paper.text == "mine"
    assert not again(request_, world.bo).damaged
    actions.add_note(hand(request_, world.bo), text="After.")
    case = Case.objects.get(ref=request_.ref)
    assert opens([], old, case, known=(known,), after=before) == set()


def test_it_ends_every_session(world: World) -> None:
    desk(world.amira)
    renew(world.amira)
    assert not Session.objects.filter(user=world.amira.user).exists()


def test_it_renews_oversight_too(world: World) -> None:
    rita = make_person("rita")
    let_in(world.oversight, rita, by=world.olu)
    olu = renew(world.olu)
    opened = open_team(team=world.oversight, user=olu.user, keyring=fresh(olu))
    again = open_team(team=world.oversight, user=rita.user, keyring=fresh(rita))
    assert opened.secret == again.secret


def test_it_does_so_for_who_belongs_to_no_team(world: World) -> None:
    ines = make_person("ines")
    renewed = renew(ines)
    assert isinstance(renewed.keyring, Keyring)
    assert KeyPair.objects.get(user=ines.user).public_key != ines.keyring.kem.public_bytes

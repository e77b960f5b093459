"""Restricted cases, cases on their way to another team, interpreters: a backup brings them back."""

import pytest

from apps.cases import actions
from apps.cases.interpreting import names_of, open_as_interpreter
from apps.cases.models import Case, HandedKeys
from apps.cases.renewing import renew_keys
from apps.operations.restoring import restore_backup
from apps.teams.actions import confirm_from_outside
from apps.teams.queries import key_digest
from tests.cases.acts import again, hand, read
from tests.operations.conftest import Backup
from tests.people import make_person
from tests.teams.conftest import first_digest
from tests.world import STORY, World, fresh, let_in, submit


def test_it_brings_back_what_was_handed_on(house: World, back_up: Backup, seed: bytes) -> None:
    farah, ines = make_person("farah"), make_person("ines")
    let_in(house.harbour, farah, by=house.amira)
    restricted, moved, interpreted = submit(house), submit(house), submit(house)
    for sent in (restricted, moved, interpreted):
        read(sent, house.amira)
    actions.restrict_case(hand(restricted, house.amira), people=[house.bo.user])
    actions.let_interpreter_in(
        hand(interpreted, house.amira),
        user=ines.user,
        confirmed=key_digest(ines.keyring.kem.public_bytes),
    )
    confirm_from_outside(
        team=house.harbour,
        user=ines.user,
        keyring=fresh(ines),
        confirmed=first_digest(house.harbour),
    )
    renew_keys(team=house.harbour, user=farah.user, keyring=fresh(farah))
    actions.move_to_team(hand(moved, house.amira), team=house.lighthouse)
    made = back_up()
    HandedKeys.objects.all().delete()
    restore_backup(*made, seed=seed, replace=True)
    assert not read(restricted, house.bo).damaged
    with pytest.raises(Case.DoesNotExist):
        again(restricted, farah)
    assert not read(moved, house.chioma).damaged
    assert not read(interpreted, farah).damaged
    opened = open_as_interpreter(ref=interpreted.ref, user=ines.user, keyring=fresh(ines))
    assert STORY in names_of(opened).values()

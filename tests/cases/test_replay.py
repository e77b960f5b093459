"""The same sealed bytes make the same case, and no second one under another name."""

import os
import uuid

import pytest

from apps.cases import actions
from apps.cases.admission import list_cases
from apps.cases.errors import NotAdmitted
from apps.cases.models import Case, CaseKey, Submission, Summary
from apps.crypto.submission import seal_arrival
from apps.teams.queries import current_epoch
from tests.world import Sent, World


@pytest.fixture
def replayed(world: World, request_: Sent) -> uuid.UUID:
    """Noor's sealed bytes, put into the database once more under a ref of the writer's choice."""
    original = Submission.objects.get(case=request_.ref)
    epoch = current_epoch(original.case.team)
    assert epoch is not None
    origin = os.urandom(32)
    case = Case.objects.create(
        ref=uuid.UUID(bytes=origin[:16]),
        team=original.case.team,
        origin=origin,
        received_on=original.case.received_on,
        erase_by=original.case.erase_by,
    )
    # The hour too: anybody can seal one to the team's public key.
    original.pk = case.ref
    original.sealed_arrival = seal_arrival(
        epoch.public_key, team=epoch.team, epoch=epoch.number, ref=origin[:16], number=0, hour=0
    )
    original.save(force_insert=True)
    Summary.objects.create(case=case, team=case.team, written=1)
    return case.ref


def test_it_admits_no_copy_of_a_request(world: World, replayed: uuid.UUID) -> None:
    user, keyring = world.amira.user, world.amira.keyring
    list_cases(user=user, keyring=keyring)
    assert not CaseKey.objects.filter(case=replayed).exists()
    with pytest.raises(NotAdmitted):
        actions.read_case(ref=replayed, user=user, keyring=keyring)

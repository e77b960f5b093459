"""Two people at once: nothing is lost, and the chain holds."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from apps.teams.actions import add_membership, make_team
from apps.teams.chain import checked_chain
from apps.teams.errors import TeamHasKey
from apps.teams.models import Team
from tests.teams.conftest import Cast, Person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], None]) -> list[Exception]:
    """Do all of it at the same moment; return what was refused."""
    ready, refused = Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        ready.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001  (the test looks at whatever came)
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def test_it_lets_two_colleagues_hand_over_at_once(
    shared: Team, amira: Person, bo: Person, chioma: Person, person: Cast
) -> None:
    ela = person("ela")
    for newcomer in (chioma, ela):
        add_membership(team=shared, user=newcomer.user)
    refused = at_once(lambda: amira.hands_over(shared, chioma), lambda: bo.hands_over(shared, ela))
    assert refused == []
    for newcomer in (chioma, ela):
        newcomer.confirms(shared)
    chain = checked_chain(shared)
    assert chain is not None
    assert chain.newest.number == 4
    assert len({each.opens(shared).secret for each in (amira, bo, chioma, ela)}) == 1


@pytest.mark.parametrize("kind", ["casework", "oversight"])
def test_it_gets_one_first_key_when_two_make_it_at_once(
    dan: Person, amira: Person, chioma: Person, kind: str
) -> None:
    team = make_team(name="Harbour", kind=kind, by=dan.user)
    for member in (amira, chioma):
        add_membership(team=team, user=member.user)
    refused = at_once(lambda: amira.makes_first_key(team), lambda: chioma.makes_first_key(team))
    assert [type(error) for error in refused] == [TeamHasKey]
    assert team.epochs.count() == 1

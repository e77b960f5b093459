"""What is looked up often is put into SQL once, and finds what Django itself would find."""

from uuid import UUID, uuid4

import pytest
from django.db import DataError, connection
from django.db.models import QuerySet

from apps.lookups import Lookup
from apps.teams.models import Membership, Share, Team
from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def members(team: UUID, user: UUID) -> QuerySet[Membership]:
    return Membership.objects.filter(team=team, user=user)


def test_it_finds_each_one_s_own_rows_by_the_same_sql(world: World) -> None:
    asked = list[object]()

    def counted(team: UUID, user: UUID) -> QuerySet[Membership]:
        asked.append(team)
        return members(team, user)

    rows = Lookup(counted)
    for one in Membership.objects.all():
        found = rows.all(one.team_id, one.user_id)
        assert [(row.pk, row.status, row.watching) for row in found] == [
            (one.pk, one.status, one.watching)
        ]
        assert found[0]._state.db == connection.alias
    assert len(asked) == 1


def test_it_finds_none_where_there_is_none(world: World) -> None:
    rows = Lookup(members)
    assert rows.first(world.harbour.ref, world.amira.user.ref) is not None
    assert rows.first(uuid4(), world.amira.user.ref) is None


def test_it_gives_columns_as_they_are_named_and_ordered(world: World) -> None:
    named = Lookup(
        lambda user: (
            Team.objects.filter(memberships__user=user).order_by("name").values_list("name", "ref")
        )
    )
    ref = world.amira.user.ref
    expected = Team.objects.filter(memberships__user=ref).order_by("name")
    assert named.columns(ref) == [(one.name, one.ref) for one in expected]


def test_it_finds_a_row_by_bytes(world: World) -> None:
    shares = Lookup(lambda sealed: Share.objects.filter(sealed_share=sealed))
    for one in Share.objects.all():
        assert one.pk in [found.pk for found in shares.all(bytes(one.sealed_share))]
    assert shares.first(b"") is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps columns to their kind")
def test_what_a_writer_put_into_a_column_of_bytes_opens_nothing(world: World) -> None:
    shares = Lookup(lambda team: Share.objects.filter(team=team))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE teams_share SET sealed_share = 7")
    assert {bytes(one.sealed_share) for one in shares.all(world.harbour.ref)} == {b""}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps columns to their kind")
def test_one_changed_row_among_many_is_found_out(world: World) -> None:
    sealed = Lookup(lambda: Share.objects.order_by("sealed_share").values_list("sealed_share"))
    numbers = Lookup(lambda: Share.objects.values_list("number"))
    before = sealed.columns()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE teams_share SET sealed_share = 7 WHERE rowid = 1")
    found = sealed.columns()
    assert len(found) == len(before) > 1
    assert (b"",) in found
    assert set(found) - {(b"",)} < set(before)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE teams_share SET number = 'seven' WHERE rowid = 1")
    with pytest.raises(DataError):
        numbers.columns()


def test_it_finds_as_many_rows_as_it_is_asked_for(world: World) -> None:
    some = Lookup(lambda *refs: Team.objects.filter(ref__in=refs).order_by("name"))
    teams = [*Team.objects.order_by("name")]
    for many in (2, 1, 2):
        assert some.all(*(one.ref for one in teams[:many])) == teams[:many]
    assert some.all(teams[0].ref, teams[0].ref) == teams[:1]


def test_it_finds_a_row_by_words(world: World) -> None:
    named = Lookup(lambda name: Team.objects.filter(name=name))
    for one in Team.objects.all():
        assert [found.ref for found in named.all(one.name)] == [one.ref]
    assert named.first("%s' OR 1=1 --") is None

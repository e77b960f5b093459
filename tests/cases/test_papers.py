"""Papers and drafts are sealed, replace exactly what was read, and die with what they hang on."""

from uuid import UUID

import msgspec
import pytest

from apps.cases.actions import read_case
from apps.cases.errors import PaperChanged
from apps.cases.models import Case, Draft, Paper
from apps.cases.papers import (
    change_own_paper,
    keep_draft,
    read_draft,
    read_own_paper,
    read_team_paper,
    write_team_paper,
)
from apps.crypto import CannotOpen
from apps.crypto.paper import draft_ref
from tests.people import Person
from tests.world import Sent, World, submit


class Templates(msgspec.Struct):
    titles: list[str] = []


def read(member: Person, world: World) -> tuple[Templates, int]:
    kind = Paper.Kind.TEMPLATES
    return read_team_paper(
        kind, Templates, team=world.harbour, user=member.user, keyring=member.keyring
    )


def write(member: Person, world: World, *titles: str, version: int) -> None:
    write_team_paper(
        Paper.Kind.TEMPLATES,
        Templates(list(titles)),
        version=version,
        team=world.harbour,
        user=member.user,
        keyring=member.keyring,
    )


def test_it_gives_a_colleague_what_another_wrote(world: World) -> None:
    write(world.bo, world, "We cannot help", version=0)
    assert read(world.amira, world) == (Templates(["We cannot help"]), 1)


def test_it_refuses_to_replace_what_was_not_read(world: World) -> None:
    write(world.bo, world, "First", version=0)
    with pytest.raises(PaperChanged):
        write(world.amira, world, "Mine", version=0)
    write(world.amira, world, "Second", version=1)
    with pytest.raises(PaperChanged):
        write(world.bo, world, "Late", version=1)
    assert read(world.bo, world)[0].titles == ["Second"]


def test_it_does_not_open_where_it_was_put_back_or_exchanged(world: World) -> None:
    write(world.bo, world, "First", version=0)
    before = bytes(Paper.objects.get().sealed_paper)
    write(world.bo, world, "Second", version=1)
    Paper.objects.update(sealed_paper=before)
    with pytest.raises(CannotOpen):
        read(world.amira, world)


def test_it_opens_no_paper_of_another_kind(world: World) -> None:
    write(world.bo, world, "First", version=0)
    Paper.objects.update(kind=Paper.Kind.TASK_SETS)
    with pytest.raises(CannotOpen):
        read_team_paper(
            Paper.Kind.TASK_SETS,
            Templates,
            team=world.harbour,
            user=world.amira.user,
            keyring=world.amira.keyring,
        )


def test_it_opens_no_paper_of_another_team(world: World) -> None:
    write(world.bo, world, "First", version=0)
    Paper.objects.update(team=world.lighthouse, epoch=1)
    with pytest.raises(CannotOpen):
        read_team_paper(
            Paper.Kind.TEMPLATES,
            Templates,
            team=world.lighthouse,
            user=world.chioma.user,
            keyring=world.chioma.keyring,
        )


def test_it_keeps_a_persons_own_paper_from_everybody_else(world: World) -> None:
    change_own_paper(
        Paper.Kind.VIEWS,
        Templates,
        lambda old: Templates([*old.titles, "Arabic, urgent"]),
        user=world.amira.user,
        keyring=world.amira.keyring,
    )
    Paper.objects.update(user=world.bo.user)
    with pytest.raises(CannotOpen):
        read_own_paper(Paper.Kind.VIEWS, Templates, user=world.bo.user, keyring=world.bo.keyring)


def test_it_keeps_a_draft_for_its_writer_alone_until_it_is_emptied(
    world: World, request_: Sent
) -> None:
    amira, bo = (
        read_case(ref=request_.ref, user=person.user, keyring=person.keyring)
        for person in (world.amira, world.bo)
    )
    keep_draft(amira, {"text": "Half a thought"}, keyring=world.amira.keyring)
    assert read_draft(amira, keyring=world.amira.keyring) == {"text": "Half a thought"}
    assert read_draft(bo, keyring=world.bo.keyring) == {}
    keep_draft(amira, {"text": " "}, keyring=world.amira.keyring)
    assert not Draft.objects.exists()


def test_it_shows_no_draft_that_was_put_under_another_case(world: World, request_: Sent) -> None:
    sent = submit(world)
    here, there = (
        read_case(ref=ref, user=world.amira.user, keyring=world.amira.keyring)
        for ref in (request_.ref, sent.ref)
    )
    keep_draft(here, {"text": "Half a thought"}, keyring=world.amira.keyring)
    place = UUID(bytes=draft_ref(keyring=world.amira.keyring, case=sent.ref.bytes))
    Draft.objects.update(ref=place, case=there.case)
    assert read_draft(there, keyring=world.amira.keyring) == {}


def test_it_shows_no_draft_of_a_colleague_as_ones_own(world: World, request_: Sent) -> None:
    amira, bo = (
        read_case(ref=request_.ref, user=person.user, keyring=person.keyring)
        for person in (world.amira, world.bo)
    )
    keep_draft(amira, {"text": "Half a thought"}, keyring=world.amira.keyring)
    place = UUID(bytes=draft_ref(keyring=world.bo.keyring, case=request_.ref.bytes))
    Draft.objects.update(ref=place)
    assert read_draft(bo, keyring=world.bo.keyring) == {}


def test_it_lets_a_draft_go_with_its_case(world: World, request_: Sent) -> None:
    opened = read_case(ref=request_.ref, user=world.amira.user, keyring=world.amira.keyring)
    keep_draft(opened, {"text": "Half a thought"}, keyring=world.amira.keyring)
    Case.objects.all().delete()
    assert not Draft.objects.exists()

"""Ending a person's access at once: the operator, or two colleagues."""

import pytest
from django.test import Client

from apps.accounts.actions import allow_again, drop_suspension, invite_again, suspend
from apps.accounts.errors import NotAllowed
from apps.accounts.models import Invite, Session, User
from apps.accounts.queries import suspension_of
from tests.people import Person, sign_in

pytestmark = pytest.mark.django_db


def enters(person: Person) -> bool:
    person.forget_last_code()
    said = {"handle": person.user.handle, "passphrase": person.passphrase, "code": person.code()}
    return Client().post("/desk/sign-in/", said).status_code == 302


def test_it_takes_the_operator_alone(amira: Person, amira_desk: Client, dan: Person) -> None:
    assert suspend(user=amira.user, by=dan.user)
    assert amira_desk.get("/desk/me/").status_code == 302
    assert not enters(amira)


def test_it_takes_two_colleagues(amira: Person, bo: Person, chioma: Person) -> None:
    assert not suspend(user=amira.user, by=bo.user)
    assert enters(amira)
    assert suspend(user=amira.user, by=chioma.user)
    assert not enters(amira)
    assert not Session.objects.filter(user=amira.user).exists()


def test_it_does_not_take_one_colleague_twice(amira: Person, bo: Person) -> None:
    suspend(user=amira.user, by=bo.user)
    assert not suspend(user=amira.user, by=bo.user)
    assert enters(amira)


def test_it_tells_who_asked_first(amira: Person, bo: Person) -> None:
    suspend(user=amira.user, by=bo.user)
    asked = suspension_of(amira.user)
    assert asked is not None
    assert asked.asked_by == bo.user


def test_it_can_be_taken_back_by_who_asked(amira: Person, bo: Person, chioma: Person) -> None:
    suspend(user=amira.user, by=bo.user)
    drop_suspension(user=amira.user, by=chioma.user)
    assert suspension_of(amira.user) is not None
    drop_suspension(user=amira.user, by=bo.user)
    assert suspension_of(amira.user) is None


def test_it_is_nothing_for_oneself(dan: Person) -> None:
    with pytest.raises(NotAllowed):
        suspend(user=dan.user, by=dan.user)


def test_it_is_nothing_for_who_was_suspended(amira: Person, bo: Person, dan: Person) -> None:
    suspend(user=bo.user, by=dan.user)
    with pytest.raises(NotAllowed):
        suspend(user=amira.user, by=User.objects.get(pk=bo.user.pk))


def test_it_kills_a_waiting_invitation(amira: Person, dan: Person) -> None:
    invite_again(user=amira.user, by=dan.user)
    suspend(user=amira.user, by=dan.user)
    assert not Invite.objects.exists()


def test_it_is_undone_by_the_operator_alone(amira: Person, bo: Person, dan: Person) -> None:
    suspend(user=amira.user, by=dan.user)
    with pytest.raises(NotAllowed):
        allow_again(user=amira.user, by=bo.user)
    allow_again(user=amira.user, by=dan.user)
    assert enters(amira)


def test_it_ends_a_sign_in_that_was_on_its_way(
    amira: Person, dan: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.accounts.actions import entering

    def open_slowly(key_pair, passphrase):  # type: ignore[no-untyped-def]
        suspend(user=amira.user, by=dan.user)
        return amira.keyring

    monkeypatch.setattr(entering, "open_with_passphrase", open_slowly)
    assert not enters(amira)


def test_it_ends_an_unlocking_that_was_on_its_way(
    amira: Person, dan: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.accounts.actions import entering

    client = Client()
    sign_in(client, amira)
    client.post("/desk/lock/")

    def open_slowly(key_pair, passphrase):  # type: ignore[no-untyped-def]
        suspend(user=amira.user, by=dan.user)
        return amira.keyring

    monkeypatch.setattr(entering, "open_with_passphrase", open_slowly)
    assert client.post("/desk/unlock/", {"passphrase": amira.passphrase}).status_code == 403
    assert client.get("/desk/me/").status_code == 302

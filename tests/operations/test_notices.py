"""Mail that says there is something new: who, when, how often, and never what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from apps.accounts.models import User
from apps.audit.models import Entry, Head
from apps.audit.queries import head_words, verify
from apps.operations.models import HeadMail
from apps.operations.notices import mail_head, next_slot, send_notices, spread_notices
from apps.teams.errors import Refused
from apps.teams.models import Membership, Notice
from apps.teams.queries import on_watch
from apps.teams.watching import set_watch
from apps.web.actions import change_organisation
from tests.operations.acts import write
from tests.service import free_port
from tests.world import STORY, World, make_world, submit

NOW = datetime(2026, 11, 22, 12, 7, 31, tzinfo=UTC)
SLOT = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    Notice.objects.all().delete()
    return made


def told() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def let_slots_pass(now: datetime = NOW) -> None:
    """What upkeep does now and, a day later, again."""
    spread_notices(now)
    send_notices(now + timedelta(days=1))


@given(
    moment=st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    minutes=st.sampled_from([15, 60, 240, 1440]),
)
def test_its_slots_lie_on_a_grid_from_midnight(moment: datetime, minutes: int) -> None:
    slot = next_slot(moment, minutes)
    assert timedelta(0) < slot - moment <= timedelta(minutes=minutes)
    assert (slot.hour * 60 + slot.minute) % minutes == slot.second == slot.microsecond == 0


def test_it_tells_those_who_hold_the_teams_key(world: World) -> None:
    submit(world)
    let_slots_pass()
    assert told() == ["amira@example.org", "bo@example.org"]


def test_it_waits_for_the_slot(world: World) -> None:
    submit(world)
    spread_notices(NOW)
    assert send_notices(SLOT - timedelta(seconds=1)) == 0
    assert send_notices(SLOT) == 2


@pytest.mark.parametrize("requests", [1, 10])
def test_it_sends_the_same_mail_for_one_and_for_ten(world: World, requests: int) -> None:
    for _ in range(requests):
        write(world, submit(world), "Still here.")
    spread_notices(NOW)
    submit(world)
    spread_notices(NOW + timedelta(minutes=5))
    assert send_notices(SLOT) == 2
    assert {message.body for message in mail.outbox} == {
        "There is something new at http://localhost:8000/desk/\n"
    }


def test_it_keeps_each_persons_own_slots(world: World) -> None:
    User.objects.filter(handle="bo").update(notice_every=15)
    submit(world)
    spread_notices(NOW)
    send_notices(datetime(2026, 11, 22, 12, 15, tzinfo=UTC))
    assert told() == ["bo@example.org"]


def test_it_sends_nothing_twice(world: World) -> None:
    submit(world)
    let_slots_pass()
    let_slots_pass(NOW + timedelta(days=2))
    assert len(mail.outbox) == 2


def test_it_says_nothing_of_what_came(world: World) -> None:
    sent = submit(world)
    let_slots_pass()
    for message in mail.outbox:
        raw = message.message().as_string()
        assert message.subject == "There is something new"
        assert not [word for word in (str(sent.ref), "Harbour", STORY, "case") if word in raw]


def test_it_speaks_the_persons_language(world: World) -> None:
    User.objects.filter(handle="amira").update(language="ru")
    submit(world)
    let_slots_pass()
    by_address = {message.to[0]: message for message in mail.outbox}
    russian, english = by_address["amira@example.org"], by_address["bo@example.org"]
    if russian.subject == english.subject:
        pytest.skip("this text is not translated yet")
    assert not any("a" <= letter <= "z" for letter in str(russian.subject))


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"notice_every": 0}, {"email": ""}], ids=str
)
@pytest.mark.parametrize("owed_before", [True, False])
def test_it_tells_nobody_who_is_not_to_be_told(
    world: World, change: dict[str, object], owed_before: bool
) -> None:
    submit(world)
    if owed_before:
        spread_notices(NOW)
    User.objects.filter(handle="bo").update(**change)
    let_slots_pass()
    assert told() == ["amira@example.org"]
    assert User.objects.get(handle="bo").owed_notice is False


def test_it_tells_nobody_who_waits_for_the_key(world: World) -> None:
    Membership.objects.filter(user=world.bo.user).update(status="waiting")
    submit(world)
    let_slots_pass()
    assert told() == ["amira@example.org"]


@pytest.mark.parametrize("owed_before", [True, False])
def test_it_tells_nobody_where_that_is_written_down(world: World, owed_before: bool) -> None:
    submit(world)
    if owed_before:
        spread_notices(NOW)
    change_organisation(changes={"notices": "nobody", "nobody_statement": "Amira looks."})
    let_slots_pass()
    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_it_forgets_what_came_at_once(world: World) -> None:
    submit(world)
    assert Notice.objects.exists()
    spread_notices(NOW)
    assert not Notice.objects.exists()


def test_it_owes_what_a_mail_server_did_not_take(world: World, settings: Settings) -> None:
    submit(world)
    spread_notices(NOW)
    in_memory = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert send_notices(SLOT) == 0
    settings.EMAIL_BACKEND = in_memory
    assert send_notices(SLOT + timedelta(minutes=1)) == 2


def test_it_stops_at_no_address_that_cannot_be_written_to(world: World) -> None:
    User.objects.filter(handle="amira").update(email="a\nBcc: thief@example.org")
    submit(world)
    let_slots_pass()
    assert told() == ["bo@example.org"]


def test_it_mails_the_head_of_the_record_to_overseers(world: World) -> None:
    assert mail_head(NOW) == 1
    head = head_words()
    assert told() == ["olu@example.org"]
    assert f"Entry {head.number}: {' '.join(head.words)}" in mail.outbox[0].body


def test_it_mails_the_head_once_a_day(world: World) -> None:
    for hours in (0, 1, 11, 24, 25):
        mail_head(NOW + timedelta(hours=hours))
    assert len(mail.outbox) == 2


def test_it_mails_the_head_whatever_notices_are_set_to(world: World) -> None:
    User.objects.update(notice_every=0)
    change_organisation(changes={"notices": "nobody", "nobody_statement": "Amira looks."})
    assert mail_head(NOW) == 1


def test_it_mails_no_head_to_somebody_suspended(world: World) -> None:
    User.objects.filter(handle="olu").update(is_active=False)
    assert mail_head(NOW) == 0
    assert not HeadMail.objects.exists()


def test_it_tries_the_head_again_when_it_could_not_be_sent(
    world: World, settings: Settings
) -> None:
    in_memory = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert mail_head(NOW) == 0
    settings.EMAIL_BACKEND = in_memory
    assert mail_head(NOW) == 1


def test_it_finds_a_record_that_no_longer_reaches_the_mailed_head(world: World) -> None:
    mailed = head_words()
    newest = Entry.objects.order_by("-number")[0]
    before = Entry.objects.get(number=newest.number - 1)
    newest.delete()
    Head.objects.update(number=before.number, digest=bytes(before.digest))
    assert verify() == []
    assert [fault.what for fault in verify(mailed=mailed)] == ["cut off"]


def test_it_tells_who_is_on_watch_within_a_quarter_of_an_hour(world: World) -> None:
    User.objects.filter(handle__in=["amira", "bo"]).update(notice_every=1440)
    Membership.objects.filter(team=world.harbour, user=world.amira.user).update(watching=True)
    submit(world)
    spread_notices(NOW)
    assert send_notices(NOW + timedelta(minutes=15)) == 1
    assert told() == ["amira@example.org"]


def test_it_tells_who_is_on_watch_even_who_is_never_told_else(world: World) -> None:
    User.objects.filter(handle__in=["amira", "bo"]).update(notice_every=0)
    Membership.objects.filter(team=world.harbour, user=world.amira.user).update(watching=True)
    submit(world)
    let_slots_pass()
    assert told() == ["amira@example.org"]
    Membership.objects.update(watching=False)
    submit(world)
    let_slots_pass()
    assert told() == ["amira@example.org"]


def test_it_brings_a_mail_forward_that_was_owed_for_later(world: World) -> None:
    User.objects.filter(handle="amira").update(notice_every=1440)
    submit(world)
    spread_notices(NOW)
    Membership.objects.filter(team=world.harbour, user=world.amira.user).update(watching=True)
    submit(world)
    spread_notices(NOW)
    assert "amira@example.org" not in told()
    send_notices(NOW + timedelta(minutes=15))
    assert "amira@example.org" in told()


def test_it_forgives_who_is_taken_off_the_watch(world: World) -> None:
    User.objects.filter(handle="amira").update(notice_every=0)
    Membership.objects.filter(team=world.harbour, user=world.amira.user).update(watching=True)
    submit(world)
    spread_notices(NOW)
    Membership.objects.update(watching=False)
    spread_notices(NOW)
    send_notices(NOW + timedelta(days=1))
    assert told() == ["bo@example.org"]


def test_it_sets_the_watch_for_oneself_and_by_a_coordinator(world: World) -> None:
    def watch(of: User, by: User, *, watching: bool = True) -> None:
        set_watch(team=world.harbour, of=of, watching=watching, by=by)

    amira, bo, chioma = world.amira.user, world.bo.user, world.chioma.user
    watch(amira, amira)
    watch(bo, bo)
    assert list(on_watch(world.harbour)) == [amira, bo]
    watch(amira, bo, watching=False)
    assert list(on_watch(world.harbour)) == [bo]
    for of, by in ((bo, amira), (chioma, bo), (chioma, chioma), (world.dan.user, bo)):
        with pytest.raises(Refused):
            watch(of, by)
    assert list(on_watch(world.harbour)) == [bo]

"""Today looks anew by itself, keeps no desk unlocked, and is recorded once an hour."""

import re
from datetime import UTC, datetime, timedelta

import time_machine
from django.test import Client

from apps.accounts.models import Session
from apps.audit.models import Head
from apps.desk.today.looking import seconds
from tests.world import World, desk

TODAY = "/desk/today/"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def next_look(client: Client, view: str = "") -> str:
    page = client.get(TODAY + view).content.decode()
    found = re.search(r'data-anew="([^"]+)" data-in="(\d+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_it_keeps_no_desk_unlocked(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        amira = desk(world.amira)
        again = next_look(amira)
        for _ in range(14):
            clock.shift(timedelta(minutes=1))
            assert amira.get(again).status_code == 200
        clock.shift(timedelta(minutes=1, seconds=1))
        answer = amira.get(again)
        assert answer.status_code == 302
        assert "/desk/unlock/" in answer.headers["Location"]
        assert Session.objects.get().sealed is None


def test_whatever_a_person_does_themself_keeps_it_unlocked(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        amira = desk(world.amira)
        again = next_look(amira)
        for _ in range(4):
            clock.shift(timedelta(minutes=10))
            assert amira.get(TODAY).status_code == 200
            assert amira.get(again).status_code == 200
        clock.shift(timedelta(minutes=10))
        assert amira.post(f"{TODAY}back/?by=itself").status_code == 302
        clock.shift(timedelta(minutes=10))
        assert amira.get(TODAY).status_code == 200


def test_it_is_recorded_once_an_hour_and_for_nobody_else(world: World) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        amira, bo = desk(world.amira), desk(world.bo)
        again = next_look(amira)
        before = Head.objects.get().number
        amira.get(again)
        assert Head.objects.get().number == before
        bo.get(again)
        assert Head.objects.get().number == before + 1
        # Without the word that nobody is there, it is a reading like any other.
        amira.get(again.replace("by=itself", "by=hand"))
        assert Head.objects.get().number == before + 2
        amira.get(re.sub("read=.*", "read=AAAA", again))
        assert Head.objects.get().number == before + 3
        clock.shift(timedelta(minutes=10))
        amira.get(TODAY)
        clock.shift(timedelta(minutes=51))
        old = desk(world.amira)
        before = Head.objects.get().number
        old.get(again)
        assert Head.objects.get().number == before + 1


def test_it_looks_anew_in_the_view_that_is_open(world: World) -> None:
    amira = desk(world.amira)
    assert "?view=team&by=itself&read=" in next_look(amira, "?view=team")
    assert "?by=itself&read=" in next_look(amira)
    page = amira.get(TODAY).content.decode()
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+; url=/desk/today/', page)


def test_it_looks_when_the_next_line_comes_and_at_least_each_minute() -> None:
    assert seconds(0, 1000) == 60
    assert seconds(1020, 1000) == 21
    assert seconds(1001, 1000) == 5
    assert seconds(5000, 1000) == 60
    assert seconds(900, 1000) == 60

"""Papers as printed, once their day has come: no byte of them in any file, nor in a new backup."""

import time

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from apps.cases import actions
from apps.cases.actions import Hand
from apps.cases.admission import list_cases
from apps.cases.casefile import Arrived, PapersSet
from apps.cases.index.opening import pack_everything
from apps.cases.models import Event, Segment, Summary, Unfinished, WordsGone
from apps.cases.wayout import PAPERS_KEPT
from apps.retention.actions import finish_erasing
from tests.mailbox import cast
from tests.retention.test_finishing import alone, found, house

__all__ = ["alone", "house"]

pytestmark = pytest.mark.django_db(transaction=True)


def sealed_bytes(opened: Hand) -> dict[str, bytes]:
    """Return what holds the printed words: their event, the case's summary, the team's segment."""
    number = next(one.number for one in opened.opened.events if isinstance(one.body, PapersSet))
    case = opened.opened.case
    (segment,) = [one.sealed_text for one in Segment.objects.filter(team=case.team)]
    return {
        "event": bytes(Event.objects.get(case=case, number=number).sealed_body or b""),
        "summary": bytes(Summary.objects.get(case=case).sealed_summary or b""),
        "segment": bytes(segment or b""),
    }


def test_the_thief_finds_none_of_them_in_database_or_log(
    alone: None, house: tuple[cast.Harbour, cast.Noor]
) -> None:
    harbour, noor = house
    before = time.time() - PAPERS_KEPT.total_seconds()
    with time_machine.travel(before, tick=True):
        hand = harbour.hand(noor.case.ref)
        actions.set_papers(
            hand, person="", name="Nour Testova", number="PX1234567", born="1990", differs=True
        )
        hand, today = harbour.hand(noor.case.ref), timezone.localdate()
        until = (today + PAPERS_KEPT).isoformat()
        hand.add(Arrived(by=hand.me, at=hand.now, day=today.isoformat(), papers_until=until))
        pack_everything(user=hand.by, keyring=hand.keyring)
    secrets = sealed_bytes(harbour.hand(noor.case.ref))
    assert found(secrets) == {"event", "summary", "segment"}
    list_cases(user=hand.by, keyring=hand.keyring)
    assert Unfinished.objects.filter(words=True).exists()
    if connection.vendor == "postgresql":
        # Rows of a segment are written anew by and by; those of the case are cut out at once.
        secrets.pop("segment")
    assert finish_erasing()
    assert not found(secrets)
    # Older backups are not to outlive theirs: see docs/operations.md.
    assert WordsGone.objects.get().day == timezone.localdate()

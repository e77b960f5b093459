"""A new code after a safe contact: what it opens, and what becomes of the old one."""

import pytest

from apps.cases.actions import close_case, send_message, set_owner
from apps.cases.answers import Answer, Consent
from apps.cases.errors import ChangedMeanwhile
from apps.crypto.submission import SKIPPED
from apps.mailbox.actions import (
    TakenBack,
    carry_out_withdrawals,
    give_answers,
    give_new_code,
    withdraw,
)
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox
from apps.mailbox.visits import enter_by_code
from apps.retention.striking import strike_answer
from apps.web.models import Organisation
from tests.mailbox import cast


def give(noor: cast.Noor, harbour: cast.Harbour, **choice: bool) -> cast.Noor:
    chosen = {"end_others": False, "show_earlier": False} | choice
    secret = give_new_code(harbour.hand(noor.case.ref), **chosen)
    return cast.Noor(secret, noor.case, noor.browser)


def texts(noor: cast.Noor) -> list[str]:
    visit = noor.visit()
    words = visit.look().thread.words
    return [getattr(body, "text", "answers") for body in words]


def test_it_opens_nothing_of_the_past(noor: cast.Noor, harbour: cast.Harbour) -> None:
    noor.write(noor.come_back(), "first")
    later = give(noor, harbour)
    page = later.come_back()
    assert page.status_code == 200
    assert cast.STORY not in page.content.decode()
    assert "first" not in texts(later)
    assert "It does not open your first answers." in page.content.decode()


def test_it_shows_the_past_to_the_same_person(noor: cast.Noor, harbour: cast.Harbour) -> None:
    noor.write(noor.come_back(), "first")
    send_message(harbour.hand(noor.case.ref), text="second")
    later = give(noor, harbour, show_earlier=True)
    assert texts(later) == ["first", "second"]
    assert cast.STORY in later.come_back().content.decode()


def test_it_leaves_the_old_code_open(noor: cast.Noor, harbour: cast.Harbour) -> None:
    later = give(noor, harbour)
    send_message(harbour.hand(noor.case.ref), text="to both")
    assert texts(noor)[-1] == texts(later)[-1] == "to both"


def test_it_ends_the_old_code(noor: cast.Noor, harbour: cast.Harbour) -> None:
    later = give(noor, harbour, end_others=True)
    assert noor.come_back().status_code == 422
    assert later.come_back().status_code == 200
    assert sorted(Mailbox.objects.values_list("position", flat=True)) == [2, 3]
    assert not harbour.hand(noor.case.ref).opened.damaged


def test_it_brings_another_pair_each_time(noor: cast.Noor, harbour: cast.Harbour) -> None:
    give(noor, harbour)
    give(noor, harbour)
    assert sorted(Mailbox.objects.values_list("position", flat=True)) == list(range(6))


def test_it_copies_the_past_once_however_often(noor: cast.Noor, harbour: cast.Harbour) -> None:
    noor.write(noor.come_back(), "first")
    give(noor, harbour, show_earlier=True)
    assert texts(give(noor, harbour, show_earlier=True)) == ["first"]


def test_it_counts_no_copy_as_unread(noor: cast.Noor, harbour: cast.Harbour) -> None:
    noor.write(noor.come_back(), "first")
    give(noor, harbour, show_earlier=True)
    assert harbour.hand(noor.case.ref).opened.unread == []


def test_it_reads_what_is_written_under_the_new_code(
    noor: cast.Noor, harbour: cast.Harbour
) -> None:
    later = give(noor, harbour, end_others=True)
    later.write(later.come_back(), "from the new one")
    thread = harbour.hand(noor.case.ref).opened.threads[-1]
    theirs = [entry.body for entry in thread.entries if entry.from_applicant and entry.is_words]
    said = [getattr(body, "text", "") for body in theirs]
    assert said == ["from the new one"]


def test_it_shows_corrections_under_the_new_code(noor: cast.Noor, harbour: cast.Harbour) -> None:
    corrected = Answer("name", "What may we call you?", "text", "N.", "N.")
    give_answers(visit=noor.visit(), answers=[corrected], token="a" * 32)
    later = give(noor, harbour, show_earlier=True)
    visit = later.visit()
    answers = visit.look().answers
    assert answers is not None
    assert answers.value("name") == "N."


def test_it_tells_the_new_code_where_things_stand(noor: cast.Noor, harbour: cast.Harbour) -> None:
    close_case(harbour.hand(noor.case.ref), reason="no_route", words="There is no way now.")
    assert "<h1>It is closed</h1>" in give(noor, harbour).come_back().content.decode()


def test_it_is_refused_once_everything_was_taken_back(
    noor: cast.Noor, harbour: cast.Harbour
) -> None:
    set_owner(harbour.hand(noor.case.ref), owner=harbour.amira)
    entered = enter_by_code(noor.words)
    assert isinstance(entered, tuple)
    withdraw(visit=entered[0], proof=entered[1].withdrawal)
    carry_out_withdrawals(today=today())
    with pytest.raises(TakenBack):
        give(noor, harbour)


def test_it_is_refused_where_a_colleague_was_faster(noor: cast.Noor, harbour: cast.Harbour) -> None:
    slow = harbour.hand(noor.case.ref)
    faster = cast.colleague(harbour, "ben").hand(noor.case.ref)
    send_message(faster, text="I was faster")
    with pytest.raises(ChangedMeanwhile):
        give_new_code(slow, end_others=False, show_earlier=False)
    assert Mailbox.objects.count() == 2


def test_it_is_given_and_words_are_struck_out_however_much_somebody_sealed(
    harbour: cast.Harbour,
) -> None:
    """A script stops at no size of ours, neither of answers nor of the consent."""
    Organisation.objects.update(second_codes=True)
    long = [Answer(one, "?", "long", "x" * 40_000, "x" * 40_000) for one in ("story", "other")]
    noor = cast.noor(harbour.team, said=long, consent=Consent(1, "y" * 9000))
    give(noor, harbour, show_earlier=True)
    assert [len(row.sealed_skipped) for row in Mailbox.objects.filter(position=3)] == [64 + SKIPPED]
    strike_answer(harbour.hand(noor.case.ref), question="story", why="A name.")
    left = harbour.hand(noor.case.ref).opened.answers
    assert left is not None
    assert [answer.id for answer in left.answers] == ["other"]

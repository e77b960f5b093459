"""Taking back: the code once more, one press, and then nothing of it opens."""

import datetime
import os
from typing import Any

import time_machine

from apps.audit.models import Entry
from apps.cases.actions import send_message, set_owner
from apps.cases.models import Case, CaseKey, Event, Message, Submission, Summary
from apps.crypto.code import code_words, new_code
from apps.mailbox.actions import carry_out_withdrawals, give_new_code
from apps.mailbox.days import today
from apps.mailbox.models import Mailbox, Withdrawal
from apps.mailbox.thread import pack_numbers, unpack_numbers
from apps.retention.actions import purge_due
from apps.web.actions import change_organisation
from tests.mailbox import cast

WORDS = "I want nobody to know of this any more."
DAY = datetime.timedelta(days=1)


def take_back(noor: cast.Noor, code: str | None = None, **more: str) -> Any:
    fields = {"code": noor.words if code is None else code, **more}
    return noor.browser.post("/en/mailbox/take-back/", fields)


def a_case_with_words(harbour: cast.Harbour, noor: cast.Noor) -> None:
    """Noor wrote, Amira took the case and answered: messages 1 and 2, and a status between."""
    noor.write(noor.come_back(), WORDS)
    set_owner(harbour.hand(noor.case.ref), owner=harbour.amira)
    send_message(harbour.hand(noor.case.ref), text="We are looking for a way.")


def test_it_says_what_goes_now_and_what_goes_later(noor: cast.Noor) -> None:
    state = noor.come_back().context["state"]
    page = noor.browser.post("/en/mailbox/take-back/", {"state": state}).content.decode()
    assert "Your answers and your messages are erased." in page
    assert "After 3 days" in page
    assert not Withdrawal.objects.exists()


def test_it_says_that_all_goes_at_once_where_nobody_waits(noor: cast.Noor) -> None:
    change_organisation(changes={"withdraw_days": 0})
    state = noor.come_back().context["state"]
    page = noor.browser.post("/en/mailbox/take-back/", {"state": state}).content.decode()
    assert "What we wrote about your request is erased as well." in page


def test_it_leads_back_for_whoever_keeps_it(noor: cast.Noor) -> None:
    state = noor.come_back().context["state"]
    page = noor.browser.post("/en/mailbox/take-back/", {"state": state})
    assert "Keep it and go back" in page.content.decode()
    back = noor.browser.post("/en/mailbox/", {"state": page.context["state"]})
    assert back.status_code == 200


def test_it_closes_the_mailbox_from_that_moment(noor: cast.Noor) -> None:
    page = noor.come_back()
    assert "You have taken it back" in take_back(noor).content.decode()
    assert noor.come_back().status_code == 422
    assert noor.write(page, WORDS).status_code == 422
    # That it was opened, before.
    assert Message.objects.count() == 1


def test_it_needs_the_code_and_not_the_state_alone(noor: cast.Noor) -> None:
    state = noor.come_back().context["state"]
    take_back(noor, "", state=state)
    take_back(noor, " ".join(code_words(new_code(), "en") or []), state=state)
    assert not Withdrawal.objects.exists()


def test_it_works_after_the_ten_minutes_too(noor: cast.Noor) -> None:
    state = noor.come_back().context["state"]
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + DAY):
        assert "You have taken it back" in take_back(noor, state=state).content.decode()


def test_it_says_the_same_when_pressed_twice(noor: cast.Noor) -> None:
    state = noor.come_back().context["state"]
    first = take_back(noor, state=state)
    assert take_back(noor, state=state).content == first.content


def test_it_is_a_wrong_code_to_whoever_comes_later(noor: cast.Noor) -> None:
    take_back(noor)
    wrong = take_back(noor, " ".join(code_words(new_code(), "en") or []))
    assert take_back(noor).content == wrong.content


def test_it_erases_what_the_applicant_wrote_at_once(noor: cast.Noor, harbour: cast.Harbour) -> None:
    a_case_with_words(harbour, noor)
    take_back(noor)
    assert carry_out_withdrawals(today=today()) == 1
    assert not Submission.objects.exists()
    assert not Mailbox.objects.exists()
    assert not Withdrawal.objects.exists()
    assert Summary.objects.get().sealed_summary is None
    blank = [row.number for row in Message.objects.order_by("number") if row.sealed_body is None]
    assert blank == [1, 2]


def test_it_leaves_what_the_team_wrote_to_the_owner_alone(
    noor: cast.Noor, harbour: cast.Harbour
) -> None:
    a_case_with_words(harbour, noor)
    take_back(noor)
    carry_out_withdrawals(today=today())
    opened = harbour.hand(noor.case.ref).opened
    assert not opened.damaged
    assert opened.answers is None
    texts = [getattr(entry.body, "text", None) for entry in opened.threads[0].entries]
    assert texts[0] is None
    assert texts[-1] == "We are looking for a way."


def test_it_erases_the_rest_after_three_days(noor: cast.Noor, harbour: cast.Harbour) -> None:
    a_case_with_words(harbour, noor)
    take_back(noor)
    carry_out_withdrawals(today=today())
    case = Case.objects.get()
    assert (case.withdrawn_on, case.erase_by) == (today(), today() + 3 * DAY)
    assert purge_due(today=today() + 2 * DAY) == 0
    assert purge_due(today=today() + 3 * DAY) == 1
    assert not Case.objects.exists()
    assert not Event.objects.exists()


def test_it_erases_all_at_once_with_nought_days(noor: cast.Noor, harbour: cast.Harbour) -> None:
    change_organisation(changes={"withdraw_days": 0})
    a_case_with_words(harbour, noor)
    take_back(noor)
    carry_out_withdrawals(today=today())
    assert not Case.objects.exists()


def test_it_erases_all_at_once_where_nobody_has_admitted_it(noor: cast.Noor) -> None:
    noor.write(noor.come_back(), WORDS)
    assert not CaseKey.objects.exists()
    take_back(noor)
    carry_out_withdrawals(today=today())
    for table in (Case, Submission, Mailbox, Message, Summary, Withdrawal):
        assert not table.objects.exists()


def test_it_is_recorded(noor: cast.Noor) -> None:
    before = Entry.objects.count()
    take_back(noor)
    assert Entry.objects.count() == before
    carry_out_withdrawals(today=today())
    assert "withdrawal_carried_out" in str(Entry.objects.order_by("-number")[0].clear_entry)


def test_it_deletes_a_forged_proof_and_changes_nothing(noor: cast.Noor) -> None:
    ref = noor.visit().mailbox.ref
    Withdrawal.objects.create(mailbox=ref, proof=os.urandom(32), own_numbers=pack_numbers([1]))
    assert noor.come_back().status_code == 200
    assert carry_out_withdrawals(today=today()) == 0
    assert not Withdrawal.objects.exists()
    assert noor.come_back().status_code == 200


def test_it_says_that_a_forged_proof_stands_in_the_way(noor: cast.Noor) -> None:
    Withdrawal.objects.create(mailbox=noor.visit().mailbox.ref, proof=bytes(32), own_numbers=b"")
    page = take_back(noor)
    assert page.status_code == 503
    assert noor.words not in page.content.decode()
    carry_out_withdrawals(today=today())
    assert "You have taken it back" in take_back(noor).content.decode()


def test_it_takes_nobody_else_s_case_along(noor: cast.Noor, harbour: cast.Harbour) -> None:
    other = cast.noor(harbour.team)
    take_back(noor)
    carry_out_withdrawals(today=today())
    assert other.come_back().status_code == 200


def test_it_erases_the_words_of_all_codes_of_the_case(
    noor: cast.Noor, harbour: cast.Harbour
) -> None:
    a_case_with_words(harbour, noor)
    secret = give_new_code(harbour.hand(noor.case.ref), end_others=False, show_earlier=False)
    later = cast.Noor(secret, noor.case, noor.browser)
    later.write(later.come_back(), WORDS)
    take_back(later)
    carry_out_withdrawals(today=today())
    assert noor.come_back().status_code == 422
    opened = harbour.hand(noor.case.ref).opened
    said = [entry.body for thread in opened.threads for entry in thread.entries]
    assert not [body for body in said if body is not None and body.by == "applicant"]


def test_it_can_be_sent_again_under_another_code_alone(
    noor: cast.Noor, harbour: cast.Harbour
) -> None:
    take_back(noor)
    carry_out_withdrawals(today=today())
    assert cast.noor(harbour.team).come_back().status_code == 200


def test_it_packs_and_reads_numbers() -> None:
    assert unpack_numbers(pack_numbers([1, 70_000]) + b"odd") == [1, 70_000]

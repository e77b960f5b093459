"""Locked texts that somebody brings: taken once at either door, or refused in words."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.cases.models import Case
from apps.crypto import carried
from apps.crypto.carried import Carried
from apps.crypto.code import new_code
from apps.crypto.submission import SealedSubmission
from apps.intake import sending
from apps.intake.offline.making import DAY_NOUGHT
from apps.mailbox.actions import withdraw
from apps.mailbox.models import Mailbox
from apps.mailbox.visits import enter_by_code
from apps.retention.actions import erase_case
from apps.teams.actions import lend_forms
from apps.teams.models import Epoch, Team
from apps.teams.queries import FORMS_LAST, current_epoch
from apps.web.models import Organisation
from tests.intake.test_sealed import ANSWERS, broken, rows, seal
from tests.mailbox import cast

Bring = Callable[..., Any]
TODAY = datetime.now(UTC).date()
LAST = TODAY + FORMS_LAST


def carry(submission: SealedSubmission, *, until: date = LAST) -> bytes:
    return carried.write_carried(Carried((until - DAY_NOUGHT).days, submission))


def text_of(submission: SealedSubmission, *, until: date = LAST) -> str:
    return carried.write_text(carry(submission, until=until))


@pytest.fixture
def sealed(harbour: cast.Harbour, organisation: Organisation) -> SealedSubmission:
    epoch = current_epoch(harbour.team)
    assert epoch is not None
    lend_forms(epoch=epoch, until=LAST)
    return seal(organisation)


@pytest.fixture
def bring(harbour: cast.Harbour) -> Bring:
    """Bring texts to the front door, as a browser without scripts does."""

    def bring(text: str = "", *files: bytes, lang: str = "en", state: str | None = None) -> Any:
        attached = [SimpleUploadedFile("note.txt", data, "text/plain") for data in files]
        shown = sending.seal_shown() if state is None else state
        fields = {"text": text, "state": shown, "attached": attached}
        return Client().post(f"/{lang}/bring/", fields)

    return bring


def said(answer: Any) -> str:
    page: str = answer.content.decode()
    return page


def fates(answer: Any) -> list[str]:
    return [one.fate for one in answer.context["outcomes"]]


def test_it_makes_a_case_that_opens_for_the_team(bring: Bring, sealed: SealedSubmission) -> None:
    answer = bring(text_of(sealed))
    assert fates(answer) == ["received"]
    assert "Received." in said(answer)
    assert carried.mark_of(carry(sealed)) in said(answer)
    assert Case.objects.get().ref.bytes == sealed.ref
    assert "[1/1-" not in said(answer), "what is with us stands on no page"


def test_it_makes_the_same_case_once_and_says_so(bring: Bring, sealed: SealedSubmission) -> None:
    bring(text_of(sealed))
    assert fates(bring(text_of(sealed))) == ["known"]
    assert fates(bring("\n".join(carried.write_pieces(carry(sealed))))) == ["known"]
    assert fates(bring(text_of(sealed, until=TODAY - timedelta(days=9)))) == ["known"]
    assert Case.objects.count() == 1


def test_it_says_that_what_was_sent_has_arrived(
    bring: Bring, sealed: SealedSubmission, organisation: Organisation
) -> None:
    data = carry(sealed)[carried.HEAD :]
    sent = {"content_type": "application/octet-stream", "headers": {"page-state": ""}}
    sent["headers"] = {"page-state": sending.seal_shown()}
    assert Client().post("/en/sealed/", data, **sent).status_code == 204  # type: ignore[arg-type]
    assert fates(bring(text_of(sealed))) == ["known"]
    other = seal(organisation)
    assert fates(bring(text_of(other))) == ["received"]
    data = carry(other)[carried.HEAD :]
    assert Client().post("/en/sealed/", data, **sent).status_code == 204  # type: ignore[arg-type]
    assert Case.objects.count() == 2


def test_it_takes_several_from_one_courier(
    bring: Bring, sealed: SealedSubmission, organisation: Organisation
) -> None:
    second, third = seal(organisation), seal(organisation, size=9000)
    pieces = carried.write_pieces(carry(third))
    typed = "\n> ".join([*reversed(pieces[1:]), text_of(sealed)]) + pieces[0]
    file = ("\ufeffPassed on.\r\n" + text_of(second)).encode("utf-16")
    answer = bring(typed, file)
    assert sorted(fates(answer)) == ["received"] * 3
    assert Case.objects.count() == 3


def test_it_takes_the_largest_text_there_can_be(bring: Bring, organisation: Organisation) -> None:
    largest = seal(organisation, size=64 * 4096 - len(ANSWERS) - 1)
    file = text_of(largest).encode()
    assert fates(bring("", file)) == ["received"]
    assert bring("", b"A" * (512 * 1024 + 1)).status_code == 422


def test_it_takes_a_text_that_mail_has_torn(bring: Bring, sealed: SealedSubmission) -> None:
    torn = "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} dalje!\n" + text_of(sealed)
    assert fates(bring(torn)) == ["received"]


def test_it_says_of_a_whole_text_that_it_was_changed(
    bring: Bring, sealed: SealedSubmission
) -> None:
    text = text_of(sealed)
    place = text.index("]") + 40
    other = "A" if text[place] != "A" else "B"
    answer = bring(text[:place] + other + text[place + 1 :])
    assert fates(answer) == ["spoilt"]
    assert "Something is missing, or was changed on the way." in said(answer)


def test_it_tells_which_pieces_are_missing_and_keeps_the_others(
    bring: Bring, sealed: SealedSubmission
) -> None:
    pieces = carried.write_pieces(carry(sealed))
    kept = [*pieces[:1], pieces[2][:400], *pieces[3:-1]]
    before = rows()
    answer = bring("\n".join(kept))
    assert fates(answer) == ["spoilt"]
    assert f"Of {len(pieces)} pieces" in said(answer)
    assert f"2, 3, {len(pieces)}" in said(answer)
    assert pieces[0].splitlines()[3] in said(answer), "nothing that was pasted is lost"
    assert rows() == before
    whole = answer.context["form"]["text"].value() + "\n".join(pieces)
    assert fates(bring(whole)) == ["received"]


@pytest.mark.parametrize("text", ["", "Please call me back.", "[1/1-00000000]"])
def test_it_says_where_there_is_no_text(bring: Bring, text: str) -> None:
    answer = bring(text)
    assert answer.status_code == 200
    assert "There is no locked text in this" in said(answer) or fates(answer) == ["spoilt"]
    assert not any(rows())


def test_it_is_good_on_its_last_day_and_refused_the_day_after(
    bring: Bring, sealed: SealedSubmission, organisation: Organisation
) -> None:
    old = seal(organisation)
    with time_machine.travel(datetime.combine(LAST, datetime.min.time(), UTC)):
        assert fates(bring(text_of(sealed))) == ["received"]
    with time_machine.travel(datetime.combine(LAST, datetime.min.time(), UTC) + timedelta(days=1)):
        answer = bring(text_of(old))
    assert fates(answer) == ["over"]
    assert f"It was good until {LAST.day} {LAST:%B %Y}" in said(answer)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("until", [TODAY + timedelta(days=400), DAY_NOUGHT, date.max])
def test_it_takes_no_day_that_no_form_has(
    bring: Bring, sealed: SealedSubmission, until: date
) -> None:
    assert fates(bring(text_of(sealed, until=until)))[0] in {"odd", "over"}
    days = carried.write_text(b"\x01\xff\xff\xff\xff" + carry(sealed)[5:])
    assert fates(bring(days)) == ["odd"]
    assert not any(rows())


def test_it_refuses_what_was_erased(bring: Bring, sealed: SealedSubmission) -> None:
    bring(text_of(sealed))
    erase_case(case=Case.objects.get(), today=TODAY)
    answer = bring(text_of(sealed))
    assert fates(answer) == ["erased"]
    assert "was taken back or erased" in said(answer)
    assert not Case.objects.exists()


def test_it_refuses_what_was_taken_back(
    bring: Bring, harbour: cast.Harbour, organisation: Organisation
) -> None:
    code = new_code()
    mine = seal(organisation, code=code)
    bring(text_of(mine))
    case = Case.objects.get()
    noor = cast.Noor(code, case, Client())
    entered = enter_by_code(noor.words)
    assert isinstance(entered, tuple)
    withdraw(visit=entered[0], proof=entered[1].withdrawal)
    assert fates(bring(text_of(mine))) == ["erased"]


def test_it_is_not_deceived_by_a_courier_who_comes_first_with_the_same_row(
    bring: Bring, sealed: SealedSubmission, organisation: Organisation
) -> None:
    own = seal(organisation)
    forged = replace(own, mailboxes=(sealed.mailboxes[0], own.mailboxes[1]))
    assert fates(bring(text_of(forged))) == ["received"]
    answer = bring(text_of(sealed))
    assert fates(answer) == ["met"]
    assert "Another text under the same code" in said(answer)


def test_it_stores_no_row_that_meets_somebody_elses(
    bring: Bring, sealed: SealedSubmission, organisation: Organisation
) -> None:
    bring(text_of(sealed))
    before = rows()
    first, second = seal(organisation).mailboxes
    half = replace(second, locator_hash=sealed.mailboxes[0].locator_hash[:16] + bytes(16))
    for pair in ((first, sealed.mailboxes[0]), (first, half), (half, second)):
        odd = replace(seal(organisation), mailboxes=pair)
        assert fates(bring(text_of(odd)))[0] in {"met", "refused"}
    assert rows() == before


def later_key(team: Team, *, days: int) -> None:
    """A newer epoch that was made some days ago; its row alone is what counts here."""
    newest = Epoch.objects.filter(team=team).order_by("-number")[0]
    Epoch.objects.create(
        team=team,
        number=newest.number + 1,
        previous_digest=newest.sealed.digest,
        public_key=newest.public_key,
        sign_key=newest.sign_key,
        sealed_roster=newest.sealed_roster,
        sealed_previous=bytes(61),
        signature=newest.signature,
        floor=newest.floor,
        made_on=TODAY - timedelta(days=days),
    )


@pytest.mark.parametrize(("days", "fate"), [(8, "received"), (89, "received"), (91, "refused")])
def test_it_takes_what_a_key_was_lent_for_after_newer_keys(
    bring: Bring,
    sealed: SealedSubmission,
    harbour: cast.Harbour,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
    fate: str,
) -> None:
    later_key(harbour.team, days=days)
    monkeypatch.setattr("apps.teams.chain.verify_chain", lambda _epochs: None)
    assert fates(bring(text_of(sealed))) == [fate]


def test_it_takes_nothing_for_an_old_key_that_was_never_lent(
    bring: Bring,
    harbour: cast.Harbour,
    organisation: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine = seal(organisation)
    later_key(harbour.team, days=8)
    monkeypatch.setattr("apps.teams.chain.verify_chain", lambda _epochs: None)
    answer = bring(text_of(mine))
    assert fates(answer) == ["refused"]
    assert "a key that is not used here" in said(answer)


def test_it_takes_nothing_for_another_team_or_under_unsigned_keys(
    bring: Bring, sealed: SealedSubmission
) -> None:
    assert fates(bring(text_of(replace(sealed, team=os.urandom(16))))) == ["refused"]
    assert fates(bring(text_of(replace(sealed, number=7)))) == ["refused"]
    Epoch.objects.update(signature=bytes(64))
    assert fates(bring(text_of(sealed))) == ["refused"]
    assert not any(rows())


def test_it_takes_what_was_locked_before_the_form_was_closed(
    bring: Bring, sealed: SealedSubmission, organisation: Organisation
) -> None:
    Organisation.objects.update(accepting=False)
    assert fates(bring(text_of(sealed))) == ["received"]
    Organisation.objects.update(opened=False)
    assert "not open yet" in said(bring(text_of(seal(organisation))))
    assert Case.objects.count() == 1


def test_it_asks_once_more_where_the_page_was_old_and_keeps_all(
    bring: Bring, sealed: SealedSubmission, organisation: Organisation
) -> None:
    file = text_of(seal(organisation)).encode()
    answer = bring(text_of(sealed), file, state="old")
    assert "Press the button once more" in said(answer)
    assert not any(rows())
    assert fates(bring(answer.context["form"]["text"].value())) == ["received"] * 2


def test_it_says_when_many_are_here_and_keeps_the_text(
    bring: Bring,
    sealed: SealedSubmission,
    organisation: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("apps.intake.offline.taking.MOST_BROUGHT", 1)
    answer = bring("\n".join([text_of(sealed), text_of(seal(organisation))]), lang="ru")
    assert fates(answer) == ["received", "crowded"]
    assert "через минуту" in said(answer)
    assert "[1/1-" in said(answer)
    assert fates(bring(text_of(sealed))) == ["known"]
    assert Case.objects.count() == 1


def test_it_takes_no_more_than_fifty_at_once(bring: Bring, harbour: cast.Harbour) -> None:
    many = "\n".join(carried.write_text(os.urandom(40)) for _ in range(52))
    assert fates(bring(many)) == ["odd"] * 50 + ["many"] * 2


def test_it_acknowledges_nothing_that_was_not_stored(
    bring: Bring, sealed: SealedSubmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("apps.intake.offline.taking.store", full)
    answer = bring(text_of(sealed))
    assert answer.status_code == 503
    assert "[1/1-" in said(answer)
    assert not any(rows())


def test_it_keeps_nothing_in_the_browser_and_says_nothing_in_its_title(bring: Bring) -> None:
    page = Client().get("/en/bring/")
    assert page.status_code == 203
    assert not page.cookies
    assert "<title>Bring</title>" in page.content.decode()
    answer = bring("nothing")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_refuses_whatever_else_comes_and_stores_nothing(
    bring: Bring, sealed: SealedSubmission, data: st.DataObject
) -> None:
    good = carry(sealed)
    how = data.draw(st.sampled_from(["cut", "turned", "doubled", "dropped"]))
    at = data.draw(st.integers(0, 4000))
    written = carried.write_text(broken(good, at, how))
    letters = text_of(sealed).encode()
    text = data.draw(
        st.one_of(
            st.text(max_size=300),
            st.just(written),
            st.just(broken(letters, at * 2, how).decode(errors="replace")),
            st.binary(max_size=200).map(carried.write_text),
            st.from_regex(r"(\[\d{1,3}/\d{1,3}-[0-9a-f]{8}\][A-Za-z+/]{0,9}(\[[0-9a-f]{8}\])?)+"),
        )
    )
    before, known = rows(), Mailbox.objects.count()
    with transaction.atomic():
        answer = bring(text)
        after = rows()
        transaction.set_rollback(True)
    # Nothing but signs that no text holds is asked for anew.
    assert answer.status_code in {200, 422}
    if answer.status_code == 200 and "received" in fates(answer):
        # A bit turned in what only the team can open; or nothing of the text was hurt.
        assert fates(answer) == ["received"]
        return
    assert after == before
    assert Mailbox.objects.count() == known

"""Every write of mailboxes: words of the applicant, taking back, a new code."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Final
from uuid import UUID

import msgspec
from django.db import Error, IntegrityError, transaction
from django.db.models import F

from apps.accounts.models import User
from apps.audit.actions import record
from apps.cases.actions import Hand
from apps.cases.answers import Answer
from apps.cases.casefile import MailboxAdded, MailboxEnded
from apps.cases.days import hour_of
from apps.cases.files import SealedFile, remove_file
from apps.cases.index import empty_segments
from apps.cases.messages import Entry, FileOpened, FileSent, MoreAnswers, Text, ViewEnded
from apps.cases.models import Case, CaseKey, Message, Submission, Summary
from apps.cases.opened import OpenCase
from apps.cases.owing import owe, words_gone
from apps.cases.queries import open_case
from apps.cases.threads import append_entry
from apps.cases.writing import Change, write
from apps.crypto.code import SECRET, new_code, stretch_code
from apps.crypto.contexts import sha256
from apps.crypto.submission import (
    NO_ANSWERS,
    SealedMailbox,
    mailbox_pair,
    no_skipped,
    second_key,
)
from apps.mailbox.carrying import next_position
from apps.mailbox.models import Mailbox, Withdrawal
from apps.mailbox.queries import was_taken_back
from apps.mailbox.thread import (
    OpenedThread,
    Words,
    pack_files,
    pack_numbers,
    unpack_files,
    unpack_numbers,
)
from apps.mailbox.visits import Visit
from apps.retention.actions import erase_case, erase_withdrawn
from apps.teams.models import Team
from apps.web.costs import code_cost
from apps.web.queries import organisation
from apps.web.stretching import stretching

# The name that a copy of an earlier message bears, so that the desk need not show it twice.
EARLIER: Final = "earlier"


# A withdrawal is written in three milliseconds, the end of a second code's view in five.
EVEN_SECONDS: Final = 0.05


@contextmanager
def in_even_time() -> Iterator[None]:
    """Take so long over taking back that nobody can tell by a clock which code it was."""
    end = time.monotonic() + EVEN_SECONDS
    yield
    time.sleep(max(0.0, end - time.monotonic()))


class TakenBack(Exception):
    """The applicant took the request back: nobody gives a code for it any more."""


def send_words(
    *, visit: Visit, text: str, token: str, changed: bool = False, at: int | None = None
) -> None:
    """Receive a message of the applicant's; durable when this returns.

    ``changed`` marks what is said after closing: that something has changed. ``token`` names the
    page it was written on: the same words from the same page are one message. ``at`` dates it, in
    Unix seconds; None is now. Raises ``Team.DoesNotExist`` where there is no key to seal the hour
    to.
    """
    now = int(time.time()) if at is None else at
    words = Text(by="applicant", at=hour_of(now), text=text, token=token, changed=changed)
    _receive(visit, words, now)


def give_answers(
    *, visit: Visit, answers: Sequence[Answer], token: str, at: int | None = None
) -> None:
    """Receive answers given later or corrected, in the same way."""
    now = int(time.time()) if at is None else at
    _receive(visit, MoreAnswers(at=hour_of(now), answers=list(answers), token=token), now)


def send_file(
    *, visit: Visit, file: SealedFile, token: str, keep: Callable[[SealedFile, Case], object]
) -> None:
    """Receive a file of the applicant's, in the same way; sent twice, it is one."""
    now, one = int(time.time()), file.attached
    entry = FileSent(
        by="applicant",
        at=hour_of(now),
        ref=one.ref,
        key=one.key,
        size=one.size,
        digest=one.digest,
        name=one.name,
        kind=one.kind,
        token=token,
    )
    _receive(visit, entry, now, also=lambda: keep(file, visit.mailbox.case))


def tell_given(*, visit: Visit, number: int) -> None:
    """Tell the team that a file of theirs was given out; one that vanishes then is gone.

    Raises ``Team.DoesNotExist`` where its hour cannot be sealed.
    """
    now = int(time.time())
    append_entry(
        place=visit.place,
        key=visit.key,
        entry=FileOpened(at=hour_of(now), entry=number),
        now=now,
        unless=lambda: visit.read().was_given(number),
        tell=False,
    )


def _receive(visit: Visit, entry: Words, now: int, also: Callable[[], object] = bool) -> None:
    append_entry(
        place=visit.place,
        key=visit.key,
        entry=entry,
        now=now,
        unless=lambda: visit.read().holds(entry),
        also=also,
    )


def tell_opened(*, visit: Visit, thread: OpenedThread) -> None:
    """Tell the team that the mailbox was opened, once a day and where something new was seen.

    ``thread`` is what the visit shows. No notice goes out for it. Reading never hangs on it:
    whatever fails here is left out.
    """
    told = thread.opening(hour_of(thread.now))
    if told is None:
        return
    with suppress(Error, Team.DoesNotExist):
        append_entry(
            place=visit.place,
            key=visit.key,
            entry=told,
            now=thread.now,
            unless=lambda: visit.read(visit.before).opening(told.at) is None,
            tell=False,
        )


def withdraw(*, visit: Visit, proof: bytes) -> None:
    """Take everything back: from here on the mailbox answers as to a wrong code.

    ``proof`` is what the code alone gives; `carry_out_withdrawals` checks it and erases. Raises
    ``IntegrityError`` where a forged row stands in the way, until that is deleted.

    A second code deletes nothing: its view is over, and the team is told.
    """
    with in_even_time():
        thread = visit.read()
        if visit.mailbox.second:
            _end_view(visit)
            return
        take_all_back(
            mailbox=visit.mailbox.ref,
            proof=proof,
            own_numbers=pack_numbers(thread.own_numbers),
            own_files=pack_files(thread.own_files),
        )


def take_all_back(*, mailbox: UUID, proof: bytes, own_numbers: bytes, own_files: bytes) -> None:
    """Write down that a mailbox was taken back, with what of it is the applicant's own, packed."""
    try:
        with transaction.atomic():
            Withdrawal.objects.create(
                mailbox=mailbox, proof=proof, own_numbers=own_numbers, own_files=own_files
            )
    except IntegrityError:
        # The front door inserts and does no more; a second press finds its own first one.
        if not was_taken_back(mailbox):
            raise


def _end_view(visit: Visit) -> None:
    now = int(time.time())
    with suppress(Team.DoesNotExist):
        append_entry(
            place=visit.place,
            key=visit.key,
            entry=ViewEnded(at=hour_of(now)),
            now=now,
            unless=lambda: visit.standing().is_over,
            tell=False,
            ends=True,
        )


def carry_out_withdrawals(*, today: date) -> int:
    """Erase what was taken back, each in its own transaction; returns how many cases.

    A row whose proof does not fit changes nothing and is deleted.
    """
    carried = 0
    for ref in list(Withdrawal.objects.values_list("mailbox", flat=True)):
        with transaction.atomic():
            row = Withdrawal.objects.select_for_update().filter(mailbox=ref).first()
            if row is None:
                continue
            mailbox = Mailbox.objects.select_related("case").filter(ref=ref).first()
            if mailbox is not None and sha256(bytes(row.proof)) == bytes(mailbox.withdrawal_hash):
                _carry_out(mailbox, row, today)
                carried += 1
            row.delete()
    return carried


def _carry_out(mailbox: Mailbox, row: Withdrawal, today: date) -> None:
    # Before the case, as everybody who locks both.
    empty_segments(team=mailbox.case.team, refs=[mailbox.case_id])
    case = Case.objects.select_for_update().get(ref=mailbox.case_id)
    if mailbox.guest:
        _carry_out_for_guest(case, mailbox, row, today)
        return
    own_numbers = unpack_numbers(bytes(row.own_numbers))
    _send_guests_home(case)
    _erase_joined(case, today)
    found = organisation()
    days = found.withdraw_days if found is not None else 0
    # What nobody has admitted, nobody of the team has written to: there is nothing to wait for.
    if not days or not CaseKey.objects.filter(case=case).exists():
        erase_case(case=case, today=today, verb="withdrawal_carried_out")
        return
    Mailbox.objects.filter(case=case).delete()
    erase_withdrawn(case=case, mailbox=mailbox.ref, own_numbers=own_numbers, days=days, today=today)


def _carry_out_for_guest(case: Case, mailbox: Mailbox, row: Withdrawal, today: date) -> None:
    """Erase what came with a code that was joined to a case; the case itself stays."""
    own = Submission.objects.select_related("case").filter(mailbox=mailbox.ref)
    for submission in own.exclude(case=case):
        erase_case(case=submission.case, today=today, verb="withdrawal_carried_out")
    own_numbers = unpack_numbers(bytes(row.own_numbers))
    messages = Message.objects.filter(mailbox=mailbox.ref, number__in=own_numbers)
    messages.update(sealed_body=None)
    for file in unpack_files(bytes(row.own_files)):
        remove_file(case=case, ref=file)
    Mailbox.objects.filter(case=case, ref__in=(mailbox.ref, mailbox.twin)).delete()
    # Sealed anew, without the erased words, by whoever lists next.
    # And counted: who has opened it before sums nothing up that was in it.
    Summary.objects.filter(case=case).update(
        sealed_summary=None, written=F("written") + 1, summed=0, packed=0
    )
    words_gone(case.ref)


def _erase_joined(case: Case, today: date) -> None:
    """Erase the person's other requests too, whose codes came along and are known to be theirs."""
    known = Mailbox.objects.filter(case=case).values("ref")
    others = Submission.objects.select_related("case").filter(mailbox__in=known)
    for submission in others.exclude(case=case):
        erase_case(case=submission.case, today=today, verb="withdrawal_carried_out")


def _send_guests_home(case: Case) -> None:
    """Give strangers' mailboxes back to their own requests, before the case they joined goes."""
    for row in Mailbox.objects.filter(case=case, guest=True).order_by("position"):
        home = Submission.objects.filter(mailbox=row.thread).exclude(case=case).first()
        if home is None:
            continue
        Message.objects.filter(mailbox=row.ref).update(case=home.case_id)
        row.case_id, row.guest = home.case_id, False
        row.position = next_position(home.case)
        row.save(update_fields=["case", "position", "guest"])
        Summary.objects.filter(case=home.case_id).update(written=F("written") + 1)


def give_new_code(hand: Hand, *, end_others: bool, show_earlier: bool) -> bytes:
    """Give the applicant a new code, after a safe contact; returns its 10 bytes, shown once.

    Behind them 10 more, the second code, where the organisation offers one.

    The new mailbox has a key of its own, so the new code opens only what is written from now on;
    ``show_earlier`` copies what was said before and lets it open the answers, for whom the team
    knows to be the same person. ``end_others`` ends all codes given before. Raises `TakenBack`,
    ``ChangedMeanwhile`` and ``CaseDamaged``.
    """
    if hand.opened.case.withdrawn_on is not None:
        raise TakenBack
    codes, key = _draw(), os.urandom(32)
    intake = hand.opened.keys.intake if show_earlier else NO_ANSWERS
    pair = _new_pair(codes, key, intake)
    # A second code given later opens no answers, as a first one of somebody not known yet.
    sealed_skipped = no_skipped() if codes[SECRET:] else b""
    mailbox = UUID(bytes=pair[0].ref)
    added = MailboxAdded(
        by=hand.me,
        at=hand.now,
        mailbox=mailbox.hex,
        key=key.hex(),
        second=pair[1].ref.hex(),
        second_key=second_key(key).hex(),
        opens_answers=show_earlier,
    )
    ended = sorted(hand.opened.file.live) if end_others else []
    endings = [MailboxEnded(by=hand.me, at=hand.now, mailbox=ref) for ref in ended]

    def place(opened: OpenCase) -> None:
        _place_pair(opened, pair, sealed_skipped, by=hand.by, end_others=end_others)

    with transaction.atomic():
        hand.write(Change(events=[added, *endings], verb="code_given"), also=place)
        _begin_thread(hand, mailbox, show_earlier=show_earlier)
    return codes


def _draw() -> bytes:
    found = organisation()
    offered = found is not None and found.second_codes
    return new_code() + (new_code() if offered else b"")


def _new_pair(codes: bytes, key: bytes, intake: bytes) -> tuple[SealedMailbox, SealedMailbox]:
    found = organisation()
    if found is None:
        raise RuntimeError("a code hangs on the organisation's salt")
    with stretching(front=False):
        drawn = [codes[:SECRET], codes[SECRET:]] if codes[SECRET:] else [codes]
        code, *more = [stretch_code(one, bytes(found.site_salt), code_cost()) for one in drawn]
    return mailbox_pair(key, intake=intake, code=code, second=more[0] if more else None)


def _place_pair(
    opened: OpenCase,
    pair: Sequence[SealedMailbox],
    sealed_skipped: bytes,
    *,
    by: User,
    end_others: bool,
) -> None:
    """Store the new pair behind all that came before; with it the others' rows may end."""
    if end_others:
        Mailbox.objects.filter(case=opened.case).delete()
        owe()
        record(person=by.ref, verb="code_ended", kind="case", ref=opened.case.ref)
    rows = Mailbox.values_of(
        pair,
        case_ref=opened.case.ref,
        sealed_skipped=sealed_skipped,
        first_position=next_position(opened.case),
    )
    Mailbox.objects.bulk_create([Mailbox(**row) for row in rows])


def _begin_thread(hand: Hand, mailbox: UUID, *, show_earlier: bool) -> None:
    """Tell the new mailbox where things stand, after what was said before."""
    opened = open_case(ref=hand.opened.case.ref, user=hand.by, keyring=hand.keyring)
    copies = _said_before(opened) if show_earlier else []
    write(
        opened=opened,
        by=hand.by,
        seen=opened.sequence,
        keyring=hand.keyring,
        now=hand.now,
        change=Change(entries=[(mailbox, copy) for copy in copies]),
    )


def _said_before(opened: OpenCase) -> list[Entry]:
    """Everything said, in the order of its hours, each once.

    The team's words only where an event names them: who has the old code could have sealed others.
    What was to vanish is for the code alone that it was written to.
    """
    said = [
        entry.body
        for thread in opened.threads
        for entry in thread.entries
        if isinstance(entry.body, Text | MoreAnswers)
        and not opened.file.is_stranger(thread.mailbox.hex)
        and entry.named != entry.from_applicant
        and entry.body.token != EARLIER
        and not getattr(entry.body, "vanish", "")
    ]
    said.sort(key=lambda body: body.at)
    return [msgspec.structs.replace(body, token=EARLIER) for body in said]

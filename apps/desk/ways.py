"""Whether the applicant's ways back are still the ones that the case knows."""

from typing import Final

from apps.cases.casefile import MailboxAdded
from apps.cases.opened import OpenCase
from apps.crypto.submission import mailboxes_digest
from apps.lookups import Lookup
from apps.mailbox.models import Mailbox

_MAILBOXES: Final = Lookup(lambda case: Mailbox.objects.filter(case=case))


def changed_behind_us(opened: OpenCase) -> bool:
    """Tell whether mailbox rows were exchanged, added or taken out by somebody else than us.

    The answers are bound to both first rows as they were sent; later rows to the events that name
    them. Whoever exchanges a row leads the applicant, or who holds their code, elsewhere.
    """
    submission = opened.submission
    if submission is None or opened.damaged:
        return False
    rows = {row.ref.hex: row for row in _MAILBOXES.all(opened.case.ref)}
    added = [event.body for event in opened.events if isinstance(event.body, MailboxAdded)]
    known = {submission.mailbox.hex, submission.second.hex}
    known |= {ref for event in added for ref in (event.mailbox, event.second)}
    # Whose code came with a joined case may have taken back what came with it.
    strangers = {ref for ref in opened.file.live if opened.file.is_stranger(ref)}
    if rows.keys() - known or opened.file.live - rows.keys() - strangers:
        return True
    first = rows.get(submission.mailbox.hex), rows.get(submission.second.hex)
    if submission.mailbox.hex not in opened.file.live:
        return False
    if first[0] is None or first[1] is None:
        return True
    return mailboxes_digest((first[0].sealed, first[1].sealed)) != bytes(submission.bound)

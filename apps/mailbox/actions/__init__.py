"""Every write of mailboxes: words of the applicant, taking back, a new code."""

from apps.mailbox.actions.codes import EARLIER, TakenBack, give_new_code
from apps.mailbox.actions.saying import (
    give_answers,
    send_file,
    send_words,
    tell_given,
    tell_opened,
)
from apps.mailbox.actions.withdrawing import (
    EVEN_SECONDS,
    carry_out_withdrawals,
    in_even_time,
    take_all_back,
    withdraw,
)

__all__ = [
    "EARLIER",
    "EVEN_SECONDS",
    "TakenBack",
    "carry_out_withdrawals",
    "give_answers",
    "give_new_code",
    "in_even_time",
    "send_file",
    "send_words",
    "take_all_back",
    "tell_given",
    "tell_opened",
    "withdraw",
]

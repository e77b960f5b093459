"""Every act of the team on a case, by noun in the files beside this one."""

from apps.cases.actions.deciding import (
    add_note,
    close_case,
    move_case,
    promise_day,
    reopen_case,
    risk_event,
    send_message,
    set_aside,
    set_owner,
    set_risk,
)
from apps.cases.actions.hand import Hand, one_of, read_case

__all__ = [
    "Hand",
    "add_note",
    "close_case",
    "move_case",
    "one_of",
    "promise_day",
    "read_case",
    "reopen_case",
    "risk_event",
    "send_message",
    "set_aside",
    "set_owner",
    "set_risk",
]

"""Everything that is done to a person, their keys and their sessions."""

from apps.accounts.actions.entering import confirm_passphrase, sign_in, unlock
from apps.accounts.actions.inviting import change_person, invite_again, invite_person, join
from apps.accounts.actions.leaving import (
    delete_dead_sessions,
    end_other_sessions,
    end_session,
    lock,
    sign_out,
)
from apps.accounts.actions.renewing import (
    NewKeys,
    change_passphrase,
    draw_keys,
    open_by_recovery_sheet,
    recover,
    renew_backup_codes,
    renew_phone,
    renew_sheet,
    replace_keys,
    try_sheet,
)
from apps.accounts.actions.suspending import allow_again, drop_suspension, suspend
from apps.accounts.pins import read_pins, write_pins

__all__ = [
    "NewKeys",
    "allow_again",
    "change_passphrase",
    "change_person",
    "confirm_passphrase",
    "delete_dead_sessions",
    "draw_keys",
    "drop_suspension",
    "end_other_sessions",
    "end_session",
    "invite_again",
    "invite_person",
    "join",
    "lock",
    "open_by_recovery_sheet",
    "read_pins",
    "recover",
    "renew_backup_codes",
    "renew_phone",
    "renew_sheet",
    "replace_keys",
    "sign_in",
    "sign_out",
    "suspend",
    "try_sheet",
    "unlock",
    "write_pins",
]

"""The acts that are recorded. Codes are stable; labels are translated."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: Final[Mapping[str, Promise]] = {
    # Coming and going.
    "sign_in": _("signed in"),
    "sign_in_refused": _("was refused at sign-in"),
    "backup_code_used": _("used a backup code"),
    "unlock": _("unlocked the desk"),
    "unlock_refused": _("was refused at unlocking"),
    "lock": _("locked the desk"),
    "sign_out": _("signed out"),
    "session_ended": _("ended a session"),
    # People and their keys.
    "invite": _("invited a person"),
    "join": _("joined"),
    "person_changed": _("changed a person’s details"),
    "suspend_asked": _("asked to end a person’s access"),
    "suspend": _("ended a person’s access"),
    "allow_again": _("let a person in again"),
    "passphrase_changed": _("changed their passphrase"),
    "sheet_renewed": _("made a new recovery sheet"),
    "sheet_tried": _("tried their recovery sheet"),
    "sheet_used": _("used their recovery sheet"),
    "factor_renewed": _("set up the second factor anew"),
    "keys_replaced": _("made new keys of their own"),
    "backup_codes_renewed": _("made new backup codes"),
    # Teams.
    "team_made": _("made a team"),
    "epoch_made": _("made new keys for a team"),
    "member_added": _("added a person to a team"),
    "keys_renewed": _("renewed a team’s keys"),
    "old_keys_destroyed": _("destroyed old keys of a team"),
    "member_removed": _("let a person leave a team"),
    "team_confirmed": _("confirmed a team’s key"),
    "handed_over": _("handed over a team’s key"),
    "watch_begun": _("put a person on watch"),
    "watch_ended": _("took a person off watch"),
    "key_alarm": _("was warned that a team’s keys do not fit"),
    # Cases.
    "list_read": _("read the list of cases"),
    "search_read": _("searched the cases"),
    "case_read": _("read a case"),
    "case_admitted": _("took in a request"),
    "case_changed": _("changed a case"),
    "paper_changed": _("changed what a team keeps for its work"),
    "message_sent": _("wrote to a person"),
    "case_brought_in": _("brought in a request"),
    "case_joined": _("joined two cases"),
    "case_parted": _("parted two cases"),
    "earlier_opened": _("opened an earlier conversation to a code"),
    "struck_out": _("struck words out of a case"),
    "code_given": _("gave a new code"),
    "code_ended": _("ended a code"),
    "case_restricted": _("restricted a case to named people"),
    "restriction_lifted": _("opened a restricted case to the whole team"),
    "case_moved": _("moved a case to another team"),
    "case_taken_over": _("took over a case from another team"),
    "interpreter_let": _("let an interpreter into a case"),
    "interpreter_ended": _("ended an interpreter’s access to a case"),
    "interpreter_read": _("read a case as interpreter"),
    "translation_written": _("wrote a translation"),
    "erased": _("erased a case"),
    "withdrawal_carried_out": _("carried out a taking back"),
    # The house.
    "record_read": _("read this record"),
    "record_purged": _("erased old entries of this record"),
    "settings_changed": _("changed the settings"),
    "form_opened": _("opened the form"),
    "form_closed": _("closed the form"),
    "backup_made": _("made a backup"),
    "restore_tried": _("said that a restore was tried"),
    "restored": _("restored a backup"),
}

"""What an alarm says to the person whom it stops, by `TeamAlarm.detail`. Codes are stable."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # the name stands in Django's stubs alone
    from django.utils.functional import _StrPromise

ALARMS: Final[Mapping[str, "_StrPromise"]] = {
    # The chain against itself, and against what the person saw before.
    "chain": _("The keys of this team do not follow one another."),
    "rolled_back": _("A key of this team that you have seen before is gone."),
    "forked": _("A key of this team that you have seen before was exchanged."),
    "other_team": _("The first key of this team is not the one that you confirmed."),
    "pins": _("What you remember of your teams was damaged or exchanged."),
    # What this person was given.
    "share_missing": _("The key that was handed to you is gone."),
    "share": _("The key that was handed to you does not open."),
    "roster": _("Your key does not stand on the team’s sealed list of members."),
    "own_key": _("Your own public key was exchanged."),
    # Reading aloud.
    "words_refused": _("You said that the team’s words are not what your colleague read to you."),
    "words_changed": _("The team’s words changed while you compared them."),
    "words_differ": _("You said that the words you read to each other differ."),
    "key_changed": _("The newcomer’s key changed while you compared the words."),
    "key_differs": _("The stored key of one of you is not the one that was confirmed."),
    # Oversight.
    "recipient": _("The access record is being sealed to a key that is not this team’s."),
}

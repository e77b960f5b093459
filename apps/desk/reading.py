"""A new request as it is read: who it is and what is urgent first, then facts, then the story."""

from typing import Any, Final

from apps.accounts.doors import DeskRequest
from apps.cases.answers import NAME, PRONOUN
from apps.cases.opened import OpenCase
from apps.desk.acts import acts_open
from apps.desk.answers import answers_shown, came_by, must_not_say, written_on
from apps.desk.casepage import withdrawn_until
from apps.desk.doubles import possible
from apps.desk.head import head_of
from apps.desk.own import read_own
from apps.desk.queue import read_words
from apps.desk.rows import People
from apps.desk.times import moment
from apps.desk.ways import changed_behind_us

# What the head of the pane says already.
HEAD: Final = (NAME, PRONOUN)


def request_context(
    request: DeskRequest, opened: OpenCase, *, people: People, now: int
) -> dict[str, Any]:
    """Return what the pane of an opened request shows."""
    shown = answers_shown(opened, language=request.LANGUAGE_CODE)
    by_id = {one.answer.id: one for one in shown}
    own = read_own(user=request.user, keyring=request.keyring)
    return {
        "case": opened.case,
        "opened": opened,
        "file": opened.file,
        "head": head_of(opened, people=people, now=now),
        "called": by_id.get(NAME),
        "came_by": came_by(opened.answers),
        "spoken_of": by_id.get(PRONOUN),
        "written": written_on(opened.answers),
        "arrived": moment(opened.file.arrived),
        "facts": [one for one in shown if not one.long and one.answer.id not in HEAD],
        "stories": [one for one in shown if one.long],
        "folded": own.stories_folded,
        "not_say": must_not_say(opened),
        "readers": _readers(opened, people=people, now=now),
        "open_acts": acts_open(opened),
        "waits": opened.file.is_waiting and not opened.case.withdrawn_on,
        "unread": len(opened.unread),
        "changed_behind_us": changed_behind_us(opened),
        "withdrawn_until": withdrawn_until(opened),
        "possible": possible(opened, keyring=request.keyring),
        "me": request.user.ref.hex,
    }


def _readers(opened: OpenCase, *, people: People, now: int) -> list[str]:
    me = opened.user.ref.hex
    latest = sorted(opened.file.looked.items(), key=lambda one: -one[1])
    return [read_words(by, at, people=people, me=me, now=now) for by, at in latest if by != me]

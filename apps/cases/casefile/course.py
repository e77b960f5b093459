"""Events of a case's course: admission, decisions, notes, promises, what was said and read."""

from apps.cases.casefile.base import Event


class Admitted(Event, frozen=True, tag="admitted"):
    """The first event: a member listed the request. Clocks run from the sealed hour of arrival."""

    name: str
    reference: str
    arrived: int
    due: int
    promised: str
    mailbox: str


class Looked(Event, frozen=True, tag="looked"):
    """A member of the team read a request that nobody had taken yet."""


class MessageRead(Event, frozen=True, tag="message_read"):
    """A member of the team opened an entry of the applicant's, named by number and digest.

    ``told`` and ``told_digest`` name the entry in which the applicant was told of it, 0 for none.
    """

    mailbox: str
    number: int
    digest: str
    told: int = 0
    told_digest: str = ""


class MessageSent(Event, frozen=True, tag="message_sent"):
    """The team wrote this entry: no other may be shown as the team's."""

    mailbox: str
    number: int
    digest: str


class RiskSet(Event, frozen=True, tag="risk_set"):
    """A member judged the risk, or looked at it again and left it.

    ``again`` and ``first`` are when it is looked at again and when something has to be done by
    (Unix seconds), as the team's rules said then; 0, or later than shipped, is as shipped.
    """

    risk: str
    again: int = 0
    first: int = 0


class OwnerSet(Event, frozen=True, tag="owner_set"):
    """Whose case it is; "" for nobody's."""

    owner: str


class HandedOn(Event, frozen=True, tag="handed_on"):
    """All that a colleague held in this case goes to another (refs in hex).

    Being its owner, open tasks, approvals asked of them, calls without an outcome.
    """

    of: str
    to: str


class StageMoved(Event, frozen=True, tag="stage_moved"):
    """A decision on the stage, forward or back; it also ends an aside.

    ``gates`` says how each gate on the way was passed: a code of ``vocabulary.PASSED``.
    """

    stage: str
    why: str = ""
    gates: dict[str, str] = {}


class AsideSet(Event, frozen=True, tag="aside_set"):
    """The case stands aside, its stage kept; "" brings it back. Declining names its reason.

    ``until`` is a day on which to look at it again, ``keep`` until when what is declined is kept
    where that is longer than shipped (days, or "").
    """

    aside: str
    why: str = ""
    reason: str = ""
    until: str = ""
    keep: str = ""


class Closed(Event, frozen=True, tag="closed"):
    """The case was closed, for a reason of the list; None is kept until a person decides.

    ``keep_why`` is why it is kept longer than others of its reason.
    """

    reason: str
    keep_until: str | None
    why: str = ""
    keep_why: str = ""


class KeptUntil(Event, frozen=True, tag="kept_until"):
    """How long a closed case is kept was decided anew; None: looked at, and still kept."""

    keep_until: str | None
    why: str = ""


class Reopened(Event, frozen=True, tag="reopened"):
    """The case was opened again, at a stage of choice; ``gates`` as of a move."""

    stage: str
    why: str = ""
    gates: dict[str, str] = {}


class Noted(Event, frozen=True, tag="noted"):
    """A note for colleagues."""

    text: str


class Promised(Event, frozen=True, tag="promised"):
    """The day by which the applicant hears from us, as ``YYYY-MM-DD``."""

    day: str


class MailboxAdded(Event, frozen=True, tag="mailbox_added"):
    """A new code was given: the new mailbox, its key and the empty second one's, in hex.

    ``came_from`` is the ref of the joined case whose mailbox it was, "" for the case's own.
    """

    mailbox: str
    key: str
    second: str
    second_key: str
    opens_answers: bool
    came_from: str = ""


class MailboxEnded(Event, frozen=True, tag="mailbox_ended"):
    """A code was ended: its mailbox opens nothing any more.

    Where it lives on in another case, ``moved_to`` is that case's ref.
    """

    mailbox: str
    moved_to: str = ""


class Blanked(Event, frozen=True, tag="blanked"):
    """The body of an earlier event was taken out for good; its digest stays.

    ``kept`` is the JSON of that event without anybody's words, or "" where nothing of it stays.
    ``calendar``: its day had come, and nobody decided it.
    """

    number: int
    why: str
    kept: str = ""
    calendar: bool = False

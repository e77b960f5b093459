"""What stands in the database of a case: refs, days, counts and sealed bytes.

Every column in the clear has its reason in docs/plaintext.md. Foreign keys cascade, so that
erasing a case takes everything with it.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from apps.accounts.models import User
from apps.crypto.marks import MARK, no_mark
from apps.teams.models import Team


class Case(models.Model):
    """One person's request and all that follows from it.

    The ref is the first 16 bytes of the origin, a digest of what was submitted: nobody chooses it.
    """

    ref = models.UUIDField(primary_key=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="cases")
    origin = models.BinaryField(max_length=32)
    received_on = models.DateField()
    erase_by = models.DateField()
    withdrawn_on = models.DateField(null=True, default=None)

    class Meta:
        indexes = [models.Index(fields=["erase_by"], name="case_erase_by")]

    def __str__(self) -> str:
        return str(self.ref)


class Submission(models.Model):
    """What the applicant sent; gone once they take it back.

    The envelope is deleted when the case gets its keys, which hold all that was in it: else a
    mailbox would go on opening for everybody who holds that epoch. Its digest stays.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True)
    epoch = models.PositiveIntegerField()
    envelope = models.BinaryField(null=True)
    digest = models.BinaryField(max_length=32)
    sealed_answers = models.BinaryField()
    bound = models.BinaryField(max_length=32)
    mailbox = models.UUIDField()
    second = models.UUIDField()
    sealed_arrival = models.BinaryField(null=True)

    def __str__(self) -> str:
        return str(self.case_id)


class CaseKey(models.Model):
    """All keys of one case, wrapped under an epoch of its team; made at admission."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    epoch = models.PositiveIntegerField()
    sealed_keys = models.BinaryField()

    def __str__(self) -> str:
        return str(self.case_id)


class HandedKeys(models.Model):
    """All keys of a case, sealed to one person or to another team, and signed by ``team``.

    While people are *named*, the case opens for them alone and has no CaseKey. What was *moved*
    waits for the first opening by the other team. An *interpreter* gets the keys of answers and
    conversation, and of no event.
    """

    class Purpose(models.IntegerChoices):
        NAMED = 1
        MOVED = 2
        INTERPRETER = 3

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="handed")
    purpose = models.PositiveSmallIntegerField(choices=Purpose)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="handed")
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    number = models.PositiveIntegerField()
    at = models.PositiveIntegerField(default=0)
    sealed_keys = models.BinaryField()
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "purpose", "user"], name="keys_are_handed_to_one_once"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=[1, 2, 3]), name="keys_are_handed_for_a_purpose"
            ),
            models.CheckConstraint(
                condition=Q(purpose=2, user=None) | ~Q(purpose=2) & Q(user__isnull=False),
                name="a_moved_case_goes_to_no_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class Translation(models.Model):
    """What an interpreter wrote, sealed, until a member who opens the case takes it in."""

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="translations")
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    sealed_body = models.BinaryField()

    def __str__(self) -> str:
        return str(self.case_id)


class Event(models.Model):
    """One entry of a case's history. The body may be blanked; the digest stays."""

    pk = models.CompositePrimaryKey("case_id", "number")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    generation = models.PositiveSmallIntegerField()
    digest = models.BinaryField(max_length=32)
    sealed_body = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="events_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Message(models.Model):
    """One entry of a mailbox's thread: words of either side, or a status.

    Both sides' rows have the same shape, the sealed hour of arrival included.
    """

    pk = models.CompositePrimaryKey("mailbox", "number")
    mailbox = models.UUIDField()
    number = models.PositiveIntegerField()
    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    digest = models.BinaryField(max_length=32)
    sealed_body = models.BinaryField(null=True)
    # Says to whoever has the code that the entry came with it, and what it is: random bytes beside
    # every other.
    mark = models.BinaryField(max_length=MARK, default=no_mark)
    arrival_epoch = models.PositiveIntegerField()
    sealed_arrival = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="messages_count_from_one"),
        ]
        # Those behind a snapshot are found without looking at the others.
        indexes = [models.Index(fields=["case", "number"], name="messages_of_case")]

    def __str__(self) -> str:
        return f"{self.mailbox} {self.number}"


class Attachment(models.Model):
    """A file of a case, of which everything but its padded size is sealed.

    What it is, and the key of its blob, stand in an event or in an entry of a thread.
    """

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    size = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return str(self.ref)


class Discarded(models.Model):
    """A blob whose file was given up or erased; it goes after the commit, else by upkeep."""

    ref = models.UUIDField(primary_key=True, editable=False)

    def __str__(self) -> str:
        return str(self.ref)


class Summary(models.Model):
    """What the list shows of a case, sealed, and bound to the event that it covers.

    ``written`` counts the entries of the case's chains and is all that the front door may raise;
    ``summed`` is how many of them the sealed summary covers, ``packed`` how many of them the
    segment that the case belongs to covers: where it is behind, the summary itself is read.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True)
    # Who reads all of a team's reads most of the table.
    team = models.ForeignKey(Team, on_delete=models.CASCADE, db_index=False)
    epoch = models.PositiveIntegerField(null=True, default=None)
    sequence = models.PositiveIntegerField(default=0)
    digest = models.BinaryField(max_length=32, null=True, default=None)
    sealed_summary = models.BinaryField(null=True, default=None)
    written = models.PositiveIntegerField(default=1)
    summed = models.PositiveIntegerField(default=0)
    packed = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(
                fields=["team"], name="summary_behind", condition=Q(summed__lt=F("written"))
            ),
            models.Index(
                fields=["team"], name="summary_unpacked", condition=Q(packed__lt=F("written"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Snapshot(models.Model):
    """What the first entries of a case's chains hold, opened once and sealed again together.

    A cache: deleted whenever something that it may hold is taken out, and made again by who reads.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True)
    sealed_snapshot = models.BinaryField()

    def __str__(self) -> str:
        return str(self.case_id)


class Paper(models.Model):
    """What a team or a person keeps beside the cases: one sealed JSON of each kind."""

    class Kind(models.IntegerChoices):
        TEMPLATES = 1
        TASK_SETS = 2
        OTHER_WAYS = 3
        RULES = 4
        ABSENCES = 5
        BROUGHT = 6
        PARTNERS = 7
        PLAN_SETS = 8
        VIEWS = 16
        LATER = 17
        DESK = 18
        HANDING = 19
        SHEET = 20

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="papers")
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="papers")
    kind = models.PositiveSmallIntegerField(choices=Kind)
    version = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField(default=0)
    sealed_paper = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "kind"], name="a_team_has_one_paper_of_a_kind"),
            models.UniqueConstraint(
                fields=["user", "kind"], name="a_person_has_one_paper_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(team__isnull=True) ^ Q(user__isnull=True),
                name="a_paper_is_a_teams_or_a_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id or self.user_id} {self.kind}"


class Draft(models.Model):
    """Words that somebody has not sent yet; the ref tells only them whose they are."""

    ref = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="drafts")
    sealed_draft = models.BinaryField()

    def __str__(self) -> str:
        return str(self.case_id)


class Segment(models.Model):
    """The summaries of about a thousand cases of a team packed together, by range of refs.

    A cache: emptied whenever something it packs must not be shown any more, and made again from
    the summaries. A team's ranges follow one another without a gap.
    """

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE)
    first = models.UUIDField()
    last = models.UUIDField()
    epoch = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    sealed_facets = models.BinaryField(null=True, default=None)
    sealed_text = models.BinaryField(null=True, default=None)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "first"], name="segments_begin_once"),
        ]

    def __str__(self) -> str:
        return str(self.ref)


class WordsGone(models.Model):
    """The last day on which words went whose key stays: older backups are not to outlive theirs."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="words_went_last_on_one_day"),
        ]

    def __str__(self) -> str:
        return str(self.day)


class Unfinished(models.Model):
    """An erasure whose bytes may still stand in the database's log or free pages.

    Written with the erasure, deleted when the log was cut or the tables were written anew: what
    was begun is finished after a crash too. Its ref is random and says nothing. ``words`` says that
    words went whose key stays: then the large tables are written anew as well.
    """

    ref = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    words = models.BooleanField(default=False)

    def __str__(self) -> str:
        return "unfinished"


def ref_of(raw: bytes) -> uuid.UUID:
    """Return 16 raw bytes as a ref."""
    return uuid.UUID(bytes=bytes(raw))

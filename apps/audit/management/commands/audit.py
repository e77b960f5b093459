"""`manage.py audit verify`: whether the record is whole, as far as one can tell without keys."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.audit import queries
from apps.audit.queries import MailedHead

WORDS = {
    queries.MISSING: "is missing",
    queries.CHANGED: "was changed or moved",
    queries.BLANKED: "was blanked",
    queries.IN_CLEAR: "stands in the clear among sealed ones",
    queries.NO_JOURNAL: "has lost its journal",
    queries.CANNOT_OPEN: "does not open at its place",
    queries.CUT_OFF: "and what follows are cut off",
    queries.BEGINNING_CUT: "and what follows are cut off from the beginning",
    queries.OTHER_WORDS: "has other words than were mailed: the record was rewritten",
}


class Command(BaseCommand):
    help = "check the access record: numbers run, digests link, nothing is cut off"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["verify"])
        parser.add_argument(
            "--mailed",
            nargs=9,
            metavar=("NUMBER", *["WORD"] * 8),
            help="a head from the daily mail; without one a wholly rewritten record looks whole",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        faults = queries.verify(mailed=_mailed(options["mailed"]))
        for fault in faults:
            self.stderr.write(f"entry {fault.number} {WORDS[fault.what]}")
        if faults:
            raise CommandError("the record is not whole")
        head = queries.head_words()
        self.stdout.write(f"{head.number} entries, whole; head: {' '.join(head.words)}")


def _mailed(given: list[str] | None) -> MailedHead | None:
    if given is None:
        return None
    if not given[0].isdecimal():
        raise CommandError("a mailed head begins with its number")
    return MailedHead(int(given[0]), tuple(given[1:]))

import os
import random
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.crypto.code import code_digits, code_words
from apps.operations.demo.making import Demo, make_demo
from apps.web.queries import organisation

BAR = 24
# So many are worth processes of their own; each takes a second to begin.
MANY = 2000
MOST_WORKERS = 4


class Command(BaseCommand):
    begun = 0.0
    help = "Fill an empty database with an invented organisation, and print who can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=200, help="how many cases (200)")
        parser.add_argument("--seed", type=int, default=7, help="which invented people they are")

    def handle(self, *, cases: int, seed: int, **options: Any) -> None:
        if organisation() is not None or User.objects.exists():
            raise CommandError(
                "the database is not empty; the demo never mixes with people who exist: "
                "FARSHORE_DATA names another folder"
            )
        # Invented people need no secret chance; their keys and codes are drawn elsewhere.
        draw = random.Random(seed)  # noqa: S311
        self.begun = time.monotonic()
        workers = min(os.cpu_count() or 1, MOST_WORKERS) if cases > MANY else 1
        demo = make_demo(cases=cases, draw=draw, progress=self._progress, workers=workers)
        self._print(demo)

    def _progress(self, made: int, of: int) -> None:
        if sys.stderr.isatty() or made >= of:
            self.stderr.write(f"\r{self._bar(made, of)}", ending="\n" if made >= of else "")
            self.stderr.flush()

    def _bar(self, made: int, of: int) -> str:
        done = min(1.0, made / of)
        bar = "█" * round(done * BAR) + "·" * (BAR - round(done * BAR))
        seconds = time.monotonic() - self.begun
        left = f", {seconds / done * (1 - done):.0f} s left" if 0.02 < done < 1 else ""
        return f"{bar} {made:,} of {of:,} cases{left}    "

    def _print(self, demo: Demo) -> None:
        self.stdout.write(f"\nSign in at {settings.ORIGIN}/desk/ — shown once, kept nowhere.")
        for member in demo.members:
            self.stdout.write(f"\n{member.user.handle}  ({member.role})")
            self.stdout.write(f"  passphrase    {member.passphrase}")
            self.stdout.write(f"  backup codes  {' '.join(member.codes[:5])}")
            self.stdout.write(f"                {' '.join(member.codes[5:])}")
            self.stdout.write(f"  phone         {member.seed}")
        if demo.example is not None:
            written = code_words(demo.example.code, demo.example.language) or []
            self.stdout.write(
                f"\nOne applicant comes back at {settings.ORIGIN}/{demo.example.language}/return/"
            )
            self.stdout.write(f"  {' '.join(written)}\n  {code_digits(demo.example.code)}")

"""manage.py messages: brings the catalogues in step with the sources and compiles them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.web.added import compile_added, make
from apps.web.catalogues import compile_all, leftovers, problems, update_all


class Command(BaseCommand):
    help = "Bring the catalogues in step with the pages, keeping translations, and compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail on what is not translated"
        )
        parser.add_argument(
            "--compile", action="store_true", help="compile and nothing else, where it is installed"
        )

        parser.add_argument(
            "--new",
            metavar="CODE",
            help="write a catalogue for a language of your own, or bring it in step: ps, so, fa-AF",
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        root = settings.BASE_DIR
        if options["new"]:
            self._add(options["new"])
            return
        for path in update_all(root) if not (check or options["compile"]) else ():
            self.stdout.write(f"written: {path.relative_to(root)}")
        for path in compile_all() if not check else ():
            self.stdout.write(f"compiled: {path.relative_to(root)}")
        found = [*problems(root), *leftovers(root)]
        for line in found if check else []:
            self.stdout.write(line)
        if check and found:
            raise CommandError(f"{len(found)} texts are not right in the catalogues")
        self.stdout.write(f"{len(found)} texts still to be translated or put right")

    def _add(self, code: str) -> None:
        try:
            path = make(code)
        except ValueError:
            raise CommandError(
                f"“{code}” comes with Farshore, or is no code of a language such as ps or fa-AF"
            ) from None
        except (OSError, LookupError) as odd:
            raise CommandError(f"the catalogue that is there cannot be read: {odd}") from None
        self.stdout.write(f"written: {path}")
        for line in compile_added():
            self.stdout.write(line)

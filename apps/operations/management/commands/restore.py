import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import Error

from apps.crypto import CannotOpen
from apps.crypto.backup import read_backup_words
from apps.operations.restoring import CannotRestore, newest_backup, restore_backup


class Command(BaseCommand):
    help = "Bring the newest backup of a folder back, then erase again what was erased or is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="where the files of the backup are")
        parser.add_argument(
            "--replace", action="store_true", help="give up what the database holds now"
        )

    def handle(self, *, folder: Path, replace: bool, **options: Any) -> None:
        try:
            content, keys = newest_backup(folder)
            self.stdout.write(f"Bringing back {content.name} and {keys.name}")
            seed = read_backup_words(_words())
            purged = restore_backup(content, keys, seed=seed, replace=replace)
        except CannotOpen:
            raise CommandError("these are not the 24 words of a backup key") from None
        except CannotRestore as reason:
            raise CommandError(f"nothing was changed: {reason}") from None
        except OSError as error:
            raise CommandError(f"nothing was changed: {error.strerror}") from None
        except Error as error:
            raise CommandError(
                f"nothing was changed, the database is not ready ({type(error).__name__}): "
                "manage.py serve --prepare makes its tables"
            ) from None
        self.stdout.write(f"Done. Cases erased again: {purged}.")


def _words() -> str:
    if sys.stdin.isatty():
        return getpass("The 24 words of the backup key (they do not show): ")
    return sys.stdin.read()

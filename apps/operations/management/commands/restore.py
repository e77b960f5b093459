import sys
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.crypto import CannotOpen
from apps.crypto.backup import read_backup_words
from apps.operations.backups import CannotRestore, newest_backup, restore_backup


class Command(BaseCommand):
    help = "Bring the newest backup of a folder back, then erase again what was erased or is due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="give up what the database holds now"
        )

    def handle(self, *, folder: Path, replace: bool, **options: Any) -> None:
        try:
            content, keys = newest_backup(folder)
            self.stdout.write(f"Bringing back {content.name}")
            seed = read_backup_words(_words())
            purged = restore_backup(content, keys, seed=seed, replace=replace)
        except CannotOpen:
            raise CommandError("these are not the 24 words of a backup key") from None
        except CannotRestore as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"Done. {purged} cases were erased again.")


def _words() -> str:
    if sys.stdin.isatty():
        return getpass("The 24 words of the backup key: ")
    return sys.stdin.read()

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import Error

from apps.crypto.fingerprint import key_fingerprint
from apps.operations.backups import make_backup
from apps.operations.models import BackupKey


class Command(BaseCommand):
    help = "Copy the database into two sealed files: content, and keys (kept for seven days)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="where the files go, and old keys are deleted"
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            key = BackupKey.objects.first()
            if key is None:
                raise CommandError("there is no backup key yet: manage.py backup_key")
            public_key = bytes(key.public_key)
            made = make_backup(folder, public_key=public_key)
        except OSError as error:
            raise CommandError(f"not backed up: {error.strerror}") from None
        except Error as error:
            raise CommandError(
                f"not backed up, the database does not answer: {type(error).__name__}"
            ) from None
        for path in made:
            self.stdout.write(f"{path}  {path.stat().st_size:,} bytes")
        # Whoever can write the database could put a key of their own in its place.
        self.stdout.write(f"sealed to  {' '.join(key_fingerprint(public_key))}")

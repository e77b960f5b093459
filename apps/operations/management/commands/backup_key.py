from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import Error

from apps.crypto.backup import backup_key, backup_words, new_backup_seed
from apps.crypto.fingerprint import key_fingerprint
from apps.operations.models import BackupKey


class Command(BaseCommand):
    help = "Make the key that backups are sealed to, and print its 24 words once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="make a new key; older backups keep the old words"
        )

    def handle(self, *, again: bool, **options: Any) -> None:
        seed = new_backup_seed()
        public_key = backup_key(seed).public_bytes
        try:
            if BackupKey.objects.exists() and not again:
                raise CommandError("there is a backup key; --again makes a new one")
            BackupKey.objects.update_or_create(id=1, defaults={"public_key": public_key})
        except Error as error:
            raise CommandError(f"the database does not answer: {type(error).__name__}") from None
        words = backup_words(seed).split()
        self.stdout.write("Write these 24 words down, by hand, and keep them off this machine.")
        self.stdout.write("Whoever has them and a backup has what the database holds.\n")
        for start in range(0, len(words), 6):
            self.stdout.write("  " + "  ".join(words[start : start + 6]))
        self.stdout.write("\nThey are kept nowhere else and cannot be shown again.")
        self.stdout.write("Write these eight beside them: every backup names the key it is for.\n")
        self.stdout.write(f"  sealed to  {' '.join(key_fingerprint(public_key))}")

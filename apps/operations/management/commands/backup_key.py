from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from apps.crypto.backup import backup_key, backup_words, new_backup_seed
from apps.operations.models import BackupKey


class Command(BaseCommand):
    help = "Make the key that backups are sealed to, and print its 24 words once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="make a new key; older backups keep the old words"
        )

    def handle(self, *, again: bool, **options: Any) -> None:
        if BackupKey.objects.exists() and not again:
            raise CommandError("there is a backup key; --again makes a new one")
        seed = new_backup_seed()
        BackupKey.objects.update_or_create(
            id=1, defaults={"public_key": backup_key(seed).public_bytes}
        )
        words = backup_words(seed).split()
        self.stdout.write("Write these 24 words down, by hand, and keep them off this machine.")
        self.stdout.write("Whoever has them and a backup has what the database holds.\n")
        for start in range(0, len(words), 6):
            self.stdout.write("  " + "  ".join(words[start : start + 6]))
        self.stdout.write("\nThey are kept nowhere else and cannot be shown again.")

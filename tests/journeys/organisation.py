"""Founds an organisation in the database that the environment names, and prints how to get in.

Run as a process of its own: Playwright's loop and the database do not go together.
"""

import json
import os
import sys
from typing import Any


def main() -> None:
    """Make the world of tests/world.py there; print each person's secrets as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.settings")
    import django

    django.setup()
    from tests.world import make_world

    json.dump(secrets_of(make_world()), sys.stdout)


def secrets_of(world: Any) -> dict[str, Any]:
    """Return what each person of a world has in their head, on paper and on their phone."""
    from apps.crypto.backup import backup_key, backup_words, new_backup_seed
    from apps.operations.models import BackupKey

    seed = new_backup_seed()
    BackupKey.objects.create(public_key=backup_key(seed).public_bytes)
    told: dict[str, Any] = {"backup": backup_words(seed)}
    for person in (world.amira, world.bo, world.chioma, world.dan, world.olu):
        told[person.user.handle] = {
            "passphrase": person.passphrase,
            "codes": list(person.backup_codes),
            "seed": person.totp_secret,
            "sheet": person.sheet,
        }
    return told


if __name__ == "__main__":
    main()

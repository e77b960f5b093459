"""What must stand before the first request: folders, keys, tables, words, style sheets."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.utils import get_random_secret_key

from apps.web.added import compile_added
from apps.web.boot import make_boot_key
from apps.web.catalogues import compile_all


def prepare() -> list[str]:
    """Make ready what is missing; what is there stays as it is. Raises NoBootKey, OSError.

    Returns what is left out, a line each.
    """
    os.umask(0o077)
    for folder in (settings.DATA, settings.BLOBS):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_secret_key()
    make_boot_key()
    compile_all()
    left_out = compile_added()
    call_command("collectstatic", interactive=False, verbosity=0)
    # The front door's own database role may not change tables: the desk's process does it.
    if "desk" in settings.DOORS:
        call_command("migrate", interactive=False, verbosity=0)
    return left_out


def _make_secret_key() -> None:
    try:
        settings.SECRET_KEY  # noqa: B018  (an empty one raises when it is asked for)
    except ImproperlyConfigured:
        _write_once(settings.SECRET_KEY_FILE, get_random_secret_key())
        # This process read its settings before the file was there.
        settings.SECRET_KEY = settings.SECRET_KEY_FILE.read_text().strip()


def _write_once(path: Path, words: str) -> None:
    # Linked into place whole, so that two services starting at once agree on the first.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(f"{words}\n")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

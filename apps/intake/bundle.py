"""The script that seals in the browser, and what it must be to be run."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

BUNDLE: Final = Path(settings.BASE_DIR) / "static" / "js" / "seal.js"


@cache
def integrity(path: Path = BUNDLE) -> str:
    """What a browser compares a file with before it uses it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()}"

"""The scripts that seal and open in the browser, and what they must be to be run."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.templatetags.static import static

from apps.crypto.wordlists import BIP39

SCRIPTS: Final = Path(settings.BASE_DIR) / "static" / "js"
BUNDLE: Final = SCRIPTS / "seal.js"
STRETCHING: Final = SCRIPTS / "stretch.js"
OPENING: Final = SCRIPTS / "open.js"
SENDING: Final = SCRIPTS / "files.js"


@cache
def integrity(path: Path = BUNDLE) -> str:
    """What a browser compares a file with before it uses it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(path.read_bytes()).digest()).decode()}"


def stretching() -> dict[str, str]:
    """Where the script lies that stretches a code, and the digest it must have."""
    return {"script": static("js/stretch.js"), "integrity": integrity(STRETCHING)}


def word_list(language: str) -> dict[str, str] | None:
    """Where a language's list of words lies, and the digest it must have."""
    if language not in BIP39:
        return None
    name = f"bip39_{language}.txt"
    path = Path(settings.BASE_DIR) / "apps" / "crypto" / "words" / name
    return {"address": static(f"words/{name}"), "integrity": integrity(path)}


def as_text(data: bytes) -> str:
    """Bytes as the scripts read them: base64."""
    return base64.b64encode(data).decode()

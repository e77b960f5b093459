"""Where a measured service keeps everything: said before Django reads its settings."""

import os
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
HOST: Final = "localhost"


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Return this process's environment with everything of the service's kept below ``home``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FARSHORE_")}
    return {
        **kept,
        # A developer's checks are not what is being measured.
        "PYTHONDEVMODE": "",
        "DJANGO_SETTINGS_MODULE": "apps.settings",
        "FARSHORE_DATA": str(home / "data"),
        "FARSHORE_RUNTIME": str(home / "run"),
        "FARSHORE_MAIL": f"file:{home / 'mail'}",
        **settings,
    }

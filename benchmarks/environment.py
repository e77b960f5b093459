"""Where a measured service keeps everything: said before Django reads its settings."""

import os
from pathlib import Path
from typing import Final

from apps.operations.processes import GIVE_BACK

ROOT: Final = Path(__file__).parent.parent
HOST: Final = "localhost"


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Return this process's environment with everything of the service's kept below ``home``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FARSHORE_")}
    return {
        **kept,
        # A developer's checks are not what is being measured.
        "PYTHONDEVMODE": "",
        # Memory is taken and given back as in the service's own processes.
        "GLIBC_TUNABLES": GIVE_BACK,
        "DJANGO_SETTINGS_MODULE": "apps.settings",
        "FARSHORE_DATA": str(home / "data"),
        "FARSHORE_RUNTIME": str(home / "run"),
        "FARSHORE_MAIL": f"file:{home / 'mail'}",
        **settings,
    }

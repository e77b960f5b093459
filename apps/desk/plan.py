"""What the section Plan shows."""

from typing import Any

from apps.desk import journeys
from apps.desk.section import Reading


def planned(reading: Reading) -> dict[str, Any]:
    """Every item of the way out as it stands."""
    return {**journeys.shown(reading), "items": list(reading.opened.file.way.plan.items.values())}

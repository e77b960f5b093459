"""What `manage.py check --deploy` says of the machine that a case's files are read on."""

from typing import Any

from django.core import checks

from apps.cases.files.rendering import can_show


@checks.register(checks.Tags.security, deploy=True)
def files_can_be_shown(**_given: Any) -> list[checks.CheckMessage]:
    """Warn where no child can be confined: files are then kept, and never shown."""
    if can_show():
        return []
    return [
        checks.Warning(
            "Files cannot be shown on this machine.",
            hint="What would read them cannot confine itself: docs/operations.md, Files.",
            id="cases.W001",
        )
    ]

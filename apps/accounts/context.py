"""What the bar of every desk page offers its person."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.sessions import IDLE_MINUTES, Arrival


def desk(request: HttpRequest) -> dict[str, Any]:
    """Context processor: me_url, sign_out_url, lock_url, stay_url, idle_minutes, as they apply."""
    arrival: Arrival | None = getattr(request, "arrival", None)
    if arrival is None:
        return {}
    offered = {"sign_out_url": reverse("accounts:sign_out")}
    if arrival.unlocked is None:
        return offered
    return {
        **offered,
        "me_url": reverse("accounts:me"),
        "lock_url": reverse("accounts:lock"),
        "stay_url": reverse("accounts:stay"),
        "idle_minutes": arrival.unlocked.idle or IDLE_MINUTES,
    }

"""The pages about a person."""

from apps.accounts.views.failing import csrf_failure

__all__ = ["csrf_failure"]

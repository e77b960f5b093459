"""The service's own settings, with other addresses."""

from apps.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.handing.urls"

#!/usr/bin/env python
"""Farshore's one command line: `python manage.py serve` starts the service."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting that was refused: the sentence is for the operator, the trace is for nobody.
        sys.exit(f"{error}")

"""What the server loads: `granian --interface wsgi apps.wsgi:application`."""

import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from apps.web.bodies import whole_bodies
from apps.web.memory import settle
from apps.web.shapes import prepare_shapes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.settings")

# Whoever gives up the interpreter to ask the database waits this long to get it back from somebody
# who computes; Python's own 5 ms add up to a slow desk while the form is flooded.
sys.setswitchinterval(0.0005)

application = whole_bodies(get_wsgi_application())
# Every page's module comes now, so that it is set aside with all that stays.
get_resolver().url_patterns  # noqa: B018
prepare_shapes()
settle()

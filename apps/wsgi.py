"""What the server loads: `granian --interface wsgi apps.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from apps.web.bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.settings")

application = whole_bodies(get_wsgi_application())

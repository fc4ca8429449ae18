"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from apps.core.wsgi import with_readable_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = with_readable_type(get_wsgi_application())

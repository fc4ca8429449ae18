"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from apps.core.wsgi import with_readable_type

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = with_readable_type(get_wsgi_application())

# A page that cannot be imported stops the start, not the first visitor.
get_resolver().url_patterns  # noqa: B018 - reading it imports every view

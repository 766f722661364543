"""The WSGI application that the HTTP server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")
application = get_wsgi_application()

if "ARMILLARY_SERVE_MARK" in os.environ:  # the server's own worker process, on SQLite or not
    from django.db import connection

    from armillary.web.warming import start_warming

    start_warming()
    if connection.vendor == "sqlite":
        from armillary.web.background import start_background

        start_background()

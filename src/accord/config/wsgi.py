"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
application = get_wsgi_application()
# Many threads wait for commits; a page's connection, which keeps up to 64 MB of SQLite's pages, ends with the page.
if connections.settings["default"]["ENGINE"].endswith("sqlite3"):
    connections.settings["default"]["CONN_MAX_AGE"] = 0

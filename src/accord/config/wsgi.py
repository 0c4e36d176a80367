"""The WSGI application that granian serves."""

import os
import threading

from django.core.wsgi import get_wsgi_application
from django.db import connections

from accord.interfaces.cli.supervise import SERVER, stop_without_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
application = get_wsgi_application()
# Many threads wait for commits; a page's connection, which keeps up to 64 MB of SQLite's pages, ends with the page.
if connections.settings["default"]["ENGINE"].endswith("sqlite3"):
    connections.settings["default"]["CONN_MAX_AGE"] = 0
# A server that was killed leaves its workers behind: each ends by itself.
if os.environ.get(SERVER, "") == str(os.getppid()):
    stop_without_parent(threading.Event(), os.getppid())

"""The WSGI application that granian serves."""

import os
import threading

from django.core.wsgi import get_wsgi_application

from accord.interfaces.cli.supervise import SERVER, stop_without_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
application = get_wsgi_application()
if os.environ.get(SERVER, "") == str(os.getppid()):
    stop_without_parent(threading.Event(), os.getppid())

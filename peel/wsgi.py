"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peel.settings")
application = get_wsgi_application()

# What is loaded by now stays: leave it out of every collection, and collect less often than Python does by itself.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)

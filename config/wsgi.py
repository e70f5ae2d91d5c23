"""The door for WSGI servers."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# Everything is loaded before the first request, and what is loaded stays: the collector of cycles
# need not look through hundreds of thousands of classes and functions each time.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()

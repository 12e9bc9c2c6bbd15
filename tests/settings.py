"""The product's settings, with what only tests change: a cheap password hasher and a fixed date."""

import tempfile
from datetime import date
from pathlib import Path

from peel.settings import *  # noqa: F403
from peel.settings import DATABASES, LOGGING

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FIXED_TODAY = date(2018, 6, 1)
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="peel-test-storage-"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["CONN_MAX_AGE"] = 0
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ACCOUNT_RATE_LIMITS = False
# Thousands of pages are asked for and refused: each refusal would be kept, with its traceback, until its test is over.
LOGGING["loggers"]["django.request"] = {"level": "ERROR"}

# what a test commits need not outlive a power cut
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off -c synchronous_commit=off"}

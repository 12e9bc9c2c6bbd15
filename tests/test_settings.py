"""Production refuses to start without what it needs, and says what to do; Django's deployment checks find nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NEEDED = {
    "PEEL_SECRET_KEY": "a-key-of-sixty-four-letters-that-is-used-by-nobody-0123456789-abcdef",
    "PEEL_SEALING_KEYS": "another-key-that-is-used-by-nobody-0123456789-abcdef",
    "PEEL_HOSTS": "peel.example.test",
    "DATABASE_URL": "sqlite:///:memory:",
    "PEEL_EMAIL_HOST": "mail.example.test",
}


def manage(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a management command in an environment of its own."""
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("PEEL_", "DJANGO_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env={**bare, "PEEL_VAR": str(tmp_path), "PEEL_ENV": "production", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_deployment_check_is_clean(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", PEEL_STORAGE=str(tmp_path), **NEEDED)
    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced)."), done.stderr


@pytest.mark.parametrize(
    ("missing", "hint"),
    [
        ("PEEL_SECRET_KEY", "secrets.token_urlsafe"),
        ("PEEL_SEALING_KEYS", "keep it apart from the database"),
        ("PEEL_HOSTS", "PEEL_HOSTS=peel.example.org"),
        ("DATABASE_URL", "DATABASE_URL=postgres://"),
        ("PEEL_EMAIL_HOST", "name the mail server"),
        ("PEEL_STORAGE", "outside the web root"),
    ],
)
def test_production_does_not_start_without_what_it_needs(tmp_path: Path, missing: str, hint: str) -> None:
    given = {**NEEDED, "PEEL_STORAGE": str(tmp_path)}
    del given[missing]
    done = manage(tmp_path, "check", **given)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert f"{missing} is not set." in last
    assert hint in last


def test_production_does_not_start_with_a_fixed_date(tmp_path: Path) -> None:
    done = manage(tmp_path, "check", PEEL_STORAGE=str(tmp_path), PEEL_TODAY="2018-06-01", **NEEDED)
    assert done.returncode != 0
    assert "may not be set in production" in done.stderr


def test_the_demonstration_is_refused_in_production(tmp_path: Path) -> None:
    done = manage(tmp_path, "demo", PEEL_STORAGE=str(tmp_path), **NEEDED)
    assert done.returncode != 0
    assert "refused in production" in done.stderr


PRINT = """
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.DEBUG, s.MFA_REQUIRED, s.SESSION_COOKIE_AGE)
print(s.SITE_ADDRESS)
print(s.ALLAUTH_TRUSTED_PROXY_COUNT, s.ACCOUNT_RATE_LIMITS["login_failed"])
print(s.PASSWORD_HASHERS[0], s.SECURE_HSTS_SECONDS, s.CONTENT_SECURITY_POLICY["DIRECTIVES"]["default-src"])
"""


def test_production_is_shut_by_default(tmp_path: Path) -> None:
    done = manage(
        tmp_path, "shell", "--no-imports", "-c", PRINT, PEEL_STORAGE=str(tmp_path), PEEL_DEBUG="yes", **NEEDED
    )
    assert done.stdout.splitlines() == [
        "__Host-sessionid __Host-csrftoken True False True 28800",
        "https://peel.example.test",
        "1 10/m/ip,5/5m/key",
        "django.contrib.auth.hashers.Argon2PasswordHasher 31536000 [\"'none'\"]",
    ], done.stderr


def test_the_tests_change_nothing_else(settings: object) -> None:
    from peel import settings as product
    from tests import settings as ours

    changed = {n for n in dir(ours) if n.isupper() and getattr(ours, n) != getattr(product, n, None)}
    assert changed <= {
        "ACCOUNT_RATE_LIMITS", "EMAIL_BACKEND", "FIXED_TODAY", "MEDIA_ROOT", "PASSWORD_HASHERS", "STORAGES", "TASKS",
        "WHITENOISE_AUTOREFRESH",
    }  # fmt: skip

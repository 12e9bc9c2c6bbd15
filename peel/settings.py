"""The one settings file. Everything that differs between machines comes from the environment; docs/operations lists the variables."""

import os
from datetime import date, timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PEEL_VAR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)

PRODUCTION = os.environ.get("PEEL_ENV", "development") == "production"
DEBUG = os.environ.get("PEEL_DEBUG", "no") == "yes" and not PRODUCTION


def required(name: str, hint: str, otherwise: str) -> str:
    """Return an environment variable; in production its absence stops the start with a hint."""
    value = os.environ.get(name, "")
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set. {hint}")
    return otherwise


SECRET_KEY = required(
    "PEEL_SECRET_KEY",
    "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))'",
    "development-only-key-never-used-in-production-0123456789abcdef",
)
SEALING_KEYS = required(
    "PEEL_SEALING_KEYS",
    "Seals crime references; make one as for PEEL_SECRET_KEY and keep it apart from the database. A new one goes in "
    "front of the old, with a comma.",
    "development-only-sealing-key",
)
ALLOWED_HOSTS = required(
    "PEEL_HOSTS", "Name the host people type, for example PEEL_HOSTS=peel.example.org", "127.0.0.1,localhost,testserver"
).split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []

# --- the demonstration -------------------------------------------------------------------------------------
# PEEL_TODAY fixes core's clock, so that the demonstration stays on its date. Never in production.
_today = os.environ.get("PEEL_TODAY", "")
if _today and PRODUCTION:
    raise ImproperlyConfigured("PEEL_TODAY fixes the date for the demonstration and may not be set in production.")
FIXED_TODAY = date.fromisoformat(_today) if _today else None

# --- applications ------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "reports",
    "findings",
    "inspections",
    "forces",
    "accounts",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "rules",
    "simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "core.middleware.RequestIdMiddleware",
    "core.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.PrivateMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.AccessMiddleware",
]

ROOT_URLCONF = "peel.urls"
WSGI_APPLICATION = "peel.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "peel.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates_django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("peel",)
CRISPY_TEMPLATE_PACK = "peel"

# --- database ----------------------------------------------------------------------------------------------
DATABASE_URL = required(
    "DATABASE_URL",
    "Anything shared runs on PostgreSQL: DATABASE_URL=postgres://user:password@host:5432/name",
    f"sqlite:///{VAR_DIR / 'peel.sqlite3'}",
)
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # With SQLite's defaults six in ten concurrent writes fail "database is locked"; tuned so, none did.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # PostgreSQL would compile a query that asks about each of 20,000 findings for longer than it takes to answer it.
    DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off"}

# What is counted is kept apart, so that it never crowds out the counts of wrong passwords.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "numbers": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "numbers"},
}
if cache_url := os.environ.get("REDIS_URL", ""):
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": cache_url}
    CACHES = {"default": redis, "numbers": {**redis, "KEY_PREFIX": "numbers"}}

# --- background tasks --------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# --- people and sign-in ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Addresses are given by an administrator, so nobody has to prove theirs before setting up a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Peel inspections"
# Everyone uses a second factor in production; in the demonstration it is available to all.
MFA_REQUIRED = PRODUCTION

SESSION_COOKIE_AGE = int(timedelta(hours=8).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "peel.errors.csrf_failure"
if PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Rate limits count by the address the proxy saw, not by the proxy's own.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- e-mail ------------------------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if PRODUCTION:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = required("PEEL_EMAIL_HOST", "Password resets and notices go out by SMTP: name the mail server.", "")
    EMAIL_PORT = int(os.environ.get("PEEL_EMAIL_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("PEEL_EMAIL_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("PEEL_EMAIL_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("PEEL_EMAIL_TLS", "yes") == "yes"
    EMAIL_TIMEOUT = 30  # seconds; without it a server that says nothing would hold the worker for ever
DEFAULT_FROM_EMAIL = os.environ.get("PEEL_EMAIL_FROM", "peel@example.test")
# Where links in the daily e-mails lead: no request says what this installation is called.
SITE_ADDRESS = os.environ.get(
    "PEEL_ADDRESS", f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else "http://127.0.0.1:8000"
).rstrip("/")

# --- language and time -------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

# --- files -------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("PEEL_STATIC_ROOT", VAR_DIR / "static"))
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static" / "build"]
MEDIA_ROOT = Path(
    required(
        "PEEL_STORAGE", "Uploaded returns are kept there: a folder outside the web root.", str(VAR_DIR / "storage")
    )
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "core.storage.StaticFilesStorage"
        if PRODUCTION or os.environ.get("PEEL_HASHED_STATIC") == "yes"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
CRIME_LIST_LIMIT_BYTES = 500 * 1024 * 1024  # a CSV of a million crimes; the proxy must let as much through
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.MediaStorage"

# --- logs: to the console, one line each, with the request's id --------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.logs.RequestIdFilter"}},
    "formatters": {"line": {"()": "core.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"level": "INFO"},
        "django.server": {"handlers": [], "propagate": True},
        "django_tasks": {"level": "INFO"},
        "weasyprint": {"level": "WARNING"},  # not each step of each file
        "fontTools": {"level": "WARNING"},
    },
}

"""The only settings file; everything that differs between machines comes from the environment."""

import logging
import os
import sys
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent

# What the environment says wins over .env.
load_dotenv(BASE_DIR / ".env", interpolate=False)

SWITCH = dict.fromkeys(("on", "true", "yes", "1"), True) | dict.fromkeys(("off", "false", "no", "0"), False)


def text(name, default=""):
    """A setting as it is written; an empty one counts as not set."""
    return os.environ.get(name) or default


def read(reader, name, default, expected, least=None):
    """One value from the environment; a wrong one stops the start with a sentence, not a traceback."""
    if not (written := text(name)):
        return default
    try:
        value = reader(written)
        if least is not None and value < least:
            raise ValueError
        return value
    except (KeyError, ValueError):
        sys.exit(f"The setting {name} is “{written}”, which cannot be read: write {expected}.")


def switch(name, default):
    return read(lambda written: SWITCH[written.lower()], name, default, "on or off")


DEBUG = switch("DEBUG", False)
SECRET_KEY = text("SECRET_KEY") or ("not-a-secret-only-for-debugging" if DEBUG else "")
ALLOWED_HOSTS = [host for part in text("ALLOWED_HOSTS").split(",") if (host := part.strip())]
if DEBUG and not ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if not SECRET_KEY:
    sys.exit(
        "SECRET_KEY is missing: set it in the environment or in .env to a long random text (`make .env` writes one)."
    )
if not ALLOWED_HOSTS:
    sys.exit(
        "ALLOWED_HOSTS is missing: name the hosts this site answers for, such as ALLOWED_HOSTS=careerguide.example."
    )

# The address that canonical links, sitemaps and share cards are built from; never the request's host.
SITE_URL = text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
if not SITE_URL.startswith(("https://", "http://")):
    sys.exit(f"The setting SITE_URL is “{SITE_URL}”: write the whole address, such as https://careerguide.example.")
# Whether readers reach the site by https: secure cookies, HSTS, redirects. Off only on a machine of one's own.
HTTPS = switch("HTTPS", not DEBUG)

INSTALLED_APPS = [
    "careerguide.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "careerguide.apps.StaticFilesConfig",
    "django.contrib.humanize",
    "reversion",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # After auth, so that its permissions exist when ours are made.
    "careerguide",
]

MIDDLEWARE = [
    # Stands outermost, so that every answer is looked up there; the next two, so that redirects, static files and errors
    # carry the headers as well.
    "careerguide.middleware.public_addresses",
    "careerguide.middleware.security_headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "careerguide.middleware.explain_405",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_http_compression.middleware.HttpCompressionMiddleware",
    "careerguide.middleware.refuse_unreadable",
    "careerguide.middleware.drop_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "careerguide.middleware.AccountPages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "careerguide.urls"
# What readers are looked up in; the other one loads the admin first.
PUBLIC_URLCONF = "careerguide.public_urls"
WSGI_APPLICATION = "careerguide.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                # Both are lazy: public templates never ask for them, so no page varies by cookie.
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "careerguide.sharing.page_defaults",
            ],
            "builtins": [
                "django.templatetags.static",
                "django.contrib.humanize.templatetags.humanize",
                "careerguide.templatetags.frame",
                "careerguide.templatetags.guide",
                "careerguide.templatetags.pictures",
                "careerguide.templatetags.words",
            ],
        },
    }
]

# Database: SQLite beside the code unless DATABASE_URL names another.
DATABASE_URL = text("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
try:
    if not DATABASE_URL.startswith(("sqlite:", "postgres:", "postgresql:")):
        raise ValueError("neither of the two databases that this site is tested with")
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
    if not DATABASES["default"]["NAME"]:
        raise ValueError("an address without the name of a database")
except ValueError:
    sys.exit(
        "DATABASE_URL cannot be read: write it like postgres://user:password@host:5432/name or sqlite:////path/file.sqlite3."
    )
# Seconds that a page waits for the database: to connect, for a lock, for one statement. Commands wait longer: manage.py.
DATABASE_TIMEOUT = read(int, "DATABASE_TIMEOUT", 5, "a whole number of seconds, at least 1", least=1)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Readers never wait for a writer (WAL); a writer takes its lock at the start, so none fails half-way; a commit is on
    # the disk before it is answered (FULL).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": DATABASE_TIMEOUT,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000;",
    }
    # What a long read asks of its connection: it sees one moment, and no writer waits for it.
    SNAPSHOT_OPTIONS = {"transaction_mode": "DEFERRED"}
else:
    from psycopg import IsolationLevel  # here, because it takes a tenth of the start

    # What the address says wins. The user timeout ends a wait for a host that has gone without a word.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": max(2, min(DATABASE_TIMEOUT, 5)),
        "tcp_user_timeout": 1000 * DATABASE_TIMEOUT,
        "options": f"-c statement_timeout={DATABASE_TIMEOUT}s -c idle_in_transaction_session_timeout=60s",
    } | DATABASES["default"].get("OPTIONS", {})
    SNAPSHOT_OPTIONS = {"isolation_level": IsolationLevel.REPEATABLE_READ}
# The search index: beside the database, or beside the code where the database has no file; in memory as it is.
database_name = str(DATABASES["default"]["NAME"])
INDEX_DIR = text("INDEX_DIR") or ("" if ":memory:" in database_name else f"{BASE_DIR / database_name}-index")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The pages that several hosts share: in a Redis, or in none.
CACHE_URL = text("CACHE_URL")
if CACHE_URL and not CACHE_URL.startswith(("redis://", "rediss://", "unix://")):
    sys.exit(f"The setting CACHE_URL is “{CACHE_URL}”: write the address of a Redis, such as redis://localhost:6379/0.")
# Tries at signing in, and who has which form open: in a table of the database, made by a migration. Never in the Redis,
# which may be away and drops what it has no room for.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        # Never so few that somebody who guesses pushes out the count of the tries.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# Where the numbers for Prometheus are, such as /metrics; nowhere unless set. Whoever knows the address may read them.
METRICS = text("METRICS")
if METRICS and not METRICS.startswith("/"):
    sys.exit(f"The setting METRICS is “{METRICS}”: write a path of this site, such as /metrics.")
# Seconds after which a request that has not been answered ends its process; the server starts another.
REQUEST_TIMEOUT = read(int, "REQUEST_TIMEOUT", 60, "a whole number of seconds, at least 1", least=1)
# Megabytes of ready pages that each process keeps in memory; in the Redis, hosts share them as well.
PAGE_CACHE_MB = read(int, "PAGE_CACHE_MB", 64, "a whole number of megabytes, at least 0", least=0)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(text("STATIC_ROOT", BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
# `make serve` collects the files and serves them hashed and compressed; `make run` serves them as they lie.
COLLECTED_STATIC = switch("COLLECTED_STATIC", False)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED_STATIC
WHITENOISE_AUTOREFRESH = not COLLECTED_STATIC
WHITENOISE_ALLOW_ALL_ORIGINS = False


def share_cards(headers, path, url):
    """Pictures for link previews may be shown by other sites; nothing else may."""
    if "/img/card" in url:
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"


WHITENOISE_ADD_HEADERS_FUNCTION = share_cards
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Security. The headers that Django and django-csp do not know are in careerguide/middleware.py; those that Django
# sets by itself (nosniff, Referrer-Policy, Cross-Origin-Opener-Policy) are held by tests/test_middleware.py.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# The health checks answer the machine beside us, which speaks plain http.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
CSRF_COOKIE_HTTPONLY = True
# Sessions end after twelve hours, or when the browser closes (ACCOUNT_SESSION_REMEMBER).
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SECURE_HSTS_SECONDS = 63072000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Preloading binds every host of the domain for years: the owner of the domain says so, nobody else.
SECURE_HSTS_PRELOAD = switch("HSTS_PRELOAD", False)
SILENCED_SYSTEM_CHECKS = [
    # HSTS preload is the domain owner's decision: HSTS_PRELOAD=on.
    "security.W021",
]
# A proxy in front says by its headers that the reader came by https, and from which address.
BEHIND_PROXY = switch("BEHIND_PROXY", False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)

# Staff sign in at /admin/login/ (django-allauth); nobody signs up. careerguide/sign_in.py has the rest.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "careerguide.sign_in.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
# Wrong tries in five minutes: from one address, and for one name. Every message about it says five minutes.
ACCOUNT_RATE_LIMITS = {"login": "60/5m/ip", "login_failed": "20/5m/ip,5/5m/key"}
MFA_ADAPTER = "careerguide.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Careerguide"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
# Browsers know passkeys on https alone, and on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Whether editors and superusers must have a second factor.
STAFF_MFA = switch("STAFF_MFA", False)

# Mail is for resetting forgotten passwords alone; without a host there is none, and a superuser sets the new password.
EMAIL_HOST = text("EMAIL_HOST")
EMAIL_PORT = read(int, "EMAIL_PORT", 587, "the number of a port")
EMAIL_HOST_USER = text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = switch("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", "webmaster@localhost")
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Careerguide: "

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "careerguide.importers.uploads.StrictUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# The form of a full role in the admin holds about 750 fields, and more with every pay figure.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOG_LEVELS = logging.getLevelNamesMapping()
LOG_LEVEL = read(
    lambda written: LOG_LEVELS[written.upper()], "LOG_LEVEL", logging.INFO, "DEBUG, INFO, WARNING, ERROR or CRITICAL"
)
LOG_FORMAT = text("LOG_FORMAT", "line")
if LOG_FORMAT not in ("line", "json"):
    sys.exit(f"The setting LOG_FORMAT is “{LOG_FORMAT}”, which cannot be read: write line or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "careerguide.logs.JsonFormatter"},
    },
    "filters": {
        "short": {"()": "careerguide.logs.ShortOfDatabase"},
        # 501 is the wish of a client for what this site does not serve, such as oEmbed in XML: no error of ours.
        "ours": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", 0) != 501,
        },
    },
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": LOG_FORMAT,
            "filters": ["short"],
        },
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.request": {"filters": ["ours"]},
        # Wrong hosts are somebody else's noise: the page says 400, the log need not.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
    },
}

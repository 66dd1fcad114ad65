"""The site's settings in an environment of the tests' own, so that no .env changes what they find."""

import os

os.environ.update(
    DEBUG="off",
    SECRET_KEY="only-for-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz",
    ALLOWED_HOSTS="guide.example",
    SITE_URL="https://guide.example",
    HTTPS="off",  # the test client speaks plain http
    COLLECTED_STATIC="off",
    BEHIND_PROXY="off",
    STAFF_MFA="off",
    EMAIL_HOST="",
    CACHE_URL="",
    DATABASE_TIMEOUT="60",
    LOG_FORMAT="line",
    METRICS="",
    HSTS_PRELOAD="off",
    LOG_LEVEL="WARNING",
)
# SQLite in memory, unless the environment (not .env) names a database.
os.environ.setdefault("DATABASE_URL", "")

from careerguide.settings import *  # noqa: F403 - the environment above has to come first

# Hashing a password is slow on purpose; the tests sign in often.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# In memory: what one test run writes is nothing to the next, nor to a site that runs beside it.
INDEX_DIR = ""

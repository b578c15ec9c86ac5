"""The one settings file: the environment is the configuration, and with nothing set the site is safe.

docs/operations.md lists every variable that is read here.
"""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"


def words(name: str, default: str = "") -> list[str]:
    """The environment variable `name`, a comma separated list, as its parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def megabytes(name: str, default: int) -> int:
    """The environment variable `name`, a whole number of megabytes, in bytes."""
    value = os.environ.get(name) or str(default)
    if not value.isdecimal() or not int(value):
        raise ImproperlyConfigured(f"{name} is “{value}”: give a whole number of megabytes, like {default}.")
    return int(value) * 1024 * 1024


DEBUG = os.environ.get("DEBUG") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random text of your own, the same for every process; "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` makes one. "
            "To try the newsroom on your own machine, use `make run`."
        )
    SECRET_KEY = "debug-mode-only-" + "x" * 50

ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else "")
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
SITE_NAME = os.environ.get("SITE_NAME", "Newsroom")
ORGANISATION = os.environ.get("ORGANISATION", "Organization for Security and Co-operation in Europe")

INSTALLED_APPS = [
    "newsroom",
    "taggit",  # before articles, whose admin takes the page of tags away
    "articles",
    "taxonomy",
    "django_filters",
    "csp",
    "django_prose_editor",
    "newsroom.desk.DeskConfig",
    "newsroom.desk.PeopleConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for FORM_RENDERER
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.middleware.SecurityHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.redirecting.OldAddressesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
# Takes the application of Django and answers before it does; and what a server has read beside its first requests.
OUTERMOST_APPLICATION = "articles.kept_pages.KeptPages"
READ_AHEAD = "articles.warming.look_up_frequent_words"

# What readers see is written in Jinja2, the admin in Django's own language but for what it draws hundreds of times (site/admin);
# a template is asked for in this order.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "site"],
        "OPTIONS": {"environment": "newsroom.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Widgets of the desk have their templates where all templates are; the others are drawn by Jinja2.
FORM_RENDERER = "newsroom.form_renderer.FormRenderer"

# Database. SQLite: one writer at a time, so a writing transaction takes its lock when it begins
# (IMMEDIATE) instead of failing in the middle; readers go on beside it (WAL).
DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"
if not DATABASE_URL.startswith(("sqlite://", "postgres://", "postgresql://")):
    raise ImproperlyConfigured(
        f"DATABASE_URL is “{DATABASE_URL}”: it must begin with sqlite:// or postgres://, like "
        "sqlite:////srv/newsroom.sqlite3 or postgres://user:password@host/name."
    )
# A connection that a restart of the database has cut is not used again.
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 8, "timeout": 3}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = os.environ.get("CACHE_URL", "")
if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            # A cache that is away must not hold readers up.
            "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
        }
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# For how many seconds a content delivery network may answer readers without asking here.
EDGE_SECONDS = int(os.environ.get("EDGE_SECONDS", "0"))

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = os.environ.get("TIME_ZONE", "Europe/Vienna")
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "newsroom.formats"

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "media"))
# A file of a picture or an attachment may have so many bytes.
UPLOAD_MAX_BYTES = megabytes("UPLOAD_MAX_MB", 25)
STORAGES = {
    "default": {"BACKEND": "newsroom.storage.WholeFilesStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

TAGGIT_CASE_INSENSITIVE = True

# What a page may load: only what comes from here. The nonce is lazy: pages that do not ask for it have none.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# E-mail and the webhook that `manage.py work` sends. Without a mail server nobody is written to; in debug
# mode the console shows what would have been sent.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "newsroom@localhost")
EMAIL_BACKEND = "django.core.mail.backends." + (
    "smtp.EmailBackend" if EMAIL_HOST else "console.EmailBackend" if DEBUG else "dummy.EmailBackend"
)
PUBLISH_WEBHOOK_URL = os.environ.get("PUBLISH_WEBHOOK_URL", "")
if PUBLISH_WEBHOOK_URL and not PUBLISH_WEBHOOK_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(
        f"PUBLISH_WEBHOOK_URL is “{PUBLISH_WEBHOOK_URL}”: it must begin with https:// or http://."
    )

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if not DEBUG:
    # HTTPS=0 is for a server on a closed network that has no certificate.
    https = os.environ.get("HTTPS", "1") == "1"
    SECURE_SSL_REDIRECT = https
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if https else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = https
    # Whether browsers ship with the site in their list is for the owner of the whole domain to say.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]
    SESSION_COOKIE_SECURE = https
    CSRF_COOKIE_SECURE = https
    if os.environ.get("BEHIND_PROXY") == "1":
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}

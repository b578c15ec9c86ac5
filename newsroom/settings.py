"""The one settings file: the environment is the configuration, and with nothing set the site is safe.

docs/operations.md lists every variable that is read here.
"""

import os
import re
from datetime import date
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language_info
from redis.backoff import NoBackoff
from redis.retry import Retry

from newsroom import brand
from newsroom.backends.storage import make_private
from newsroom.environment import (
    NEW_WEBHOOK_KEY,
    address_of_contact,
    colour,
    day,
    folder,
    hosts,
    is_weak,
    megabytes,
    reference_template,
    switch,
    web_addresses,
    webhook_secrets,
    whole_number,
    words,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(mode=0o750, exist_ok=True)

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
elif is_weak(SECRET_KEY) and not DEBUG:
    raise ImproperlyConfigured(
        f"SECRET_KEY is too weak: it has {len(SECRET_KEY)} characters, {len(set(SECRET_KEY))} of them "
        "different. Set it to a random text of at least 50 characters; `python3 -c 'import secrets; "
        "print(secrets.token_urlsafe(50))'` makes one."
    )

ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else "")
SITE_URL = os.environ.get("SITE_URL", "").rstrip("/")
if SITE_URL and not re.fullmatch(r"https?://[^\s/?#@]+", SITE_URL):
    raise ImproperlyConfigured(
        f"SITE_URL is “{SITE_URL}”: give the scheme and the host, like https://newsroom.example.org."
    )
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
SITE_NAME = os.environ.get("SITE_NAME", "Newsroom")
ORGANISATION = os.environ.get("ORGANISATION", "Organization for Security and Co-operation in Europe")
# What bodies of the organisation are called by outside, as in "OSCE Secretariat", and references begin with.
ORGANISATION_ABBREVIATION = os.environ.get("ORGANISATION_ABBREVIATION", "OSCE")
# The colour of the masthead and of drawn pictures, and the folder of logo.svg, favicon.svg and other files
# that take the place of those in articles/static/site.
BRAND_COLOUR = colour("BRAND_COLOUR", brand.COLOUR)
BRAND_LIGHT = brand.mixed(BRAND_COLOUR, 255, 0.25)
BRAND_FOLDER = folder("BRAND_FOLDER")
# How people cite a release. Once printed it stays: what is looked up is the number.
REFERENCE_TEMPLATE = reference_template(
    "REFERENCE_TEMPLATE", f"{ORGANISATION_ABBREVIATION or SITE_NAME}/{{year}}/{{number}}"
)
# Whom to tell of a hole in the site: what /.well-known/security.txt says.
SECURITY_CONTACT = address_of_contact("SECURITY_CONTACT")

INSTALLED_APPS = [
    "newsroom.login",
    "taggit",  # before articles, whose admin takes the page of tags away
    "articles",
    "taxonomy",
    "django_filters",
    "csp",
    "django_prose_editor",
    "newsroom.admin_site.apps.NewsroomAdminConfig",
    "newsroom.admin_site.apps.PeopleConfig",
    "newsroom.admin_site.apps.SignInsConfig",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # its templates, for FORM_RENDERER
]

MIDDLEWARE = [
    "newsroom.requests.https.HttpsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.requests.headers.SecurityHeadersMiddleware",
    "articles.site.outputs.api.problem_answers.ApiProblemsMiddleware",  # behind it all that refuses
    "newsroom.requests.unreadable_text.UnreadableTextMiddleware",
    "newsroom.requests.content_policy.ContentPolicyMiddleware",
    "newsroom.requests.language.LanguageMiddleware",
    "articles.site.database_away.DatabaseAwayMiddleware",  # before all that asks for the session
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "newsroom.requests.headers.SiteAddressMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.login.middleware.IdleSessionMiddleware",
    "newsroom.requests.body_limits.BodyLimitMiddleware",
    "newsroom.login.middleware.BusyHashingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "articles.site.old_addresses.OldAddressesMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
# The first answers before Django's application; a server calls the second beside its first requests.
OUTERMOST_APPLICATION = "articles.site.caching.page_cache.PageCacheApplication"
READ_AHEAD = "articles.index.search.frequent_words.look_up_frequent_words"

# What readers see is written in Jinja2, the admin in Django's own language but for what it draws hundreds of
# times (site/admin); a template is asked for in this order.
TEMPLATES = [
    {
        "NAME": "jinja2",
        "BACKEND": "newsroom.backends.translation.TranslatedTemplates",
        "DIRS": [BASE_DIR / "templates" / "site"],
        "OPTIONS": {
            "environment": "newsroom.backends.jinja.environment",
            "extensions": [
                "newsroom.backends.translation.TranslationExtension",
                "articles.site.template_functions.SiteFunctions",
            ],
            "context_processors": [
                "articles.site.outputs.registry.links",
                "articles.site.pages.navigation.navigation",
                "articles.site.pages.interface_languages.interface_languages",
            ],
        },
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
FORM_RENDERER = "newsroom.backends.form_renderer.FormRenderer"

# Database. SQLite: one writer at a time, so a writing transaction takes its lock when it begins
# (IMMEDIATE) instead of failing in the middle; readers go on beside it (WAL). What is committed is on
# the disk (FULL): the world may have been told of it.
DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'newsroom.sqlite3'}"
if not DATABASE_URL.startswith(("sqlite://", "postgres://", "postgresql://")):
    raise ImproperlyConfigured(
        f"DATABASE_URL is “{DATABASE_URL}”: it must begin with sqlite:// or postgres://, like "
        "sqlite:////srv/newsroom.sqlite3 or postgres://user:password@host/name."
    )
# A connection that a restart of the database has cut is not used again.
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    Path(DATABASES["default"]["NAME"]).parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    if DATABASES["default"]["NAME"] != ":memory:":
        make_private(DATABASES["default"]["NAME"])
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000;",
    }
elif DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["OPTIONS"] = {
        # Seconds, but for the last in milliseconds: so that a server or a network that is away is noticed.
        "connect_timeout": 3,
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
        **DATABASES["default"].get("OPTIONS", {}),
        # A server that is back is tried at the next request, not when a pause has passed that grew meanwhile.
        "pool": {"min_size": 1, "max_size": 8, "timeout": 2, "reconnect_timeout": 2},
    }
# How many seconds a statement of a server process may take, and how long readers get pages from memory after
# the last answer of the database; see newsroom/server/database.py and articles/site/caching/page_cache.py.
STATEMENT_SECONDS = whole_number("STATEMENT_SECONDS", 20)
STALE_SECONDS = whole_number("STALE_SECONDS", 600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHE_URL = os.environ.get("CACHE_URL", "")
if CACHE_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "OPTIONS": {
                "serializer": "newsroom.backends.cache_serializer.Serializer",
                # A cache that is away must not hold readers up; of itself the client would try four times.
                "socket_timeout": 0.25,
                "socket_connect_timeout": 0.25,
                "retry": Retry(NoBackoff(), 0),
            },
        }
    }

# Whether a change of filing (terms and tags) needs a second pair of eyes, as a change of words always does.
FOUR_EYES_FOR_FILING = switch("FOUR_EYES_FOR_FILING")

# For how many seconds a content delivery network may answer readers without asking here.
EDGE_SECONDS = whole_number("EDGE_SECONDS", 0)
# What the pages that a process keeps in memory may take together, and as much again the cards of releases.
PAGE_CACHE_BYTES = megabytes("PAGE_CACHE_MB", 32)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "newsroom.login.passwords.RepetitionValidator"},
]
PASSWORD_HASHERS = ["newsroom.login.hashing.PooledArgon2PasswordHasher"]
# The first refuses guessers, the second looks at passwords.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_HANDLER = "newsroom.login.handler.FailureLogHandler"
AXES_LOCKOUT_CALLABLE = "newsroom.login.pages.show_lockout"
AXES_CLIENT_IP_CALLABLE = "newsroom.login.addresses.address_of"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False  # the desk has a list of its own
AXES_VERBOSE = False
# How many proxies of ours a request passes, which say where it comes from.
PROXIES = whole_number("BEHIND_PROXY", 0, least=0, most=9)
# A session ends when nobody has worked in it for so long; the worker deletes it.
SESSION_COOKIE_AGE = 60 * 60 * whole_number("SESSION_IDLE_HOURS", 12, least=1, most=24 * 14)
CLEANUP = "newsroom.login.cleanup.clear_sign_ins"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

# The site's own language, and those that its interface is translated into: the folders of locale/. Their
# pages have addresses that begin with the code.
LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGES = [
    (code, get_language_info(code)["name_local"])
    for code in (LANGUAGE_CODE, *sorted(path.name for path in LOCALE_PATHS[0].iterdir() if path.is_dir()))
]
TIME_ZONE = os.environ.get("TIME_ZONE", "Europe/Vienna")
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "newsroom.formats"

STATIC_URL = "static/"
STATICFILES_DIRS = [("site", BRAND_FOLDER)] if BRAND_FOLDER else []
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Files that browsers ask for at the root: favicon.ico and apple-touch-icon.png.
WHITENOISE_ROOT = BASE_DIR / "articles" / "static" / "root"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "media"))
# A file of a picture or an attachment may have so many bytes.
UPLOAD_MAX_BYTES = megabytes("UPLOAD_MAX_MB", 25)
# A file to import may have so many bytes; it comes in pieces, each a request of its own.
IMPORT_MAX_BYTES = megabytes("IMPORT_MAX_MB", 200)
# A release that is not so old is news: an import brings it in, but people publish it.
IMPORT_NEWS_DAYS = whole_number("IMPORT_NEWS_DAYS", 30, least=1, most=36_500)
# The organisation's first day: an import refuses what is dated earlier.
IMPORT_EARLIEST_DATE = day("IMPORT_EARLIEST_DATE", date(1970, 1, 1))
FILE_UPLOAD_HANDLERS = [
    "newsroom.requests.body_limits.FileLimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# All fields of a form together, without its files: the longest text twice, and a table of Word's in it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Pages of the desk whose forms bring files, by the names of their addresses.
PAGES_THAT_TAKE_FILES = {
    "admin:articles_article_add",
    "admin:articles_article_change",
    "admin:articles_article_from_word",
    "admin:articles_attachment_upload",
    "admin:articles_importupload_add",
    "admin:articles_picture_upload",
    "admin:articles_redirect_import",
}
STORAGES = {
    "default": {
        "BACKEND": "newsroom.backends.storage.WholeFilesStorage",
        # Pictures of drafts are no business of the machine's other accounts.
        "OPTIONS": {"file_permissions_mode": 0o640, "directory_permissions_mode": 0o750},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "newsroom.backends.static_files.StaticFilesStorage"
    },
}

TAGGIT_CASE_INSENSITIVE = True

BRAND_STYLE = brand.stylesheet(BRAND_COLOUR)
# What a page may load: only what comes from here. The nonce is lazy: pages that do not ask for it have none.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, *([brand.policy_source(BRAND_STYLE)] if BRAND_STYLE else [])],
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
if EMAIL_HOST:
    EMAIL_BACKEND = "articles.editing.outbox.smtp.EmailBackend"
else:
    EMAIL_BACKEND = f"django.core.mail.backends.{'console' if DEBUG else 'dummy'}.EmailBackend"
PUBLISH_WEBHOOK_URL = os.environ.get("PUBLISH_WEBHOOK_URL", "")
if PUBLISH_WEBHOOK_URL and not PUBLISH_WEBHOOK_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(
        f"PUBLISH_WEBHOOK_URL is “{PUBLISH_WEBHOOK_URL}”: it must begin with https:// or http://."
    )
# Without a signature anybody could tell the receiver what this newsroom published.
PUBLISH_WEBHOOK_SECRETS = webhook_secrets("PUBLISH_WEBHOOK_SECRET")
if PUBLISH_WEBHOOK_URL and not PUBLISH_WEBHOOK_SECRETS:
    raise ImproperlyConfigured(
        f"PUBLISH_WEBHOOK_URL is set and PUBLISH_WEBHOOK_SECRET is not. {NEW_WEBHOOK_KEY}"
    )

# The hubs that are told when a feed changes, and that feeds name. One message tells all of them, within its
# lease.
WEBSUB_HUBS = web_addresses("WEBSUB_HUBS", most=3)

# Hosts from which a reader may play a recording; `articles/media/players.py` knows two of them.
RECORDING_HOSTS = hosts("RECORDING_HOSTS", "youtube.com,vimeo.com")

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "newsroom.requests.refusals.forged"
if not DEBUG:
    # HTTPS=0 is for a server on a closed network that has no certificate.
    https = os.environ.get("HTTPS", "1") == "1"
    SECURE_SSL_REDIRECT = https
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if https else 0
    # Other hosts below this one, and the list that browsers come with, are for the owner of the whole domain
    # to say.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = https and switch("HSTS_SUBDOMAINS")
    # W001 looks for Django's SecurityMiddleware by its name; ours is one.
    SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = https
    CSRF_COOKIE_SECURE = https
    if PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "newsroom.backends.log_lines.OneLineFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}

"""Everything that can be set, from the environment only, refused when odd.

`docs/operations.md` describes each name that starts with FARSHORE_.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO

from apps.added import added
from apps.environment import (
    Refused,
    choices,
    database,
    first_epochs,
    flag,
    folder,
    host_names,
    is_local,
    mail,
    origin,
    refuse_unknown_names,
    runtime_folder,
    secret_key,
    text,
    whole_number,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# How it is served.

HOST = text("FARSHORE_HOST", default="127.0.0.1")
PORT = whole_number("FARSHORE_PORT", default=8000, least=1, most=65535)
WORKERS = whole_number("FARSHORE_WORKERS", default=2, least=1, most=64)
THREADS = whole_number("FARSHORE_THREADS", default=16, least=1, most=256)

# Who is served, and under which name.

DOORS = choices("FARSHORE_DOORS", allowed=("front", "desk"), default="front,desk")
ORIGIN = origin("FARSHORE_ORIGIN", default=f"http://localhost:{PORT}")
ALLOWED_HOSTS = host_names("FARSHORE_HOSTS", of=ORIGIN)
DEBUG = flag("FARSHORE_DEBUG")
CHEAP_KDF = flag("FARSHORE_CHEAP_KDF")
if (DEBUG or CHEAP_KDF) and not all(is_local(host) for host in ALLOWED_HOSTS):
    raise Refused(
        "FARSHORE_DEBUG shows what people wrote, FARSHORE_CHEAP_KDF lets passphrases be guessed: "
        "both are for a service that answers to localhost alone"
    )

# Where things are kept. The boot key alone lives in memory, so that a disk never holds it.

DATA = folder("FARSHORE_DATA", default=BASE_DIR / "var")
BLOBS = DATA / "blobs"
SECRET_KEY_FILE = DATA / "secret.key"
SECRET_KEY = secret_key("FARSHORE_SECRET_KEY", kept_in=SECRET_KEY_FILE)
RUNTIME = runtime_folder("FARSHORE_RUNTIME")
BOOT_KEY_FILE = folder("FARSHORE_BOOT_KEY_FILE", default=RUNTIME / "boot.key")
# From here the front door checks what it seals to: whoever writes the database could otherwise
# put another first key in a team's place.
FIRST_EPOCHS = first_epochs("FARSHORE_FIRST_EPOCHS")

DATABASES = {
    "default": database(
        "FARSHORE_DATABASE",
        default=DATA / "farshore.sqlite3",
        # Only the server keeps connections: a command that ends has nothing to keep them for.
        pool=THREADS if flag("FARSHORE_POOL") else 0,
    )
}

# The parts, in the order of their rows: see tests/test_layers.py.

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "apps.web",
    "apps.audit",
    "apps.accounts",
    "apps.teams",
    "apps.cases",
    "apps.retention",
    "apps.mailbox",
    "apps.intake",
    "apps.desk",
    "apps.operations",
]
MIDDLEWARE = [
    "apps.web.middleware.headers",
    "apps.web.middleware.door",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.common.CommonMiddleware",
    "apps.web.middleware.locale",
]
if "desk" in DOORS:
    MIDDLEWARE += [
        "apps.web.memory.give_back",
        "django.middleware.csrf.CsrfViewMiddleware",
        "apps.accounts.middleware.desk_session",
    ]
MIDDLEWARE += ["apps.web.middleware.refusals"]
ROOT_URLCONF = "apps.urls"
WSGI_APPLICATION = "apps.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "apps.web.templating.Templates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "apps.web.templating.Environment",
            "compiled": BASE_DIR / "templates" / "__pycache__",
            "libraries": ["apps.web.library", "apps.desk.library"],
            "context_processors": [
                "django.template.context_processors.csrf",
                "apps.web.context.page",
                "apps.accounts.context.desk",
                "apps.desk.context.bar",
            ],
        },
    }
]
FORM_RENDERER = "apps.web.drawing.Renderer"

# Languages and clocks.

LANGUAGE_CODE = "en"
# Those of the front door, each by its own name.
LANGUAGES = [
    ("en", "English"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("fa", "فارسی"),
    ("fr", "Français"),
    ("es", "Español"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("pt", "Português"),
    ("sw", "Kiswahili"),
]
# The desk speaks those that all of it is translated into.
DESK_LANGUAGES = [pair for pair in LANGUAGES if pair[0] in {"en", "ru", "ar", "fr", "es"}]
# What an organisation added lies among its own data, where no update touches it.
ADDED_LOCALES = DATA / "locale"
for _added in added(ADDED_LOCALES, besides=frozenset(code for code, _name in LANGUAGES)):
    LANGUAGES.append((_added.code, _added.own_name))
    LANG_INFO[_added.code] = _added.info
LOCALE_PATHS = [BASE_DIR / "locale", ADDED_LOCALES]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# What a request may bring. Files are refused: Django's own handlers spool them to the disk.

FILE_UPLOAD_HANDLERS = ["apps.web.uploads.RefuseFiles"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# Cookies and headers. An onion's address is its key, so its plain http counts as secure.

SECURE = ORIGIN.startswith("https://") or (urlsplit(ORIGIN).hostname or "").endswith(".onion")
DESK_COOKIE_NAME = "__Host-desk" if SECURE else "desk"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
# Ends with the browser: Django's default would stay on a laptop's disk for a year.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_TRUSTED_ORIGINS = [ORIGIN]
CSRF_FAILURE_VIEW = "apps.accounts.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if ORIGIN.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SILENCED_SYSTEM_CHECKS = [
    # X-Frame-Options: the content policy's frame-ancestors says it for every browser we serve.
    "security.W002",
    # Redirecting to https is the proxy's work; here it would loop behind one that names no scheme.
    "security.W008",
    # Preloading would put the address into a list that every browser carries.
    "security.W021",
]
if "desk" not in DOORS:
    # No cookie, no authority, nothing to forge: the front door alone needs no CSRF token.
    SILENCED_SYSTEM_CHECKS.append("security.W003")

# Style sheets and scripts: collected and compressed by `serve`, found where they lie until then.
# Ten minutes in a cache, under plain names: an entry that stays a year is a trace.

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
# The lists of words too: a browser that makes a code looks its words up there.
STATICFILES_DIRS = [BASE_DIR / "static", ("words", BASE_DIR / "apps" / "crypto" / "words")]
STORAGES = {
    "blobs": {"BACKEND": "apps.cases.files.storage.DiskBlobs", "OPTIONS": {"location": BLOBS}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "css").is_dir()
WHITENOISE_MAX_AGE = 0 if DEBUG else 600
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Mail carries no content; where it goes is said in one address.

_mail = mail("FARSHORE_MAIL", default="console")
EMAIL_BACKEND = _mail.backend
EMAIL_FILE_PATH = _mail.folder
EMAIL_HOST = _mail.host
EMAIL_PORT = _mail.port
EMAIL_HOST_USER = _mail.user
EMAIL_HOST_PASSWORD = _mail.password
EMAIL_USE_TLS = _mail.starttls
EMAIL_USE_SSL = _mail.tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = text(
    "FARSHORE_MAIL_FROM", default=f"farshore@{urlsplit(ORIGIN).hostname or 'localhost'}"
)

# The log says what broke and where, never with what: see the formatter.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"bare": {"()": "apps.operations.logs.BareFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "bare"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "farshore": {"level": "INFO"},
        # Django's own handlers would write paths to the console and details into mails.
        "django": {"handlers": [], "level": "WARNING"},
        "django.server": {"handlers": [], "level": "CRITICAL"},
        # Every 404 and refused host: nothing broke, and the path may carry what was typed.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}

refuse_unknown_names()

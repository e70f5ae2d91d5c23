"""Settings. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import tomllib
from pathlib import Path

from csp.constants import NONE, SELF

from config import api_description, logs
from config.environment import env, kept_secret, secret
from config.trail import TRACKED

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
EMBEDDED = env.bool("EMBEDDED", default=DEBUG)  # SQLite, file broker, made-up secrets
SECRET_KEY = secret(
    "SECRET_KEY",
    debug=EMBEDDED,
    fallback=kept_secret(VAR_DIR / "secret_key") if EMBEDDED else "",
)
# Personal data: comma-separated "key id:64 hex digits"; the first one encrypts, all decrypt.
FIELD_KEYS = secret(
    "FIELD_KEYS",
    debug=EMBEDDED,
    fallback="k1:" + kept_secret(VAR_DIR / "field_key") if EMBEDDED else "",
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"] if EMBEDDED else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "treebeard",
    "auditlog",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django_htmx",
    "template_partials",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "accounts",
    "notices",
    "branches",
    "backups",
    "members",
    "duties",
    "meetings",
    "surveys",
    "assessment",
    "reports",
    "demo",
]

MIDDLEWARE = [
    "config.tracing.TracingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.TrailMiddleware",
    "accounts.middleware.GateMiddleware",
    "axes.middleware.AxesMiddleware",
]

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # empty: no figures are kept or shown
if METRICS_TOKEN:
    INSTALLED_APPS += ["django_prometheus"]
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.frame.frame",
            ],
        },
    },
]

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'hongmen.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364; PRAGMA cache_size=-20000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Pages ask for few rows by index: compiling a plan or sharing it out costs more than it saves.
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
    )
PLAN_ONCE = env.bool("PLAN_ONCE", default=True)  # off behind a pooler of transactions
if replica := env.str("DATABASE_REPLICA_URL", default=""):  # a standby for reading
    DATABASES["replica"] = {
        **DATABASES["default"],
        **env.db_url_config(replica),
        "OPTIONS": {**DATABASES["default"].get("OPTIONS", {}), "connect_timeout": 2},
        "CONN_HEALTH_CHECKS": False,  # config/replica.py asks
        "TEST": {"MIRROR": "default"},
    }
    DATABASE_ROUTERS = ["config.replica.Router"]
    MIDDLEWARE.insert(1, "config.replica.ReplicaMiddleware")
REPLICA_LAG_SECONDS = env.int("REPLICA_LAG_SECONDS", default=5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://hongmen")}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "branches.backends.AppointmentBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.passwords.{rule}"}
    for rule in ("LongEnough", "MixedKinds", "NotAboutOneself", "NotCommon")
]
PASSWORD_DAYS = env.int("PASSWORD_DAYS", default=90)  # 0: never changed by order
# Who must have a second factor, by role: "political_office,administrator". Empty: who wants to.
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=[])
OTP_TOTP_ISSUER = "红门党建"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"

SESSION_ENGINE = "accounts.sessions"
IDLE_MINUTES = env.int("IDLE_MINUTES", default=30)
SESSION_COOKIE_AGE = IDLE_MINUTES * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # the cookie; when the session ends, the server decides
SESSION_HOURS = env.int("SESSION_HOURS", default=12)  # at most, however busy
SESSIONS_EACH = env.int("SESSIONS_EACH", default=5)  # logins of one person at once
SESSION_COOKIE_NAME = "hongmen"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HTTPS", default=not EMBEDDED)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXIES = env.int("PROXIES", default=0)  # of ours before us: how many X-Forwarded-For count
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_CALLABLE = "accounts.views.entry.locked_out"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # knocking on does not lengthen the lock
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_VERBOSE = False
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # many stations share one address: locking it locks all
    "security.W004",  # the proxy before us speaks TLS: it redirects and sets HSTS
    "security.W008",
]

AUDITLOG_INCLUDE_TRACKING_MODELS = TRACKED
# Where lower apps ask for what they do not know (dotted paths).
RECORDS_ABOUT_PERSON = ["members.records.about"]  # user → what is kept about the person
# Who copies how far a duty is, by its source.
DUTY_FOLLOWERS = {"decision": "meetings.services.supervision.follow_duty"}
MEETINGS_TO_POINT_AT = "meetings.pointed"  # which meetings a branch may name as what it did
HEADCOUNT = "members.headcount.Headcount"  # how many people stand in a branch, group, unit
ADMIN_PATH = env.str("ADMIN_PATH", default="backstage")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]  # our words where Django's are stiff
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
DATE_FORMAT = "Y年n月j日"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static", ("manual", BASE_DIR / "docs" / "manual" / "pictures")]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {
        "BACKEND": env.str(
            "MEDIA_URL_BACKEND", default="django.core.files.storage.FileSystemStorage"
        )
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.storage.StaticStorage"
    },
}
# Where nginx serves MEDIA_ROOT as an internal location (/protected/); empty: we send them.
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", default="")
# Backups: where the nightly ones go (better: another disk), and the words that encrypt them.
BACKUP_NIGHTLY = env.bool("BACKUP_NIGHTLY", default=True)
BACKUP_DIR = Path(env.str("BACKUP_DIR", default=str(VAR_DIR / "backups")))
BACKUP_PASSPHRASE = env.str("BACKUP_PASSPHRASE", default="")  # empty: not encrypted
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=14)
BACKUP_KEEP_MONTHS = env.int("BACKUP_KEEP_MONTHS", default=12)  # besides: the first of each month
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640 if X_ACCEL_PREFIX else 0o600  # nginx is of our group

vars().update(env.email("EMAIL_URL", default="consolemail://" if EMBEDDED else "smtp://localhost"))
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")  # of links in mails
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="hongmen@localhost")

API_RATE = env.str("API_RATE", default="600/min")  # requests of one person or key
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.rest.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.rest.authentication.NothingOwed",
        "branches.rest.ActsInPost",
    ],
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.UserRateThrottle",
        "rest_framework.throttling.AnonRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"user": API_RATE, "anon": "60/min"},
    "NUM_PROXIES": PROXIES,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "accounts.rest.forms_of_answer.AlwaysJson",
    "DEFAULT_PAGINATION_CLASS": "accounts.rest.forms_of_answer.Pages",
    "DEFAULT_FILTER_BACKENDS": [
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_SCHEMA_CLASS": "accounts.rest.schema.Schema",
    "EXCEPTION_HANDLER": "accounts.rest.problems.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = api_description.SETTINGS

FORM_RENDERER = "config.renderer.FormRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost/")
FILE_BROKER = CELERY_BROKER_URL.startswith("filesystem:")
BROKER_FOLDER = str(VAR_DIR / "broker")
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"folder": BROKER_FOLDER, "polling_interval": 0.2}
    if FILE_BROKER
    else {
        # When Redis gives what a dead worker held to another; the sweeps do not wait for it.
        "visibility_timeout": env.int("REDIS_VISIBILITY_SECONDS", default=1800),
        "socket_connect_timeout": 2,
        "socket_timeout": 20,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = False  # a sweep finds what could not be queued; the page does not wait
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = not FILE_BROKER
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_TIMEZONE = TIME_ZONE

SLOW_SECONDS = env.float("SLOW_SECONDS", default=2)  # requests that took longer are logged
LOGGING = logs.configuration(as_json=not DEBUG, level=env.str("LOG_LEVEL", default="INFO"))

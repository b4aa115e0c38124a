"""One settings file. Values come from the environment; everything has a working default.

Without DATABASE_URL the embedded PostgreSQL in GUIHANG_VAR is used (and started when needed).
"""

import os
from pathlib import Path

import dj_database_url
from django.utils.csp import CSP

from guihang.core.postgres import settings_urls
from guihang.project import logs, statics
from guihang.project.places import backup_store
from guihang.project.secrets import secret

ROOT = Path(__file__).resolve().parents[3]


def env_bool(name: str, default: bool) -> bool:
    """Return a yes/no setting; anything else than yes or no words stops the start."""
    text = os.environ.get(name, "").strip().lower()
    if text in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return text in ("1", "true", "yes", "on") if text else default
    raise SystemExit(f"{name}={text!r}: use yes or no · 请填 yes 或 no")


VAR = Path(os.environ.get("GUIHANG_VAR", ROOT / "var"))
VAR.mkdir(parents=True, exist_ok=True)
GUIHANG_KEYFILE = Path(os.environ.get("GUIHANG_KEYFILE", VAR / "keys" / "root.key"))
GUIHANG_AUDIT_KEY = Path(os.environ.get("GUIHANG_AUDIT_KEY", VAR / "keys" / "audit.key"))
GUIHANG_WITNESS = Path(os.environ.get("GUIHANG_WITNESS", VAR / "witness" / "log.txt"))
GUIHANG_BACKUPS = backup_store().directory
GUIHANG_BACKUP_KEY = backup_store().keys.file
GUIHANG_ERASURES = backup_store().erasures
GUIHANG_EMBEDDED = not os.environ.get("DATABASE_URL")  # its backups are ours to make
GUIHANG_CIPHER = os.environ.get("GUIHANG_CIPHER", "aes256gcm")
GUIHANG_OWNER_ALIAS = "owner"
GUIHANG_REGION = ("内蒙古自治区", "Inner Mongolia")  # seen without a sign-in: says no more

DEBUG = env_bool("GUIHANG_DEBUG", False)
GUIHANG_DEMO = env_bool("GUIHANG_DEMO", False)  # set by ``guihang demo`` alone: shows its codes
GUIHANG_PROXIES = int(os.environ.get("GUIHANG_PROXIES", "0"))  # proxies of our own in front of us
HTTPS = env_bool("GUIHANG_HTTPS", False)
SECRET_KEY = secret(VAR / "keys" / "django.key")
ALLOWED_HOSTS = os.environ.get("GUIHANG_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("GUIHANG_ORIGINS", "").split(",") if o]

_URLS = settings_urls(VAR, os.environ)
_POOL = {"min_size": 1, "max_size": int(os.environ.get("GUIHANG_POOL", "4")), "timeout": 10}
# Compiling a page's query costs more than running it.
# Only statements of core.prepared are prepared: Django's own cursors send finished text.
_LONGEST = 60  # seconds of a statement; more is a search too wide, or an attack
_OPTIONS = {"options": f"-c jit=off -c statement_timeout={_LONGEST}s", "prepare_threshold": 0}
DATABASES = {
    "default": dj_database_url.parse(_URLS.app)
    | {"OPTIONS": _OPTIONS | ({"pool": _POOL} if env_bool("GUIHANG_USE_POOL", True) else {})},
    "owner": dj_database_url.parse(_URLS.owner)
    | {"TEST": {"NAME": os.environ.get("GUIHANG_TEST_DB", "test_guihang")}},
}
DATABASE_ROUTERS = ["guihang.project.routers.OwnerMigrates"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "guihang.core",
    "guihang.people",
    "guihang.community",
    "guihang.partners",
    "guihang.knowledge",
    "guihang.cases",
    "guihang.followup",
    "guihang.custody",
    "guihang.care",
    "guihang.assessments",
    "guihang.outcomes",
    "guihang.exchange",
    "guihang.jobs",
    "guihang.web",
    "guihang.portal",
    "guihang.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "guihang.api.direct.TokenCalls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "guihang.web.gate.Gate",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guihang.web.context.frame",
            ],
            "builtins": [
                "guihang.web.templatetags.words",
                "guihang.web.templatetags.days",
                "guihang.web.templatetags.assets",
                "guihang.web.templatetags.ui",
                "guihang.web.templatetags.sparks",
            ],
        },
    }
]

ROOT_URLCONF = "guihang.project.urls"
WSGI_APPLICATION = "guihang.project.wsgi.application"
AUTH_USER_MODEL = "people.User"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
AUTHENTICATION_BACKENDS = ["guihang.people.backend.StaffBackend"]
PASSWORD_HASHERS = ["guihang.people.backend.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "guihang.people.passwords.LongEnough"},
    {"NAME": "guihang.people.passwords.NotGuessed"},
]

ACCOUNT_ADAPTER = "guihang.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # they count in the memory of one process; ours in the database
ACCOUNT_SESSION_REMEMBER = False  # the cookie ends with the browser
ACCOUNT_PRESERVE_USERNAME_CASING = True
MFA_ADAPTER = "guihang.people.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODE_DIGITS = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True

SESSION_COOKIE_AGE = 10 * 3600
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True  # scripts take the token from the page
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = HTTPS, True, "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of their own
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = 365 * 24 * 3600, True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [ROOT / "build" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "files"
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[A-Z0-9]{8}\.\w+$"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = statics.headers

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"  # Django's CSRF check over HTTPS reads the referrer
X_FRAME_OPTIONS = "DENY"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": logs.Line}, "json": {"()": logs.AsJson}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": os.environ.get("GUIHANG_LOG_FORM", "line"),
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("GUIHANG_LOG", "WARNING")},
}

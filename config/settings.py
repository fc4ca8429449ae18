"""Every setting of Evenkeel, read once from the environment; docs/operations.md lists them."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from kombu import Queue

from apps.core import limits, outage, queues
from config import env, providers, timetable

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DEBUG", default=False)
# On this machine alone: no TLS, static files as they lie, mails kept for reading. Apart from DEBUG,
# so that `make run` shows the error pages that users will see.
LOCAL = env.flag("LOCAL", default=DEBUG)
SECRET_KEY = env.text("SECRET_KEY", default="only-for-development" if LOCAL else None)
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS", default=[])  # earlier ones, which still open
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.text("SITE_URL", default="http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",
    "apps.core",
    "apps.users",
    "apps.skills",
    "apps.progress",
    "apps.curricula",
    "apps.nudges",
    "apps.demo",
]

MIDDLEWARE = [
    # Around all others, so that answers to errors bear the headers too.
    "apps.core.middleware.security_headers",
    "csp.middleware.CSPMiddleware",
    "apps.core.middleware.probes",
    "apps.core.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    # Inside what sets the cookie that its page's form needs, outside all that reads session or form.
    "apps.core.guards.refuse_hostile_input",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.users.views.devices.note_device",
    "apps.users.views.second_factor.StaffSecondFactor",
    "apps.users.guards.AccountGone",
    "django_htmx.middleware.HtmxMiddleware",
    "apps.core.guards.FormErrorStatus",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
FOUND_IN = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", FOUND_IN)]),
            ],
            # Named partials are part of Django from 6.0 on; until then the package provides them.
            "builtins": ["template_partials.templatetags.partials", "apps.core.templatetags.evenkeel"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL"),
        conn_max_age=60,
        # Without these a restarted server costs one failed page for every kept connection.
        conn_health_checks=True,
    ),
}
DATABASES["default"].setdefault("OPTIONS", {})["connect_timeout"] = 3
# Web processes give up on a statement; commands and tasks may take their time.
if STATEMENT_SECONDS := env.number("STATEMENT_SECONDS", default=0):
    DATABASES["default"]["OPTIONS"]["options"] = f"-c statement_timeout={STATEMENT_SECONDS}s"

REDIS_URL = env.text("REDIS_URL")
CACHE_PREFIX = "evenkeel"
CACHES = {
    "default": {
        "BACKEND": "apps.core.cache.ResilientRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": CACHE_PREFIX,
    },
}
# In PostgreSQL, and beside it in the cache: nobody is signed out when Redis goes.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Celery wants another name for the same socket.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: Redis comes back
CELERY_BROKER_CONNECTION_TIMEOUT = 2 * outage.SOCKET_SECONDS
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2 * outage.SOCKET_SECONDS,
    "socket_connect_timeout": 2 * outage.SOCKET_SECONDS,
    # Until a worker that died by force is believed dead; longer than any task may run.
    "visibility_timeout": 660,
    # How often the others look for what it left, and how long one that dies while looking bars them.
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "unacked_mutex_expire": 30,
}
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 600, 570
# A task is done when it has ended, not when it was handed out, so every task may run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_QUEUES = [Queue(name) for name in queues.ALL]
CELERY_TASK_ROUTES = ("apps.core.publishing.route",)
CELERY_TASK_DEFAULT_QUEUE = queues.PROMPT
# A misspelt queue is an error, not a queue that nobody reads.
CELERY_TASK_CREATE_MISSING_QUEUES = False
# Intervals, due moments in PostgreSQL: beat has nothing to remember.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "apps.users.passwords.NotLikeYou", "OPTIONS": {"user_attributes": ("name", "email")}},
    {"NAME": "apps.users.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "apps.users.passwords.NotCommon"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "roadmap"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds that a link to set a new password lives

SIGN_UP_OPEN = env.flag("SIGN_UP_OPEN", default=True)
SIGN_IN_TRIES = limits.SIGN_IN_TRIES  # a quarter of an hour, for one address
ACCOUNT_ADAPTER = "apps.users.adapters.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "apps.users.forms.accounts.SignInForm",
    "signup": "apps.users.forms.accounts.SignUpForm",
    "reset_password": "apps.users.forms.accounts.ResetForm",
    "reset_password_from_key": "apps.users.forms.accounts.NewPasswordForm",
    "set_password": "apps.users.forms.accounts.SetPasswordForm",
    "change_password": "apps.users.forms.accounts.ChangePasswordForm",
    "reauthenticate": "apps.users.forms.accounts.ConfirmPasswordForm",
    "add_email": "apps.users.forms.accounts.AddressForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
# Scanners of mail follow links: only the button on the page confirms.
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, and only there
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_SIGNUP_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one takes over once it is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = limits.for_allauth()

MFA_ADAPTER = "apps.users.adapters.factors.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "apps.users.forms.factors.CodeForm",
    "reauthenticate": "apps.users.forms.factors.ConfirmCodeForm",
    "activate_totp": "apps.users.forms.factors.SetUpAppForm",
    "add_webauthn": "apps.users.forms.factors.NewPasskeyForm",
    "edit_webauthn": "apps.users.forms.factors.PasskeyNameForm",
    "authenticate_webauthn": "apps.users.forms.factors.PasskeyStepForm",
    "login_webauthn": "apps.users.forms.factors.PasskeySignInForm",
    "reauthenticate_webauthn": "apps.users.forms.factors.ConfirmPasskeyForm",
}
MFA_TOTP_ISSUER = "Evenkeel"
MFA_TOTP_TOLERANCE = 1  # steps of half a minute to either side, for clocks that are off (RFC 6238)
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # PIN, finger or face: a passkey is two factors in one
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Nobody is signed in before their address is confirmed, so the one that may be unconfirmed is the
# one that somebody changes to; allauth would forbid that change to whoever has a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ADAPTER = "apps.users.adapters.providers.ProviderAdapter"
SOCIALACCOUNT_FORMS = {"signup": "apps.users.forms.providers.FirstTimeForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False  # an account is made by a button, not by a stray click
# No account is opened by the word of another service on an address.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5  # seconds for each answer of the service
SOCIALACCOUNT_PROVIDERS = providers.configured(
    github=(env.text("GITHUB_CLIENT_ID", default=""), env.text("GITHUB_CLIENT_SECRET", default="")),
    organisation=(env.text("OIDC_CLIENT_ID", default=""), env.text("OIDC_CLIENT_SECRET", default="")),
    issuer=env.text("OIDC_ISSUER", default=""),
    name=env.text("OIDC_NAME", default="your organisation"),
)
# Staff reach other people's accounts: without a second factor no page of theirs opens.
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", default=True)
MFA_RATE_LIMITS = limits.for_allauth(limits.FACTORS)

EMAIL_BACKEND = "apps.users.mail.QueueBackend"
EMAIL_HOST = env.text("EMAIL_HOST", default="127.0.0.1")
EMAIL_PORT = env.number("EMAIL_PORT", default=1025 if LOCAL else 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)  # STARTTLS
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)  # TLS from the first byte
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", default=20)  # seconds for each step of the conversation
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="Evenkeel <evenkeel@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_SWEEP_SECONDS = 30
EXPORT_SWEEP_SECONDS = 60
IMPORT_SWEEP_SECONDS = 15
MAIL_TEXT_DAYS = env.number("MAIL_TEXT_DAYS", default=7)  # until the text of a sent mail is erased
MAIL_ROW_DAYS = env.number("MAIL_ROW_DAYS", default=90)  # until nothing is left of it

REVIEW_LINK_DAYS = 30  # that somebody has to review a lab
REVIEWS_OPEN_MOST = 5  # links of one learner that wait for an answer

# Networks that outbound requests may reach beside the public ones, such as a mirror in the house.
OUTBOUND_NETWORKS = env.items("OUTBOUND_NETWORKS", default=[])
OUTBOUND_USER_AGENT = "Evenkeel/0.1 (+{})".format(env.text("OUTBOUND_CONTACT", default=SITE_URL))
# On a developer's machine no worker asks hundreds of sites by itself.
CHECK_LINKS = env.flag("CHECK_LINKS", default=not LOCAL)
LINK_PAUSE_SECONDS = 2.0  # between two requests to one host

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is ever uploaded to keep
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = LOCAL

# How many of our own proxies stand before the app, each adding to X-Forwarded-For.
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", default=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.flag("HSTS_SUBDOMAINS", default=not LOCAL)
SESSION_COOKIE_NAME = "sessionid" if LOCAL else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if LOCAL else "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = False  # the script that sends it with htmx requests reads it
X_FRAME_OPTIONS = "DENY"
BODY_MOST_BYTES = 25 * 1024 * 1024  # of a whole request, files included
CSRF_FAILURE_VIEW = "apps.core.views.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING_CONFIG = "apps.core.logs.configure"
LOGGING = {"json": not LOCAL, "level": env.text("LOG_LEVEL", default="INFO")}

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
    },
}

CELERY_BEAT_SCHEDULE = timetable.entries(
    mail_sweep_seconds=MAIL_SWEEP_SECONDS,
    export_sweep_seconds=EXPORT_SWEEP_SECONDS,
    import_sweep_seconds=IMPORT_SWEEP_SECONDS,
)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if LOCAL:
    INSTALLED_APPS.append("apps.devmail")
    MAIL_FOLDER = BASE_DIR / ".run" / "mail"

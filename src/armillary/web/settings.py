"""Django settings. Everything a school may change is an environment variable `ARMILLARY_*`."""

from pathlib import Path
from typing import Any

from armillary.web.environment import (
    read_data_folder,
    read_database,
    read_flag,
    read_list,
    read_secret_key,
    read_text,
)

WEB = Path(__file__).resolve().parent
DATA = read_data_folder()

SECRET_KEY = read_secret_key(DATA)
DEBUG = read_flag("ARMILLARY_DEBUG", default=False)
ALLOWED_HOSTS = read_list("ARMILLARY_HOSTS", default=["*"])
# Demo sign-in links work only while this is on; `armillary demo` turns it on for its own process.
ARMILLARY_DEMO = read_flag("ARMILLARY_DEMO", default=False)
# "thread": one writer thread for answers (SQLite). "inline": in the request's own transaction.
ARMILLARY_WRITER = read_text("ARMILLARY_WRITER", default="thread")
ARMILLARY_HTTPS = read_flag("ARMILLARY_HTTPS", default=False)
# With https a reverse proxy stands before us and says how the browser asked.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ARMILLARY_HTTPS else None

INSTALLED_APPS = [
    "armillary.apps.people",
    "armillary.apps.curriculum",
    "armillary.apps.practice",
    "armillary.apps.assessment",
    "armillary.apps.studies",
    "armillary.apps.reports",
    "armillary.apps.exchange",
    "armillary.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "armillary.web.middleware.SecurityHeaders",
    "armillary.apps.practice.door.AnswerDoor",
    "armillary.apps.practice.models_in_use.HeldModels",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "armillary.web.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "armillary.apps.people.seats.SeatMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "armillary.web.urls"
WSGI_APPLICATION = "armillary.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "armillary.web.context.describe_page",
            ],
        },
    }
]

DATABASES = {"default": read_database(DATA)}

AUTH_USER_MODEL = "people.Adult"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "people:sign_in"

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("ru", "Русский"),
    ("be", "Беларуская"),
    ("zh-hans", "简体中文"),
]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [WEB / "locale"]
FORMAT_MODULE_PATH = ["armillary.web.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = read_text("ARMILLARY_TIME_ZONE", default="UTC")
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
# `armillary serve` gathers and compresses static files here; without it they come from the source.
STATIC_ROOT = DATA / "static" if (DATA / "static").is_dir() else None
STATICFILES_DIRS = [WEB / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
WHITENOISE_MAX_AGE = 600

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = ARMILLARY_HTTPS
CSRF_COOKIE_SECURE = ARMILLARY_HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "armillary.web.views.refuse_form"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

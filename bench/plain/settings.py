"""A plain Django + REST framework project, as a competent developer starts one.

The defaults of ``startproject``, JSON only, a connection pool of the same size as the product's,
no authentication, no permissions. Its tables are in the schema ``plain`` of the same database.
"""

import os

from guihang.project.settings import _POOL
from guihang.project.settings import DATABASES as PRODUCT

SECRET_KEY = "plain"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "rest_framework", "bench.plain",
]  # fmt: skip
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "bench.plain.urls"
WSGI_APPLICATION = "bench.plain.wsgi.application"
_USE = os.environ.get("BENCH_PLAIN_POOL", "yes") == "yes"
DATABASES = {
    "default": {name: PRODUCT["owner"][name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")}
    | {"OPTIONS": {"options": "-c search_path=plain -c jit=off"} | ({"pool": _POOL} if _USE else {})},
}  # fmt: skip
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

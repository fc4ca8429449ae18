"""What tests change: services of their own and fast password hashing."""

import os

from apps.core.embedded import places, services

# Only addresses: tests/conftest.py starts what stands behind them, a type check needs nothing there.
for name, value in {
    **services.addresses(places.of_tests(services.project())),
    "LOCAL": "1",
    "SECRET_KEY": "only-for-tests",
}.items():
    os.environ.setdefault(name, value)

from config.settings import *  # noqa: E402 - it reads the environment set above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

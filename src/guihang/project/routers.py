"""Migrations run as the owner; the application role owns nothing."""

from typing import Any

from django.conf import settings


class OwnerMigrates:
    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == settings.GUIHANG_OWNER_ALIAS

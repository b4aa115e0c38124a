from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ProjectConfig(AppConfig):
    name = "guihang.project"
    label = "project"

    def ready(self) -> None:
        # Every edge finds actions by name, so all of them are declared before the first request.
        from guihang.core import rowsecurity

        # The signal is sent once for each app with models; after the last, every table exists.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(rowsecurity.after_migrate, sender=last)

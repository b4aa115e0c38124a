from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class ProjectConfig(AppConfig):
    name = "guihang.project"
    label = "project"

    def ready(self) -> None:
        # Every edge finds actions by name, so all of them are declared before the first request.
        import guihang.cases.actions
        import guihang.cases.sharing
        import guihang.casework.actions
        import guihang.casework.answers
        import guihang.casework.conferences
        import guihang.casework.emergency
        import guihang.casework.erasing
        import guihang.casework.family
        import guihang.casework.handovers
        import guihang.casework.library
        import guihang.casework.own
        import guihang.casework.own_library
        import guihang.casework.sealing
        import guihang.casework.terms
        import guihang.casework.unsealing
        import guihang.followup.actions
        import guihang.outcomes.actions
        import guihang.people.access_review
        import guihang.people.accounts
        import guihang.people.actions
        import guihang.people.tokens  # noqa: F401
        from guihang.core import rowsecurity

        # The signal is sent once for each app with models; after the last, every table exists.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(rowsecurity.after_migrate, sender=last)

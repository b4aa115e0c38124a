from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "guihang.outcomes"
    label = "outcomes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every edge finds actions and registers by name; whoever seals counts what is left.
        import guihang.outcomes.sealed
        import guihang.outcomes.targets  # noqa: F401

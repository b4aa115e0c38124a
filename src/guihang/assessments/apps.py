from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "guihang.assessments"
    label = "assessments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every edge finds actions and registers by name.
        import guihang.assessments.registers  # noqa: F401

from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "guihang.care"
    label = "care"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every edge finds actions and registers by name; sealing asks for what it leaves to figures.
        import guihang.care.counts
        import guihang.care.registers  # noqa: F401

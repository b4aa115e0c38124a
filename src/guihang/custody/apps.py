from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "guihang.custody"
    label = "custody"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every edge finds actions and registers by name.
        import guihang.custody.registers  # noqa: F401

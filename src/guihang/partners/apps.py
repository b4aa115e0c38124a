from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "guihang.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every edge finds actions and registers by name.
        import guihang.partners.registers  # noqa: F401

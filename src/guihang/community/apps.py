from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "guihang.community"
    label = "community"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every edge finds actions and registers by name.
        import guihang.community.registers  # noqa: F401

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "guihang.knowledge"
    label = "knowledge"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Every edge finds actions and registers by name.
        import guihang.knowledge.registers  # noqa: F401

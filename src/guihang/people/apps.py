from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "guihang.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from guihang.people import door

        door.listen()

from typing import Any

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "guihang.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # The session learns from allauth's signals when it began and when a factor was given.
        from allauth.mfa.signals import authenticator_used
        from django.contrib.auth.signals import user_logged_in

        from guihang.web import gate

        def signed_in(request: Any, **_: Any) -> None:
            gate.began(request.session)

        def gave_factor(request: Any, user: Any, **_: Any) -> None:
            gate.proved(request.session, user.pk)

        user_logged_in.connect(signed_in, weak=False, dispatch_uid="gate.began")
        authenticator_used.connect(gave_factor, weak=False, dispatch_uid="gate.proved")

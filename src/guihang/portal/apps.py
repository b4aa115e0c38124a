from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "guihang.portal"
    label = "portal"

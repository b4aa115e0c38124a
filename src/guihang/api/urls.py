"""Every address of the API, version 1."""

from django.urls import path, re_path

from guihang.api import document, reads, records, writes

app_name = "api"
urlpatterns = [
    path("cases", reads.case_list, name="cases"),
    path("cases/<uuid:pk>", reads.journey, name="case"),
    path("worklist", reads.worklist, name="worklist"),
    path("registers", records.register_list, name="registers"),
    path("registers/<str:name>", records.record_list, name="register"),
    path("units", reads.units, name="units"),
    path("me", reads.me, name="me"),
    path("actions/<str:name>", writes.act, name="action"),
    path("openapi.json", document.openapi, name="openapi"),
    re_path(r"", document.nothing_here),
]

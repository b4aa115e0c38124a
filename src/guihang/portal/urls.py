"""The addresses of the person's side; none of them says what it is about."""

from django.urls import path

from guihang.portal import asks, copies, doors, kin, numbers, pages, public, serve, told

urlpatterns = [
    path("", pages.home, name="my"),
    path("start/", doors.start, name="my-start"),
    path("pin/", doors.pin, name="my-pin"),
    path("leave/", doors.leave, name="my-leave"),
    path("days/", pages.term, name="my-days"),
    path("looks/", pages.looks, name="my-looks"),
    path("looks/<int:look>/receipt/", pages.receipt, name="my-receipt"),
    path("ask/<slug:kind>/", asks.ask, name="my-ask"),
    path("asked/", asks.asked, name="my-asked"),
    path("asked/<uuid:pk>/", asks.state, name="my-state"),
    path("complain/", asks.complain, name="my-complain"),
    path("sharing/", asks.sharing_page, name="my-sharing"),
    path("sharing/<uuid:pk>/withdraw/", asks.withdraw, name="my-withdraw"),
    path("told/<uuid:pk>/", told.story, name="my-told"),
    path("told/<uuid:pk>/<slug:word>/", told.answer, name="my-told-answer"),
    path("end/", asks.leave_aftercare, name="my-end"),
    path("copy/read/", copies.pdf, name="my-copy"),
    path("copy/data/", copies.data, name="my-data"),
    path("family/", kin.passes, name="my-family"),
    path("family/new/", kin.allow, name="my-family-allow"),
    path("family/<uuid:pk>/stop/", kin.stop, name="my-family-stop"),
    path("devices/", pages.devices, name="my-devices"),
    path("devices/<uuid:pk>/end/", pages.device_end, name="my-device-end"),
]

of_family = [
    path("", kin.home, name="kin"),
    path("start/", kin.start, name="kin-start"),
    path("leave/", kin.leave, name="kin-leave"),
]
"""A relative's page: what the person allows, and nothing else."""

open_to_all = [
    path("", public.help_, name="open-help"),
    path("volunteer/", public.volunteer, name="open-volunteer"),
    path("stories/", public.told, name="open-stories"),
    path("know/", public.know, name="open-know"),
    path("numbers/", numbers.numbers, name="open-numbers"),
]
"""Pages for anybody."""

of_volunteers = [
    path("", serve.home, name="serve"),
    path("start/", serve.start, name="serve-start"),
    path("leave/", serve.leave, name="serve-leave"),
    path("stop/", serve.stop, name="serve-stop"),
    path("shifts/<uuid:pk>/<slug:word>/", serve.act, name="serve-act"),
    path("certificates/<uuid:pk>/", serve.paper, name="serve-paper"),
]
"""A volunteer's own page."""

from bench.plain.views import CaseViews, ContactViews, TaskViews
from django.http import HttpResponse
from django.urls import include, path
from rest_framework.routers import SimpleRouter

router = SimpleRouter()
router.register("cases", CaseViews, "case")
router.register("tasks", TaskViews, "task")
router.register("contacts", ContactViews, "contact")
urlpatterns = [path("", include(router.urls)), path("nothing/", lambda _: HttpResponse(b"{}"))]

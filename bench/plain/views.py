"""Model serialisers and view sets: the shortest way to these endpoints, with the usual care.

Cursor pagination, because counting a million rows for a page would be a mistake; joins and
prefetches, because one query a row would be one too.
"""

from typing import Any

from bench.plain.models import Case, Consent, Contact, Custody, Person, Task, Test
from django.db import transaction
from django.utils import timezone
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import CursorPagination


class Newest(CursorPagination):
    page_size, ordering = 25, ("-admitted_at", "-id")


class Soonest(CursorPagination):
    page_size, ordering = 25, ("closes_at", "id")


def of(kind: type, *left_out: str) -> type:
    """Return a model serialiser of all fields but ``left_out``."""
    meta = type("Meta", (), {"model": kind, "exclude": left_out} if left_out
                else {"model": kind, "fields": "__all__"})  # fmt: skip
    return type(f"{kind.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta})


PersonSerializer, ContactSerializer = of(Person), of(Contact)


class CaseRow(serializers.ModelSerializer):
    number = serializers.CharField(source="person.number", read_only=True)
    name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = Case
        exclude = ("person", "decided_on", "term_ends_on", "test_schedule")


class Journey(serializers.ModelSerializer):
    person = PersonSerializer()
    custodys = of(Custody, "case")(many=True, read_only=True)
    contacts = of(Contact, "case")(many=True, read_only=True)
    tests = of(Test, "case")(many=True, read_only=True)
    consents = of(Consent, "case")(many=True, read_only=True)
    tasks = of(Task, "case", "unit")(many=True, read_only=True)

    class Meta:
        model = Case
        fields = "__all__"

    def create(self, values: dict[str, Any]) -> Case:
        person = Person.objects.create(**values.pop("person"))
        case = Case.objects.create(person=person, **values)
        Custody.objects.create(case=case, unit=case.unit, starts_at=case.admitted_at)
        return case


class CaseViews(mixins.CreateModelMixin, viewsets.ReadOnlyModelViewSet):
    pagination_class = Newest

    def get_serializer_class(self) -> type:
        return CaseRow if self.action == "list" else Journey

    def get_queryset(self) -> Any:
        found = Case.objects.select_related("person")
        if self.action != "list":
            return found.prefetch_related("custodys", "contacts", "tests", "consents", "tasks")
        unit = self.request.query_params.get("unit")
        return found.filter(unit=unit) if unit else found

    @transaction.atomic
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().create(request, *args, **kwargs)


class TaskRow(serializers.ModelSerializer):
    number = serializers.CharField(source="case.person.number")
    name = serializers.CharField(source="case.person.name")

    class Meta:
        model = Task
        fields = "__all__"


class TaskViews(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class, pagination_class = TaskRow, Soonest

    def get_queryset(self) -> Any:
        now = timezone.now()
        return Task.objects.select_related("case__person").filter(
            unit=self.request.query_params["unit"], done_at=None, void="", closes_at__gt=now,
            opens_at__lte=now,
        )  # fmt: skip


class ContactViews(mixins.CreateModelMixin, viewsets.GenericViewSet):
    queryset, serializer_class = Contact.objects.all(), ContactSerializer

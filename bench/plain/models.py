"""The product's data shape in clear text, with the indexes its lists need."""

import uuid

from django.db import models
from django.db.models import Q


class Unit(models.Model):
    code = models.CharField(max_length=20, unique=True)
    zh = models.CharField(max_length=100)
    en = models.CharField(max_length=100)


class Person(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    id_number = models.CharField(max_length=18, blank=True, db_index=True)
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    sex = models.CharField(max_length=1)
    born_on = models.DateField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")


class Case(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    facility = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=10)
    zone = models.CharField(max_length=12, blank=True)
    consent = models.CharField(max_length=10, default="not_asked")
    drug = models.CharField(max_length=10)
    test_schedule = models.CharField(max_length=30, default="tests-a")
    decided_on = models.DateField()
    admitted_at = models.DateTimeField()
    term_ends_on = models.DateField()
    released_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "-admitted_at", "-id"], name="plain_case_unit"),
            models.Index(fields=["-admitted_at", "-id"], name="plain_case_newest"),
        ]


class OfCase(models.Model):
    class Meta:
        abstract = True

    case = models.ForeignKey(Case, models.CASCADE, related_name="%(class)ss")


class Custody(OfCase):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()


class Contact(OfCase):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    recorded_at = models.DateTimeField(auto_now_add=True)
    happened_at = models.DateTimeField()
    channel = models.CharField(max_length=10, choices=[
        (code, code) for code in ("phone", "video", "message", "face", "visit")])  # fmt: skip
    note = models.CharField(max_length=2000, blank=True)


class Test(OfCase):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    taken_at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    result = models.CharField(max_length=10)


class Consent(OfCase):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    decision = models.CharField(max_length=10)
    decided_at = models.DateTimeField()


class Task(OfCase):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=30)
    rule = models.CharField(max_length=30)
    anchor = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    void = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "closes_at", "id"], condition=Q(done_at=None, void=""),
                name="plain_task_open",
            ),
        ]  # fmt: skip

"""The person (identity vault), the case, and who holds it at each instant.

Row-level security: ``row_policy`` on a model is the condition under which the application role
sees a row; ``core.rowsecurity`` puts it on the table after every migration (ADR 0003).
"""

from functools import cache, cached_property
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q

from guihang.core import prepared
from guihang.core.action import Subject
from guihang.core.crypto import PersonKey, Unreadable
from guihang.core.models import Fact, cell
from guihang.core.scope import IN_SCOPE, in_scope
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import Unit

OF_A_CASE = "EXISTS (SELECT 1 FROM cases_case c WHERE c.id = case_id)"
"""A row of a case is visible exactly when the case is."""


def unless_sealed(condition: str, of: str, *, key: str = "case_id") -> str:
    """Return ``condition`` for what is not sealed: a unit by itself reaches no sealed case.

    ``of`` is the column of the row that names the case, ``key`` the one of the seal.
    """
    return f"({condition}) AND NOT EXISTS (SELECT 1 FROM cases_seal s WHERE s.{key} = {of})"


class Person(models.Model):
    """One human, apart from any case. Identity is encrypted with the person's own key."""

    class Identity(models.TextChoices):
        CONFIRMED = "confirmed", W("已核实", "Confirmed")
        CLAIMED = "claimed", W("自报", "Self-reported")
        UNKNOWN = "unknown", W("身份不明", "Unknown")

    class Sex(models.TextChoices):  # GB/T 2261.1
        UNKNOWN = "0", W("未知", "Unknown")
        MALE = "1", W("男", "Male")
        FEMALE = "2", W("女", "Female")
        NOT_STATED = "9", W("未说明", "Not stated")

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    identity = models.CharField(max_length=10, choices=Identity)
    sex = models.CharField(max_length=1, choices=Sex)
    born_on = models.DateField(null=True)
    key = models.BinaryField()
    name_sealed = models.BinaryField(null=True)
    id_number_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    address_sealed = models.BinaryField(null=True)
    name_index = models.BinaryField(null=True)
    id_number_index = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)

    # A bare ``id`` inside the sub-select would be the case's own, and nobody would match.
    row_policy = (
        f"{unless_sealed(IN_SCOPE, 'cases_person.id', key='person_id')}"
        " OR EXISTS (SELECT 1 FROM cases_case c WHERE c.person_id = cases_person.id)"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id_number_index"], name="one_person_an_id_number"),
        ]
        indexes = [
            models.Index(fields=["unit"], name="person_unit"),
            models.Index(fields=["name_index"], name="person_name"),
            models.Index(fields=["phone_index"], name="person_phone"),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def cipher(self) -> PersonKey:
        return PersonKey.unwrap(self.key or _lent_key(self.id))

    def _open(self, column: str) -> str:
        blob = getattr(self, column)
        return self.cipher.open(blob, place=cell(Person, column, self.id)) if blob else ""

    @cached_property
    def name_forms(self) -> tuple[str, str, str]:
        """The name, its pinyin without blanks, and the initials: what a search may match."""
        name, pinyin, initials = (*self._open("name_sealed").split("\x1f"), "", "", "")[:3]
        return name, pinyin, initials

    @property
    def name(self) -> str:
        return self.name_forms[0]

    @property
    def id_number(self) -> str:
        return self._open("id_number_sealed")

    @property
    def phone(self) -> str:
        return self._open("phone_sealed")

    @property
    def address(self) -> str:
        return self._open("address_sealed")


class Case(Subject):
    """One episode, from admission until it is closed."""

    words = Words("个案", "Case")

    class Stage(models.TextChoices):
        INSIDE = "inside", W("在所", "In the facility")
        RELEASED = "released", W("出所待衔接", "Released, awaiting acceptance")
        AFTERCARE = "aftercare", W("照管中", "In aftercare")
        CLOSED = "closed", W("已结案", "Closed")

    class Zone(models.TextChoices):
        DETOX = "detox", W("生理脱毒区", "Detox zone")
        ADAPT = "adapt", W("教育适应区", "Adaptation zone")
        CONSOLIDATE = "consolidate", W("康复巩固区", "Consolidation zone")
        RETURN = "return", W("回归指导区", "Return-guidance zone")

    class Consent(models.TextChoices):
        NOT_ASKED = "not_asked", W("尚未征询", "Not asked yet")
        GIVEN = "given", W("自愿接受照管", "Accepts aftercare")
        DECLINED = "declined", W("不参加照管", "Does not take part")
        WITHDRAWN = "withdrawn", W("已退出照管", "Has left aftercare")

    class Drug(models.TextChoices):  # own list; GA 332.1 codes were not found
        OPIOID = "opioid", W("阿片类", "Opioids")
        ATS = "ats", W("苯丙胺类", "Amphetamine-type stimulants")
        KETAMINE = "ketamine", W("氯胺酮", "Ketamine")
        CANNABIS = "cannabis", W("大麻类", "Cannabis")
        ETOMIDATE = "etomidate", W("依托咪酯", "Etomidate")
        CAFFEINE = "caffeine", W("安钠咖", "Caffeine sodium benzoate")
        OTHER = "other", W("其他", "Other")

    class TestSchedule(models.TextChoices):
        A = "tests-a", W("检测方案甲(三年 22 次)", "Schedule A (22 in three years)")
        B = "tests-b", W("检测方案乙(三年 28 次)", "Schedule B (28 in three years)")
        WEEKLY = "weekly-tests", W("每周检测(24 周)", "Weekly for 24 weeks")
        NONE = "none", W("不安排检测", "No tests")

    class Ending(models.TextChoices):
        COMPLETED = "completed", W("三年期满", "Three years completed")
        LEFT = "left", W("本人退出", "The person left")
        MOVED = "moved", W("迁往外地", "Moved away")
        CUSTODY = "custody", W("再次被收戒或羁押", "In custody again")
        DECEASED = "deceased", W("去世", "Deceased")
        LOST = "lost", W("长期失联", "Out of contact for long")
        STUDY_END = "study_end", W("观察期结束", "End of the observation")

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="cases")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    facility = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    offered_to = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", db_index=False
    )
    stage = models.CharField(max_length=10, choices=Stage)
    zone = models.CharField(max_length=12, choices=Zone, blank=True)
    drug = models.CharField(max_length=10, choices=Drug)
    decided_on = models.DateField()
    admitted_at = models.DateTimeField()
    term_ends_on = models.DateField()
    released_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    consent = models.CharField(max_length=10, choices=Consent, default=Consent.NOT_ASKED)
    test_schedule = models.CharField(max_length=30, choices=TestSchedule, default=TestSchedule.A)
    closed_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    sealing_due_on = models.DateField(null=True)

    row_policy = (
        f"{in_scope('unit_id', 'facility_id', 'offered_to_id')}"
        " OR person_id = (SELECT guihang_person())"
    )
    read_policy = "id = ANY ((SELECT guihang_granted())::uuid[])"
    seal_policy = (
        "NOT EXISTS (SELECT 1 FROM cases_seal s WHERE s.case_id = cases_case.id)"
        " OR id = ANY ((SELECT guihang_opened())::uuid[])"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=~Q(stage="closed"), name="one_open_case_a_person"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(released_at__gte=models.F("admitted_at")),
                name="released_after_admission",
            ),
            models.CheckConstraint(
                condition=Q(stage="inside") | Q(stage="closed") | Q(released_at__isnull=False),
                name="outside_means_released",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-admitted_at", "-id"], name="case_unit"),
            models.Index(fields=["facility", "-admitted_at", "-id"], name="case_facility"),
            models.Index(fields=["-admitted_at", "-id"], name="case_newest"),
            models.Index(fields=["unit", "stage", "-admitted_at", "-id"], name="case_unit_stage"),
            models.Index(fields=["stage", "-admitted_at", "-id"], name="case_stage"),
            models.Index(
                fields=["term_ends_on"], condition=Q(stage="inside"), name="case_term_inside"
            ),
            models.Index(
                fields=["offered_to"], condition=Q(offered_to__isnull=False), name="case_offered"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def subject_id(self) -> UUID:
        return self.id

    @property
    def cipher(self) -> PersonKey:
        return self.person.cipher

    def locked(self) -> "Case":
        sql, names, parted = _locking()  # fixed, since every action on a case begins so
        found = prepared.rows(sql, [self.pk])
        if not found:
            raise Case.DoesNotExist
        case = Case.from_db(DEFAULT_DB_ALIAS, names[:parted], found[0][:parted])
        case.person = Person.from_db(DEFAULT_DB_ALIAS, names[parted:], found[0][parted:])
        return case


@cache
def _locking() -> tuple[str, list[str], int]:
    """Return a statement that locks a case and reads it with its person; names; where to part."""
    case, person = Case._meta.concrete_fields, Person._meta.concrete_fields
    columns = [f"c.{field.column}" for field in case] + [f"p.{field.column}" for field in person]
    sql = "FROM cases_case c JOIN cases_person p ON p.id = c.person_id WHERE c.id = %s FOR UPDATE OF c"
    names = [field.attname for field in (*case, *person)]
    return f"SELECT {', '.join(columns)} {sql}", names, len(case)


class OfCase(models.Model):
    """A row that belongs to a case and is locked through it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    row_policy = OF_A_CASE

    @property
    def subject_id(self) -> UUID:
        return self.case_id

    @property
    def cipher(self) -> PersonKey:
        return self.case.cipher


class Custody(OfCase):
    """From ``starts_at`` on, ``unit`` is the custodian.

    There is no end column: the next row ends this one. Two custodians at one instant, or none,
    cannot be written down. Only a corrected release supersedes a row (``casework.chain``).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    entry_id = models.UUIDField()
    superseded_by_id = models.UUIDField(null=True, editable=False)

    written_once = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "starts_at"],
                condition=Q(superseded_by_id=None),
                name="one_custodian_an_instant",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.starts_at}"


class Closure(OfCase):
    """The case was closed, or taken up again, at ``happened_at``: in between nothing is owed.

    Its id is the id of the entry that recorded it. Nothing corrects a closing: it is reopened.
    """

    id = models.UUIDField(primary_key=True)
    recorded_at = models.DateTimeField()
    closed = models.BooleanField()
    happened_at = models.DateTimeField()

    written_once = True

    def __str__(self) -> str:
        return f"{self.case_id} {self.happened_at}"


class OfCaseFact(OfCase, Fact):
    """A fact of a case: written once, corrected only by another fact."""

    class Meta:
        abstract = True

    def opened(self, column: str) -> str:
        """Return an encrypted text of this row; the case must be loaded with its person."""
        return self.text(column, self.cipher)


class Release(OfCaseFact):
    """The person left the facility at ``released_at``."""

    class Ground(models.TextChoices):
        EXPIRY = "expiry", W("期满解除", "Release at expiry")
        EARLY = "early", W("提前解除", "Early release")
        CHANGED = "changed", W("变更为社区戒毒", "Changed to community treatment")

    released_at = models.DateTimeField()
    ground = models.CharField(max_length=10, choices=Ground)


class ConsentRecord(OfCaseFact):
    """What the person decided about aftercare. Declining has no consequence."""

    class Decision(models.TextChoices):
        GIVEN = "given", W("愿意接受照管", "Accepts aftercare")
        DECLINED = "declined", W("不参加照管", "Does not take part")
        WITHDRAWN = "withdrawn", W("退出照管", "Leaves aftercare")

    decision = models.CharField(max_length=10, choices=Decision)
    decided_at = models.DateTimeField()
    note_sealed = models.BinaryField(null=True)


class ZonePlacement(OfCaseFact):
    """The person lives in ``zone`` from ``placed_on`` on, by a named decision."""

    zone = models.CharField(max_length=12, choices=Case.Zone)
    placed_on = models.DateField()
    note_sealed = models.BinaryField(null=True)


class Relative(OfCaseFact):
    """A member of the family, and whether the person agrees that we call them."""

    class Relation(models.TextChoices):  # GB/T 4761, grouped
        SPOUSE = "spouse", W("配偶", "Spouse")
        PARENT = "parent", W("父母", "Parent")
        CHILD = "child", W("子女", "Child")
        SIBLING = "sibling", W("兄弟姐妹", "Brother or sister")
        OTHER = "other", W("其他", "Other")

    relation = models.CharField(max_length=10, choices=Relation)
    may_contact = models.BooleanField()
    name_sealed = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)


def _lent_key(person_id: UUID) -> bytes:
    """Return the key of a sealed record, lent to the user for a day. Raises Unreadable."""
    row = grants.Grant.objects.filter(person_id=person_id, key__isnull=False).first()
    if row is None:
        raise Unreadable("sealed")
    return bytes(row.key)


# Models of their own files; Django looks for models here.
from guihang.cases import erasures, family, grants, handovers, own, requests, seals, terms  # noqa: E402, F401

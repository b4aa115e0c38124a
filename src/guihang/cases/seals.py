"""Sealed records: out of sight of the application, and their key out of its hands (ADR 0011).

``Seal`` is the one place that says a case is sealed; restrictive policies on every table of people
read it. It holds random ids and what only two custodians together can open.
"""

from collections.abc import Callable, Iterable

from django.db import models
from django.db.models import Q

from guihang.cases.models import Case, OfCaseFact
from guihang.core.scope import IN_SCOPE, in_scope
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import Unit, User


class Seal(models.Model):
    """A sealed case. Anybody with a context may see that a random id is sealed, and no more."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    person_id = models.UUIDField(db_index=True)
    sealed_at = models.DateTimeField()
    boxes = models.BinaryField()
    # By these two custodians find the record that an authority asks for; nobody else can.
    number_sealed = models.BinaryField()
    id_number_sealed = models.BinaryField(null=True)

    row_policy = "(SELECT guihang_scope()) IS NOT NULL"
    written_once = True

    def __str__(self) -> str:
        return str(self.case_id)


class SealingDelay(OfCaseFact):
    """Sealing waits until a day, for a reason that the law names. It ends by itself."""

    class Ground(models.TextChoices):
        HANDLING = (
            "handling",
            W("国家机关正在依法办理案件", "A state organ is handling a case by law"),
        )
        DISPUTE = "dispute", W("复议、诉讼或申诉未结", "Review, lawsuit or complaint pending")
        PERSON = "person", W("本人要求暂缓", "The person asks for it")

    ground = models.CharField(max_length=10, choices=Ground)
    until_on = models.DateField()
    note_sealed = models.BinaryField(null=True)


class SealedOutcome(models.Model):
    """What sealed records leave to statistics: counts of like people, rounded, tied to nobody."""

    facility = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=1)
    drug = models.CharField(max_length=10)
    days = models.PositiveIntegerField()
    event = models.BooleanField()
    people = models.PositiveIntegerField()

    row_policy = in_scope("unit_id", "facility_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "unit", "year", "sex", "drug", "days", "event"],
                name="one_count_a_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} {self.year} {self.people}"


class SealedFigure(models.Model):
    """What sealed records leave to a yearly figure of services: how many, tied to nobody."""

    facility = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    figure = models.CharField(max_length=40)
    people = models.PositiveIntegerField()

    row_policy = in_scope("unit_id", "facility_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["facility", "unit", "year", "figure"], name="one_figure_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.figure} {self.people}"


ROUNDED_DAYS = 7
"""What statistics keep of a sealed record is rounded down to whole weeks (our choice, version 1)."""

LEAVES: list[Callable[[Case], Iterable[tuple[int, str, int]]]] = []
"""What each context counts of a case before it is sealed: (year, figure, how many)."""


class Custodian(models.Model):
    """One of three who hold the keys of sealed records.

    Only the owner of the database adds one: whoever gets hold of the application can neither put a
    key of their own among the three nor stop all sealing with a fourth.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    public_key = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    written_by_owner = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="one_key_a_custodian"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class SealNotice(models.Model):
    """Somebody is to be told of a sealing or an opening, and confirms that it was done.

    Names no case: what it says of a person is sealed with the house key and goes when it is done.
    """

    words = Words("封存通知", "Notice of sealing")

    class Kind(models.TextChoices):
        PARTNER = "partner", W("停止使用并收存副本", "Stop using, and put copies away")
        PAPER = "paper", W("书面通知曾被告知者", "Tell in writing whoever was told")
        PERSON = "person", W("书面告知本人档案被启封", "Tell the person that the record was opened")

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    made_at = models.DateTimeField()
    text_sealed = models.BinaryField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    row_policy = IN_SCOPE
    changes = ("text_sealed", "done_at", "done_by_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, text_sealed__isnull=False)
                | Q(done_at__isnull=False, text_sealed=None),
                name="a_confirmed_notice_names_nobody",
            )
        ]
        indexes = [
            models.Index(fields=["unit"], condition=Q(done_at=None), name="seal_notice_open")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Unsealing(models.Model):
    """A request to see a sealed record. Whether there is one, only the custodians find out."""

    class Ground(models.TextChoices):
        HANDLING = "handling", W("国家机关办案需要", "A state organ handles a case")
        RULES = "rules", W("有关单位依国家规定查询", "A unit asks under state rules")
        PERSON = "person", W("本人申请", "The person asks")

    class State(models.TextChoices):
        WAITING = "waiting", W("待两名保管人批准", "Waits for two custodians")
        OPENED = "opened", W("已启封", "Opened")
        NO_RECORD = "no_record", W("无记录", "No record")
        REFUSED = "refused", W("未批准", "Refused")

    id = models.UUIDField(primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ground = models.CharField(max_length=10, choices=Ground)
    wanted_sealed = models.BinaryField()
    document_sealed = models.BinaryField()
    state = models.CharField(max_length=10, choices=State)
    answered_at = models.DateTimeField(null=True)
    first_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    second_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ends_at = models.DateTimeField(null=True)

    row_policy = IN_SCOPE
    changes = ("state", "answered_at", "first_by_id", "second_by_id", "ends_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="opened")
                | Q(first_by__isnull=False, second_by__isnull=False)
                & ~Q(first_by=models.F("second_by"))
                & ~Q(first_by=models.F("asked_by"))
                & ~Q(second_by=models.F("asked_by")),
                name="two_custodians_open",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

"""Tables of volunteers: teams, who serves, shifts, hours, certificates.

A volunteer has an own side, like the person in recovery: ``own_id`` is their id there, random and
shown to nobody, so that it can never be the id of a person (ADR 0020).
"""

from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from guihang.core.codes import letters, spaced
from guihang.core.ids import uuid7
from guihang.core.scope import IN_SCOPE
from guihang.core.words import W
from guihang.engines.hours import Stint
from guihang.engines.identity import mask_name
from guihang.engines.words import Words
from guihang.people.models import User
from guihang.people.records import OfUnit

OF_A_VOLUNTEER = (
    f"{IN_SCOPE} OR EXISTS (SELECT 1 FROM community_volunteer v WHERE v.id = volunteer_id)"
)
OF_A_TEAM = f"{IN_SCOPE} OR EXISTS (SELECT 1 FROM community_volunteer v WHERE v.team_id = {{}})"


def new_number(prefix: str) -> str:
    """Return a number that is read out and typed: eight letters of five random bits."""
    return f"{prefix}{spaced(letters(uuid4().int, 8))}"


class Team(OfUnit):
    """A team of volunteers (志愿者队伍); people belong to one, or to none."""

    words = Words("志愿者队伍", "Volunteer team")

    class Kind(models.TextChoices):
        COMMUNITY = "community", W("社区居民", "Residents")
        SCHOOL = "school", W("学校", "School")
        AGENCY = "agency", W("社工机构", "Social-work agency")
        ENTERPRISE = "enterprise", W("企业", "Enterprise")
        MEDICAL = "medical", W("医疗卫生", "Health workers")
        LEGAL = "legal", W("法律服务", "Legal services")
        OTHER = "other", W("其他", "Other")

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind)
    founded_on = models.DateField()
    lead_sealed = models.BinaryField()
    ended_on = models.DateField(null=True)

    row_policy = OF_A_TEAM.format("community_team.id")
    changes = ("ended_on",)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("founded_on")),
                name="a_team_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Volunteer(OfUnit):
    """One human who offers to serve: signed up, vetted by another person, trained, active, left."""

    words = Words("志愿者", "Volunteer")

    class Stage(models.TextChoices):
        APPLIED = "applied", W("待审核", "To be vetted")
        ACCEPTED = "accepted", W("已注册", "Registered")
        REFUSED = "refused", W("未通过", "Not accepted")
        LEFT = "left", W("已退出", "Left")

    class Source(models.TextChoices):
        SELF = "self", W("本人网上报名", "Signed up online")
        TEAM = "team", W("队伍登记", "Brought by a team")

    class Skill(models.TextChoices):
        TALK = "talk", W("陪伴谈心", "Company and talk")
        TEACH = "teach", W("授课辅导", "Teaching")
        WORK = "work", W("就业指导", "Help with work")
        LAW = "law", W("法律", "Law")
        HEALTH = "health", W("医疗心理", "Health and psychology")
        ARTS = "arts", W("文艺体育", "Arts and sport")
        OTHER = "other", W("其他", "Other")

    class Check(models.TextChoices):
        IDENTITY = "identity", W("已核对身份证件", "Identity document seen")
        ADULT = "adult", W("已满 18 周岁", "Is 18 or older")
        RECORD = "record", W("已查无不宜参加的记录", "No record that speaks against it")  # fmt: skip
        PLEDGE = "pledge", W("已签保密与边界承诺", "Signed the pledge on privacy and boundaries")
        INSURANCE = "insurance", W("已投意外险", "Accident insurance taken out")

    number = models.CharField(max_length=12, unique=True)
    own_id = models.UUIDField(unique=True, default=uuid4)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=Source)
    skill = models.CharField(max_length=8, choices=Skill)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.APPLIED)
    name_sealed = models.BinaryField()
    phone_sealed = models.BinaryField()
    phone_index = models.BinaryField()
    consent_version = models.PositiveSmallIntegerField(null=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    vetted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    vetted_at = models.DateTimeField(null=True)
    checks = models.JSONField(default=list)
    why_sealed = models.BinaryField(null=True)
    trained_on = models.DateField(null=True)
    left_on = models.DateField(null=True)

    row_policy = f"{IN_SCOPE} OR own_id = (SELECT guihang_person())"
    changes = (
        "team_id", "stage", "vetted_by_id", "vetted_at", "checks", "why_sealed", "trained_on",
        "left_on",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage="applied") | Q(vetted_at__isnull=False) | Q(stage="left"),
                name="nobody_is_registered_unvetted",
            ),
            models.CheckConstraint(
                condition=Q(vetted_by=None) | Q(proposed_by=None) | ~Q(vetted_by=F("proposed_by")),
                name="another_person_vets",
            ),
            models.CheckConstraint(
                condition=~Q(stage="left") | Q(left_on__isnull=False), name="who_left_has_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-recorded_at"], name="volunteer_unit"),
            models.Index(fields=["phone_index"], name="volunteer_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.masked}"

    @property
    def subject_id(self) -> UUID:
        return self.own_id

    @property
    def name(self) -> str:
        return self.text("name_sealed")

    @property
    def masked(self) -> str:
        return mask_name(self.name)


class Training(OfUnit):
    """A training of volunteers, with who took part (the numbers are those of ``Volunteer``)."""

    words = Words("志愿者培训", "Training of volunteers")

    course = models.CharField(max_length=120)
    held_on = models.DateField()
    hours = models.PositiveSmallIntegerField()
    taught_by = models.CharField(max_length=80)
    attended = models.JSONField()

    row_policy = IN_SCOPE

    def __str__(self) -> str:
        return f"{self.course} {self.held_on}"


class Shift(OfUnit):
    """Something to do at a host unit at a time, with places for a team's volunteers."""

    words = Words("服务班次", "Shift")

    class Kind(models.TextChoices):
        COMPANY = "company", W("陪伴帮扶", "Company and support")
        LESSON = "lesson", W("授课培训", "Lessons")
        PREVENTION = "prevention", W("禁毒宣传", "Prevention work")
        FAMILY = "family", W("家庭支持", "Support of families")
        LEISURE = "leisure", W("文体活动", "Arts and sport")
        ADVICE = "advice", W("法律就业咨询", "Advice on law and work")

    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    project = models.ForeignKey("community.Project", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    task = models.CharField(max_length=120)
    where = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    cancelled_at = models.DateTimeField(null=True)

    row_policy = OF_A_TEAM.format("community_shift.team_id")
    changes = ("taken", "cancelled_at")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_shift_lasts"),
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="a_shift_is_not_overfull"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit", "-starts_at"], name="shift_unit")]

    def __str__(self) -> str:
        return f"{self.task} {self.starts_at:%Y-%m-%d}"


class SignUp(OfUnit):
    """A volunteer means to come to a shift."""

    shift = models.ForeignKey(Shift, models.PROTECT, related_name="sign_ups")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True)

    row_policy = OF_A_VOLUNTEER
    changes = ("left_at",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "volunteer"],
                condition=Q(left_at=None),
                name="one_seat_a_volunteer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.shift_id}"


class Service(OfUnit):
    """Hours that one volunteer served; they count once the host has confirmed them.

    ``place``: GB/T 2260 code of where it was. ``outside_id``: the row's id on the public-benefit
    platform, where it came from there.
    """

    words = Words("服务时长", "Hours served")

    id = models.UUIDField(primary_key=True, default=uuid7)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="services")
    shift = models.ForeignKey(Shift, models.PROTECT, null=True, related_name="services")
    project = models.ForeignKey("community.Project", models.PROTECT, null=True, related_name="+")
    task = models.CharField(max_length=120)
    place = models.CharField(max_length=6, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    outside_id = models.CharField(max_length=60, null=True, unique=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    note_sealed = models.BinaryField(null=True)

    row_policy = OF_A_VOLUNTEER
    changes = ("confirmed_by_id", "confirmed_at", "dropped_at", "note_sealed")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shift", "volunteer"], condition=Q(dropped_at=None),
                name="one_service_a_shift",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_service_lasts"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(recorded_by=None)
                | ~Q(confirmed_by=F("recorded_by")),
                name="another_person_confirms",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["volunteer", "starts_at"], name="service_volunteer"),
            models.Index(fields=["unit", "-starts_at"], name="service_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.starts_at:%Y-%m-%d}"

    @property
    def stint(self) -> Stint:
        return Stint(self.starts_at, self.ends_at, self.place)

    @property
    def state(self) -> Words:
        if self.dropped_at:
            return Words("不计入", "Not counted")
        if self.confirmed_at:
            return Words("已确认", "Confirmed")
        return Words("待确认", "To be confirmed")


class Certificate(OfUnit):
    """A certificate of service (志愿服务记录证明), as it was issued."""

    words = Words("志愿服务记录证明", "Certificate of service")

    number = models.CharField(max_length=12, unique=True)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="certificates")
    since = models.DateField()
    until = models.DateField()
    minutes = models.PositiveIntegerField()
    times = models.PositiveSmallIntegerField()
    document_sealed = models.BinaryField(null=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    row_policy = OF_A_VOLUNTEER

    def __str__(self) -> str:
        return self.number


class Pass(OfUnit):
    """How a volunteer reaches their own page: a code on paper once, then this browser.

    Found by the digest of what was shown (``guihang_token()``), and by nothing else.
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+")
    own_id = models.UUIDField()
    code_digest = models.BinaryField(unique=True)
    session = models.BinaryField(null=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    row_policy = (
        f"{OF_A_VOLUNTEER} OR code_digest = (SELECT guihang_token())"
        " OR session = (SELECT guihang_token())"
    )
    changes = ("session", "ends_at", "used_at", "ended_at")

    def __str__(self) -> str:
        return str(self.id)


# Models of their own files; Django looks for models here.
from guihang.community import alliance, ambassadors, campaigns, society  # noqa: E402, F401

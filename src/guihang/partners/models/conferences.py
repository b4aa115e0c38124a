"""The joint conference (联席会议): agenda, attendance, resolutions, and answers from outside."""

from datetime import date
from hashlib import sha256

from django.db import models
from django.db.models import Q

from guihang.core import crypto
from guihang.core.scope import IN_SCOPE, in_scope
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.partners.models.commission import MemberUnit
from guihang.people.models import Unit
from guihang.people.records import OfUnit


class Topic(models.TextChoices):
    """What a conference speaks about, in the order of the agenda."""

    UNFINISHED = "unfinished", W("上次未完成的决议", "Resolutions not finished yet")
    HANDOVER_OVERDUE = "handover_overdue", W("超期未接收的衔接", "Handovers past their time")
    HANDOVER_RETURNED = "handover_returned", W("被退回的衔接", "Handovers returned")
    NOT_OFFERED = "not_offered", W("出所后尚未发起衔接", "Released and offered to nobody")
    AID = "aid", W("超过办理期限的救助", "Aid past its time limit")
    COMPLAINT = "complaint", W("超期未答复的投诉", "Complaints past their time")
    OTHER = "other", W("其他事项", "Other matters")


class Conference(OfUnit):
    """One meeting of the bodies round a unit: called, then held, with its minutes."""

    words = Words("联席会议", "Joint conference")

    class State(models.TextChoices):
        CALLED = "called", W("已通知", "Called")
        HELD = "held", W("已召开", "Held")
        CANCELLED = "cancelled", W("已取消", "Cancelled")

    title = models.CharField(max_length=120)
    held_on = models.DateField()
    place = models.CharField(max_length=120)
    chair = models.CharField(max_length=60)  # a post, such as 分管副局长
    state = models.CharField(max_length=10, choices=State, default=State.CALLED)
    minutes = models.TextField(blank=True)

    changes = ("held_on", "place", "state", "minutes")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held") ^ Q(minutes=""), name="a_meeting_held_has_minutes"
            )
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(OfUnit):
    """What lay before a meeting, as it stood on that day; numbers and units, nobody's name."""

    words = Words("议题", "Agenda item")

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="agenda")
    topic = models.CharField(max_length=18, choices=Topic)
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.text


class Attendance(OfUnit):
    """One body at one meeting."""

    words = Words("到会单位", "Attendance")

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="attendance")
    member = models.ForeignKey(MemberUnit, models.PROTECT, null=True, related_name="+")
    own_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    people = models.PositiveSmallIntegerField()  # 0: sent word that nobody comes

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None) ^ Q(own_unit=None), name="a_seat_belongs_to_one_body"
            ),
            models.UniqueConstraint(fields=["conference", "member"], name="one_seat_a_member"),
            models.UniqueConstraint(fields=["conference", "own_unit"], name="one_seat_a_unit"),
        ]

    def __str__(self) -> str:
        return str(self.member or self.own_unit)


class Resolution(OfUnit):
    """What a meeting decided: one body does it by a day. It stands until somebody confirms it."""

    words = Words("会议决议", "Resolution")

    class State(models.TextChoices):
        OPEN = "open", W("办理中", "Open")
        DONE = "done", W("已完成", "Done")
        DROPPED = "dropped", W("不再办理", "Dropped")

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="resolutions")
    meeting = models.CharField(max_length=120)  # its title, for an owner who does not reach it
    topic = models.CharField(max_length=18, choices=Topic)
    content = models.CharField(max_length=500)
    member = models.ForeignKey(MemberUnit, models.PROTECT, null=True, related_name="+")
    own_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    later_on = models.DateField(null=True)  # a new day; the first one stays, and counts
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    finished_on = models.DateField(null=True)
    evidence = models.CharField(max_length=500, blank=True)

    changes = ("later_on", "state", "finished_on", "evidence")
    row_policy = f"""{IN_SCOPE} OR {in_scope("own_unit_id")} OR id IN (
      SELECT l.resolution_id FROM partners_resolutionlink l
       WHERE l.digest = (SELECT guihang_token()))"""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None) ^ Q(own_unit=None), name="a_resolution_has_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(state="open", finished_on=None)
                | ~Q(state="open") & Q(finished_on__isnull=False) & ~Q(evidence=""),
                name="what_is_finished_has_a_day_and_evidence",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_on"], condition=Q(state="open"), name="resolution_open"
            )
        ]

    def __str__(self) -> str:
        return self.content

    @property
    def owner(self) -> str:
        """The body that must act."""
        return str(self.member or self.own_unit)

    @property
    def answering_id(self) -> int:
        """The unit whose staff answer: the owner, or for a body outside the unit of the meeting."""
        return self.own_unit_id or self.unit_id

    @property
    def by_when(self) -> date:
        return self.later_on or self.due_on


class ResolutionAnswer(OfUnit):
    """What the owner says about a resolution. It finishes nothing: the meeting's unit confirms."""

    words = Words("办理答复", "Answer")

    class State(models.TextChoices):
        UNDER_WAY = "under_way", W("正在办理", "Under way")
        DONE = "done", W("已办结，请确认", "Done, please confirm")
        CANNOT = "cannot", W("办不了，需要帮助", "Cannot be done without help")

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="answers")
    state = models.CharField(max_length=10, choices=State)
    content = models.CharField(max_length=1000)
    office = models.CharField(max_length=80)
    own_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    by_link = models.BooleanField()

    row_policy = f"{IN_SCOPE} OR {in_scope('own_unit_id')}"

    def __str__(self) -> str:
        return self.content


LINK_DAYS = 14
"""How long a link can be used [set by this product; no source]."""


class ResolutionLink(OfUnit):
    """A link that lets the owner of one resolution answer once, without an account.

    It is made from the id and a key that is not in the database; only its digest is stored.
    """

    words = Words("答复链接", "Link for an answer")

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="links")
    digest = models.BinaryField(unique=True)
    addressee = models.CharField(max_length=120)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    changes = ("used_at",)
    # Whoever holds the link sees this row and its resolution, hence the name of the addressee.
    row_policy = f"{IN_SCOPE} OR digest = (SELECT guihang_token())"

    def __str__(self) -> str:
        return str(self.id)

    @property
    def secret(self) -> str:
        """What the link ends with: 128 bits, more than can be tried."""
        return crypto.index("link of a resolution", str(self.pk)).hex()


def digest(secret: str) -> bytes:
    """Return what the database keeps of a link."""
    return sha256(secret.encode()).digest()

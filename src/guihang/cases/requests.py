"""What a person asks for, and what they complain about.

A complaint has a policy of its own: who is named in it, and who works at or below the unit that
is named, does not see the row, whatever else they may do.
"""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import Q

from guihang.cases.models import OF_A_CASE, Case, OfCase, unless_sealed
from guihang.core import crypto
from guihang.core.action import Subject
from guihang.core.models import cell
from guihang.core.scope import in_scope
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import Unit, User


class Asking(OfCase, Subject):
    """What both have in common: asked at a moment, answered by a moment."""

    id = models.UUIDField(primary_key=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    text_sealed = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer_sealed = models.BinaryField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    def opened(self, column: str) -> str:
        """Return an encrypted text of this row; the case must be loaded with its person."""
        blob = getattr(self, column)
        return self.cipher.open(blob, place=cell(type(self), column, self.id)) if blob else ""

    def is_late(self, now: datetime) -> bool:
        return self.answered_at is None and self.due_at < now


class OwnRequest(Asking):
    """Help, a correction, or legal aid: the unit that answers for the person answers it."""

    words = Words("本人申请", "Request of the person")

    class Kind(models.TextChoices):
        HELP = "help", W("求助", "Help")
        CORRECTION = "correction", W("更正", "Correction")
        LEGAL_AID = "legal_aid", W("法律援助", "Legal aid")

    class Topic(models.TextChoices):
        HARD = (
            "hard",
            W("我现在很难熬，想有人陪我说说话", "It is very hard right now; I want to talk"),
        )
        HEALTH = "health", W("身体或睡眠", "Health or sleep")
        HOME = "home", W("住处", "A place to live")
        WORK = "work", W("工作或学习", "Work or study")
        MONEY = "money", W("钱和生活", "Money and daily life")
        FAMILY = "family", W("家里的事", "Family")
        PAPERS = "papers", W("证件和手续", "Papers and formalities")
        OTHER = "other", W("其他", "Something else")

    class Which(models.TextChoices):
        NAME = "name", W("我的姓名", "My name")
        ID_NUMBER = "id_number", W("我的证件号码", "My ID number")
        PHONE = "phone", W("我的电话", "My phone number")
        ADDRESS = "address", W("我的住址", "My address")
        RECORD = (
            "record",
            W(
                "别的记录(见面、电话、检测、日期)",
                "Another record: a meeting, a call, a test, a day",
            ),
        )

    class State(models.TextChoices):
        OPEN = "open", W("等待答复", "Waits for an answer")
        PASSED_ON = "passed_on", W("已转交", "Passed on")
        DONE = "done", W("已答复", "Answered")
        ACCEPTED = "accepted", W("已更正", "Corrected")
        REFUSED = "refused", W("未更正", "Not corrected")

    kind = models.CharField(max_length=10, choices=Kind)
    topic = models.CharField(max_length=10, choices=Topic, blank=True)
    which = models.CharField(max_length=10, choices=Which, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    old_sealed = models.BinaryField(null=True)
    new_sealed = models.BinaryField(null=True)
    statement_sealed = models.BinaryField(null=True)
    stated_at = models.DateTimeField(null=True)

    changes = (
        "state", "answered_at", "answered_by_id", "answer_sealed", "statement_sealed", "stated_at",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | ~Q(state="open") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answer_has_somebody",
            ),
            models.CheckConstraint(
                condition=Q(statement_sealed=None) | Q(state="refused"),
                name="a_statement_stands_against_a_refusal",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="open"), name="request_open"),
            models.Index(fields=["case", "-asked_at"], name="request_case"),
        ]

    @property
    def known_case(self) -> Case:
        return self.case

    def locked(self) -> "OwnRequest":
        case = Case(pk=self.case_id).locked()
        fresh = OwnRequest.objects.get(pk=self.pk)
        fresh.case = case
        return fresh


class Complaint(Asking):
    """A complaint about a unit or somebody there. It goes to whoever stands above them."""

    words = Words("投诉", "Complaint")

    class Topic(models.TextChoices):
        CONDUCT = "conduct", W("对我的态度或行为", "How somebody treated me")
        DECISION = "decision", W("对我作出的决定", "A decision about me")
        DELAY = "delay", W("该办的没有办", "Something that was not done")
        DATA = "data", W("我的信息被看或被说出去", "My data were read or told")
        WHO = "who", W("想知道看档案的人是谁", "Who it was that read my file")

    class Finding(models.TextChoices):
        UPHELD = "upheld", W("属实，已处理", "Upheld and acted on")
        PARTLY = "partly", W("部分属实", "Upheld in part")
        NOT_UPHELD = "not_upheld", W("不属实", "Not upheld")
        TOLD = "told", W("已告知", "Told")

    person_id = models.UUIDField()
    topic = models.CharField(max_length=10, choices=Topic)
    about_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    about_user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )
    about_access = models.BigIntegerField(null=True)
    handler = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    barred = models.JSONField(default=list)
    finding = models.CharField(max_length=12, choices=Finding, blank=True)
    who_sealed = models.BinaryField(null=True)  # name and number, for a handler without the file

    # ``people_tenure`` is read here and not the posts of the actor: a scope may be too wide.
    row_policy = f"""person_id = (SELECT guihang_person()) OR (
      ({in_scope("handler_id")})
      AND guihang_user() IS NOT NULL AND guihang_user() IS DISTINCT FROM about_user_id
      AND NOT EXISTS (
        SELECT 1 FROM people_tenure t JOIN people_post p ON p.id = t.post_id
         WHERE t.user_id = guihang_user() AND (t.ends_on IS NULL OR t.ends_on > current_date)
           AND p.role <> 'audit_admin' AND barred @> to_jsonb(p.unit_id)))"""
    seal_policy = f"{unless_sealed('true', 'cases_complaint.case_id')} OR {OF_A_CASE}"
    changes = ("answered_at", "answered_by_id", "answer_sealed", "finding")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(finding="") & Q(answered_by__isnull=False),
                name="a_closed_complaint_has_a_finding",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None)
                | Q(about_user=None)
                | ~Q(answered_by=models.F("about_user")),
                name="nobody_answers_what_names_them",
            ),
        ]
        indexes = [
            models.Index(
                fields=["handler", "due_at"], condition=Q(answered_at=None), name="complaint_open"
            ),
            models.Index(fields=["person_id"], name="complaint_person"),
        ]

    @property
    def subject_id(self) -> UUID:
        """The person, not the case: on the timeline of the case a complaint does not stand."""
        return self.person_id

    @property
    def cipher(self) -> crypto.PersonKey:
        """The house key: who answers stands above the unit, and may not reach the file."""
        return crypto.house_key()

    def locked(self) -> "Complaint":
        rows = Complaint.objects.select_for_update(of=("self",))
        return rows.select_related("about_unit", "about_user", "handler").get(pk=self.pk)

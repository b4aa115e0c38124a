"""Erasure: the key of a person is destroyed, on a lawful ground, by two people."""

from django.db import models
from django.db.models import Q

from guihang.cases.models import OfCase
from guihang.core import crypto
from guihang.core.action import Subject
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import User


class Erasure(OfCase, Subject):
    """One person proposes; another one carries it out. Its id is the id of the proposing entry."""

    words = Words("删除申请", "Erasure")

    class Ground(models.TextChoices):  # 个人信息保护法 §47
        PURPOSE = (
            "purpose",
            W("处理目的已实现或保存期限已届满", "The purpose is met or the period is over"),
        )
        WITHDRAWN = "withdrawn", W("本人撤回同意，无其他依据", "Consent withdrawn, no other basis")
        UNLAWFUL = "unlawful", W("违法或违约处理", "Processed against law or agreement")
        ORDERED = "ordered", W("有权机关决定", "Ordered by an authority")

    class State(models.TextChoices):
        WAITING = "waiting", W("待另一人决定", "Waits for another person")
        DONE = "done", W("已删除", "Erased")
        REFUSED = "refused", W("不予删除", "Not erased")

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    ground = models.CharField(max_length=10, choices=Ground)
    state = models.CharField(max_length=10, choices=State)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_entry = models.UUIDField(null=True)

    changes = ("state", "decided_by_id", "decided_at", "decided_entry")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(decided_by__isnull=False),
                name="an_erasure_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="an_erasure_takes_two_people",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="waiting"), name="one_waiting_erasure"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def cipher(self) -> crypto.PersonKey:
        """The house key: the decision must be readable when the person's key is gone."""
        return crypto.house_key()

    @property
    def subject_id(self):  # type: ignore[no-untyped-def]
        return self.id

    def locked(self) -> "Erasure":
        case = self.case.locked()
        fresh = Erasure.objects.select_related("proposed_by").get(pk=self.pk)
        fresh.case = case
        return fresh

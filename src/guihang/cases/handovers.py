"""The handover of a case from one unit to another."""

from functools import cached_property

from django.db import models
from django.db.models import Q

from guihang.cases.models import Case, OfCase, unless_sealed
from guihang.core.action import Subject
from guihang.core.models import cell
from guihang.core.scope import in_scope
from guihang.core.words import W
from guihang.engines.words import Words
from guihang.people.models import Unit


class Handover(OfCase, Subject):
    """An offer to take a case over. Until it is accepted the sender stays responsible."""

    words = Words("衔接", "Handover")

    class State(models.TextChoices):
        OFFERED = "offered", W("待接收", "Offered")
        ACCEPTED = "accepted", W("已接收", "Accepted")
        RETURNED = "returned", W("已退回", "Returned")
        EXPIRED = "expired", W("已超期", "Expired")
        WITHDRAWN = "withdrawn", W("已撤回", "Withdrawn")

    UNANSWERED = (State.OFFERED, State.EXPIRED)

    id = models.UUIDField(primary_key=True)
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    note_sealed = models.BinaryField(null=True)
    answer_sealed = models.BinaryField(null=True)

    # Who returned an offer sees no person any more, and still that they returned it.
    read_policy = unless_sealed(in_scope("from_unit_id", "to_unit_id"), "cases_handover.case_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=("offered", "expired")),
                name="one_open_offer_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(from_unit=models.F("to_unit")), name="a_handover_changes_units"
            ),
            models.CheckConstraint(
                condition=Q(state="offered") ^ Q(answered_at__isnull=False),
                name="an_answer_has_a_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="handover_open")]

    def __str__(self) -> str:
        return str(self.id)

    def locked(self) -> "Handover":
        # Once answered, the case may have left the reach of either unit; the answer has not.
        held = Case.objects.select_for_update(of=("self",)).select_related("person")
        case = held.filter(pk=self.case_id).first()
        fresh = Handover.objects.select_related("from_unit", "to_unit").get(pk=self.pk)
        if case is not None:
            fresh.case = case
        return fresh

    @cached_property
    def known_case(self) -> Case | None:
        """The case, or None where the open scope does not reach it any more."""
        if Handover._meta.get_field("case").is_cached(self):
            return self.case
        return Case.objects.filter(pk=self.case_id).select_related("person", "unit").first()

    def text(self, column: str) -> str:
        blob = getattr(self, column)
        return self.cipher.open(blob, place=cell(Handover, column, self.id)) if blob else ""

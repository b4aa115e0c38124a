"""资源链接: what a person is entitled to, from the need to what was received."""

from django.db import models
from django.db.models import F, Q

from guihang.cases.records import OfCaseRecord
from guihang.core.words import W
from guihang.engines.words import Words


class AidApplication(OfCaseRecord):
    """One need for statutory aid, and what became of it. It never carries why the person was here."""

    words = Words("救助申请", "Aid application")

    class Scheme(models.TextChoices):  # engines.aid.SCHEMES holds the rules of each
        DIBAO = "dibao", W("最低生活保障(低保)", "Subsistence allowance")
        TEMPORARY = "temporary_assistance", W("临时救助", "Temporary assistance")
        HOUSING = "public_rental_housing", W("公租房(廉租房)", "Public rental housing")
        MEDICAL = "medical_assistance", W("医疗救助", "Medical assistance")
        LEGAL_AID = "legal_aid", W("法律援助", "Legal aid")
        DESTITUTE = "destitute", W("特困人员供养", "Support for the destitute")
        EMERGENCY_CARE = "emergency_care", W("疾病应急救助", "Emergency medical fund")
        EDUCATION = "education", W("教育救助", "Education assistance")
        EMPLOYMENT = "employment", W("就业救助", "Employment assistance")
        SHELTER = "shelter", W("流浪乞讨人员救助", "Shelter for the homeless")

    class State(models.TextChoices):
        NEED = "need", W("待申请", "To be applied for")
        APPLIED = "applied", W("已申请", "Applied for")
        GRANTED = "granted", W("已获批", "Granted")
        REFUSED = "refused", W("未获批", "Refused")
        RECEIVED = "received", W("已落实", "Received")
        DROPPED = "dropped", W("本人不再申请", "The person no longer asks")

    scheme = models.CharField(max_length=24, choices=Scheme)
    state = models.CharField(max_length=10, choices=State, default=State.NEED)
    away = models.BooleanField(default=False)  # registered household elsewhere than the residence
    need_sealed = models.BinaryField(null=True)
    documents = models.CharField(max_length=300, blank=True)
    office = models.CharField(max_length=80, blank=True)
    applied_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    renew_on = models.DateField(null=True)
    amount = models.PositiveIntegerField(null=True)  # yuan, a month or once
    refusal_sealed = models.BinaryField(null=True)

    changes = (
        "state", "documents", "office", "applied_on", "decided_on", "received_on", "renew_on",
        "amount", "refusal_sealed",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "scheme"], condition=Q(state__in=("need", "applied")),
                name="one_open_application_a_scheme",
            ),
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(state="received", received_on__gte=F("decided_on")),
                name="aid_is_received_after_it_is_granted",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=F("applied_on")),
                name="aid_is_decided_after_it_is_applied_for",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["received_on"], name="aid_received")]

    def __str__(self) -> str:
        return str(self.get_scheme_display())

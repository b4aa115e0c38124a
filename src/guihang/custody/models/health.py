"""Health, as far as gates and safety need it. Findings on infections stand in a table of their own."""

from django.db import models

from guihang.cases.models import OfCaseFact
from guihang.core.words import W
from guihang.people.models import User


class HealthRecord(OfCaseFact):
    """A doctor's finding or opinion, signed by the account that recorded it."""

    class Kind(models.TextChoices):
        ENTRY = "entry", W("入所健康检查", "Examination at admission")
        INJURY = "injury", W("伤情记录", "Record of injuries")
        DETOX_END = "detox_end", W("脱毒观察结论", "Conclusion of detox observation")
        BACK = "back", W("建议返回生理脱毒区", "Advice to return to the detox zone")
        SELF_HARM = "self_harm", W("自伤自杀风险筛查", "Screen for self-harm")
        RESTRAINT = "restraint", W("约束期间检查", "Check during restraint")
        LEAVE = "leave", W("离所医学意见", "Opinion before leave")
        ILLNESS = "illness", W("病情与处置", "Illness and treatment")
        REFERRAL = "referral", W("所外就诊", "Referral outside")

    class Conclusion(models.TextChoices):
        FIT = "fit", W("适宜", "Fit")
        LIMITED = "limited", W("有条件适宜", "Fit with limits")
        UNFIT = "unfit", W("不适宜", "Not fit")

    kind = models.CharField(max_length=12, choices=Kind)
    conclusion = models.CharField(max_length=8, choices=Conclusion)
    happened_at = models.DateTimeField()
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    note_sealed = models.BinaryField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "kind"], name="health_case")]


class InfectionScreen(OfCaseFact):
    """A screen for infections, made with everybody. What was found is readable to doctors only."""

    class Disease(models.TextChoices):
        HIV = "hiv", W("艾滋病病毒", "HIV")
        HEPATITIS_C = "hcv", W("丙肝", "Hepatitis C")
        HEPATITIS_B = "hbv", W("乙肝", "Hepatitis B")
        SYPHILIS = "syphilis", W("梅毒", "Syphilis")
        TUBERCULOSIS = "tb", W("肺结核", "Tuberculosis")

    class Finding(models.TextChoices):
        NEGATIVE = "negative", W("阴性", "Negative")
        POSITIVE = "positive", W("阳性", "Positive")
        PENDING = "pending", W("待复核", "To be confirmed")

    happened_at = models.DateTimeField()
    disease_sealed = models.BinaryField()
    finding_sealed = models.BinaryField()
    note_sealed = models.BinaryField(null=True)

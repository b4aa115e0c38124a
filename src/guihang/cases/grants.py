"""Who else may see a case: by consent, in an emergency, or by law after it was sealed.

One row of ``Grant`` lets a partner unit or one user see named fields of one case for a purpose
until a moment. The policy of ``cases_case`` reads this table in every statement, so taking a grant
back acts on the next one. This table's own policy must therefore never read ``cases_case``: units
and person stand here a second time.
"""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from guihang.cases.models import Case, OfCase
from guihang.core.action import Subject
from guihang.core.models import cell
from guihang.core.scope import in_scope
from guihang.core.words import W
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.models import Unit, User
from guihang.people.permissions import SHARED, Fields, Purpose

_NOW = "NOT g.declined AND g.revoked_at IS NULL AND g.given_at <= now() AND g.ends_at > now()"


class Grant(OfCase, Subject):
    """Fields of a case, for a purpose, to a unit or to one user, until ``ends_at``."""

    words = Words("共享", "Grant")

    class Kind(models.TextChoices):
        CONSENT = "consent", W("本人同意", "Consent")
        EMERGENCY = "emergency", W("紧急查阅", "Emergency access")
        OPENING = "opening", W("封存档案依法启封", "A sealed record, opened")

    class Language(models.TextChoices):
        ZH = "zh", W("汉语", "Chinese")
        MN = "mn", W("蒙古语", "Mongolian")
        EN = "en", W("英语", "English")

    class Explained(models.TextChoices):
        READ = "read", W("本人自己阅读", "Read by the person")
        ALOUD = "aloud", W("工作人员朗读并说明", "Read aloud and explained")
        INTERPRETED = "interpreted", W("经翻译说明", "Explained through an interpreter")

    class Nature(models.TextChoices):
        LIFE = "life", W("生命危险", "Danger to life")
        OVERDOSE = "overdose", W("疑似用药过量", "Suspected overdose")
        CRISIS = "crisis", W("自伤自杀危险", "Danger of self-harm")
        ILLNESS = "illness", W("急症需要病史", "Acute illness that needs the history")

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", W("确有必要", "Justified")
        UNNECESSARY = "unnecessary", W("并无必要", "Not necessary")
        ABUSE = "abuse", W("涉嫌滥用，移送处理", "Suspected abuse, passed on")

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    facility = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    purpose = models.CharField(max_length=12, choices=Purpose)
    fields = models.JSONField(default=list)
    recipient = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # Consent (42 CFR §2.31): the "no" is a row like the "yes", and lets nobody see anything.
    declined = models.BooleanField(default=False)
    text = models.CharField(max_length=20, blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2, choices=Language, blank=True)
    explained = models.CharField(max_length=12, choices=Explained, blank=True)
    witness_sealed = models.BinaryField(null=True)
    # Emergency (42 CFR §2.51): who was told, why; and what the review found.
    nature = models.CharField(max_length=10, choices=Nature, blank=True)
    reason_sealed = models.BinaryField(null=True)
    told_sealed = models.BinaryField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    finding = models.CharField(max_length=12, choices=Finding, blank=True)
    finding_sealed = models.BinaryField(null=True)
    # Opening: the person's key, wrapped for the day of the opening.
    key = models.BinaryField(null=True)

    row_policy = (
        f"{in_scope('unit_id', 'facility_id', 'recipient_id')}"
        " OR user_id = (SELECT guihang_user()) OR person_id = (SELECT guihang_person())"
    )
    seal_policy = (
        "(kind = 'opening' AND (user_id = (SELECT guihang_user())"
        " OR person_id = (SELECT guihang_person()))) OR (kind <> 'opening' AND NOT "
        "EXISTS (SELECT 1 FROM cases_seal s WHERE s.case_id = cases_grant.case_id))"
    )
    # Asked once a statement and planned once a connection. Written out in the policy of the case,
    # and so in that of every row of a case, planning a statement took longer than running it.
    row_functions = {
        "guihang_granted": "SELECT g.case_id FROM public.cases_grant g WHERE"
        " (g.recipient_id = ANY ((SELECT public.guihang_scope())::int[])"
        f" OR g.user_id = (SELECT public.guihang_user())) AND {_NOW}",
        "guihang_opened": "SELECT g.case_id FROM public.cases_grant g WHERE"
        f" g.kind = 'opening' AND g.user_id = (SELECT public.guihang_user()) AND {_NOW}",
    }
    changes = (
        "unit_id", "ends_at", "revoked_at", "reviewed_at", "reviewed_by_id", "finding",
        "finding_sealed", "key",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="consent")
                | Q(recipient__isnull=False, user=None)
                & ~Q(text="")
                & ~Q(text_hash="")
                & ~Q(language="")
                & ~Q(explained=""),
                name="a_consent_has_its_elements",
            ),
            models.CheckConstraint(
                condition=Q(kind="consent") | Q(user__isnull=False, recipient=None, declined=False),
                name="other_grants_are_for_one_user",
            ),
            models.CheckConstraint(
                condition=~Q(kind="emergency")
                | ~Q(nature="") & Q(reason_sealed__isnull=False, told_sealed__isnull=False),
                name="an_emergency_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("user")),
                name="nobody_reviews_themselves",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "ends_at"], name="grant_recipient"),
            models.Index(fields=["user", "ends_at"], name="grant_user"),
            models.Index(
                fields=["unit"], condition=Q(kind="emergency", reviewed_at=None),
                name="grant_unreviewed",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)

    @property
    def runs(self) -> bool:
        """Whether it was given and not taken back; whether it still runs is a question of time."""
        return not self.declined and self.revoked_at is None

    @property
    def classes(self) -> frozenset[Fields]:
        """The classes of fields that it carries, never more than its purpose may."""
        return frozenset(map(Fields, self.fields)) & SHARED[Purpose(self.purpose)]

    @property
    def ends_on(self) -> date:
        """The last day of a consent: it ends at midnight after."""
        return local(self.ends_at - timedelta(microseconds=1)).date()

    def locked(self) -> "Grant":
        case = Case(pk=self.case_id).locked()
        fresh = Grant.objects.select_related("recipient", "user", "unit").get(pk=self.pk)
        fresh.case = case
        return fresh

    def opened(self, column: str) -> str:
        """Return an encrypted text of this row; the case must be loaded with its person."""
        blob = getattr(self, column)
        return self.cipher.open(blob, place=cell(Grant, column, self.id)) if blob else ""


class Disclosure(OfCase):
    """What was told to whom outside, when, for what and on what basis. The person can see it."""

    class Basis(models.TextChoices):
        CONSENT = "consent", W("本人同意", "Consent of the person")
        EMERGENCY = "emergency", W("紧急情况", "Emergency")
        LAW = "law", W("法律规定", "Required by law")

    id = models.UUIDField(primary_key=True)
    happened_at = models.DateTimeField()
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis)
    purpose = models.CharField(max_length=12, choices=Purpose)
    fields = models.JSONField(default=list)
    recipient = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    told_sealed = models.BinaryField(null=True)
    notice = models.CharField(max_length=20)

    written_once = True

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_at"], name="disclosure_case")]

    def __str__(self) -> str:
        return str(self.id)

    def opened(self, column: str) -> str:
        """Return an encrypted text of this row; the case must be loaded with its person."""
        blob = getattr(self, column)
        return self.cipher.open(blob, place=cell(Disclosure, column, self.id)) if blob else ""

"""What was served and told in the course of a term, and that somebody was held past its end."""

from django.db import models

from guihang.cases.models import OfCase, OfCaseFact
from guihang.core.words import W
from guihang.engines.notices import Notice


class NoticeGiven(OfCaseFact):
    """One notice that the law asks for, with the moment at which it was given."""

    class Kind(models.TextChoices):
        SERVED = Notice.SERVED, W("决定书已送达本人", "Decision served on the person")
        FAMILY_TOLD = Notice.FAMILY_TOLD, W("已通知家属", "Family told")
        POLICE_TOLD = Notice.POLICE_TOLD, W("已通知户籍地派出所", "Police of residence told")
        EMPLOYER_TOLD = Notice.EMPLOYER_TOLD, W("已通知所在单位", "Employer told")
        ADMISSION_TOLD = (
            Notice.ADMISSION_TOLD,
            W("入所书面通知家属", "Family told of the admission"),
        )
        OPINION_SENT = (
            Notice.OPINION_SENT,
            W(
                "提前解除或延长意见已送决定机关",
                "Opinion on release or extension sent to the authority",
            ),
        )
        OPINION_DECIDED = (
            Notice.OPINION_DECIDED,
            W("决定机关已就意见作出决定", "The authority decided on the opinion"),
        )
        DECISION_SERVED = (
            Notice.DECISION_SERVED,
            W("提前解除或延长决定已送达本人", "Decision on release or extension served"),
        )
        DECISION_TOLD = (
            Notice.DECISION_TOLD,
            W(
                "已就该决定通知家属、单位、派出所",
                "Family, employer and police told of that decision",
            ),
        )
        CHANGE_PROPOSED = (
            Notice.CHANGE_PROPOSED,
            W("已提出变更为社区戒毒", "Change to community treatment proposed"),
        )
        CHANGE_DECIDED = (
            Notice.CHANGE_DECIDED,
            W("决定机关已就变更作出决定", "The authority decided on the change"),
        )
        ESCAPE_TOLD = Notice.ESCAPE_TOLD, W("脱逃已通知公安机关", "Police told of the escape")
        RELEASE_ANNOUNCED = (
            Notice.RELEASE_ANNOUNCED,
            W("期满前已通知决定机关", "Deciding authority told of the coming release"),
        )
        FAMILY_CALLED = (
            Notice.FAMILY_CALLED,
            W("已通知家属、单位、派出所领回", "Family, employer and police called to collect"),
        )
        CERTIFICATE_GIVEN = (
            Notice.CERTIFICATE_GIVEN,
            W("解除证明书已发给本人", "Certificate of release given"),
        )

    kind = models.CharField(max_length=20, choices=Kind)
    happened_at = models.DateTimeField()
    note_sealed = models.BinaryField(null=True)


class Overstay(OfCase):
    """The daily check found the person in custody past the computed end ``ends_on``."""

    id = models.UUIDField(primary_key=True)
    ends_on = models.DateField()
    found_at = models.DateTimeField()

    written_once = True

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "ends_on"], name="one_overstay_an_end")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.ends_on}"

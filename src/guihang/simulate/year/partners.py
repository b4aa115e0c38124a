"""The partners of 2018."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from guihang.core import scope
from guihang.partners import actions as partners
from guihang.partners.models import Secondment
from guihang.people.models import Tenure, Unit
from guihang.people.permissions import Role
from guihang.people.queries import SystemActor, tree
from guihang.simulate.people import dice

SECONDED = 76
"""Officers seconded to Zhejiang in 2018 (the article)."""

HOSTS = (
    "浙江省戒毒管理局",
    "浙江省十里坪强制隔离戒毒所",
    "浙江省拱宸强制隔离戒毒所",
    "杭州市强制隔离戒毒所",
)
BROUGHT_BACK = (
    "团体辅导课程讲义",
    "诊断评估流程",
    "康复训练方案",
    "后续照管台账样本",
    "技能实训目录",
)


def at(day: date, hour: int = 10) -> datetime:
    """Return a moment of a day at the region."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def play(now: datetime, seed: int) -> None:
    """Second the officers of the year, and bring them back."""
    random = dice(seed, "secondments")
    units = {unit.pk: unit for unit in Unit.objects.all()}
    with scope.opened(tree().parents):
        held = Tenure.objects.filter(post__role=Role.OFFICER, post__unit__kind="facility")
        officers = list(held.select_related("user", "post").order_by("post_id"))
        for number in range(SECONDED):
            tenure = officers[number % len(officers)]
            start = date(2018, 1, 8) + timedelta(days=random.randrange(0, 240))
            end = start + timedelta(days=random.choice((30, 60, 90)))
            secondment = partners.second(
                host=units[tenure.post.unit_id], officer=tenure.user, place=random.choice(HOSTS),
                subject=random.choice(Secondment.Field.values),
                deliverable=random.choice(BROUGHT_BACK), starts_on=start, ends_on=end,
                by=SystemActor(), at=at(start - timedelta(days=7)),
            )  # fmt: skip
            partners.return_secondment(
                secondment=secondment, returned_on=end, briefing="汇报会上介绍了所学，成果已交教育矫治科试用。",
                by=SystemActor(), at=at(end + timedelta(days=3)),
            )  # fmt: skip

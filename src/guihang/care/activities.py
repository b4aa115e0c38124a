"""新生活体验: sport, clubs, customs of the village; people take part by choice."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.care.models import Activity, Participation
from guihang.cases.actions import not_in_the_future
from guihang.cases.models import Case
from guihang.cases.steps import case_is_open
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission


@action(
    "care.hold_activity", Permission.CARE_RECORD, zh="登记新生活体验", en="Record an activity",
    where="host.id", guards=(not_in_the_future,),
    purpose=Words(
        "和当地人一起参加的活动，不单独为康复人员举办，名称里不出现“戒毒”。",
        "Something done together with the people of the place; its name says nothing of drugs.",
    ),
)  # fmt: skip
def hold_activity(
    *,
    host: Unit,
    kind: Annotated[Activity.Kind, Label("类型", "Kind")],
    title: Annotated[str, Label("活动", "Activity", max=120)],
    place: Annotated[str, Label("地点", "Place", max=120)],
    on: Annotated[date, Label("日期", "Day")],
    others: Annotated[int, Label("当地参加人数", "People of the place", max=100_000)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Activity:
    """An activity that people could join."""
    return Activity.objects.create(
        id=entry, unit=host, recorded_at=at, kind=kind, title=title, place=place, held_on=on,
        others=others,
    )  # fmt: skip


JOINED = Reason("activity.joined", Words(
    "已登记参加这项活动。", "They are on file for this activity."), "activity")  # fmt: skip
CONSTRAINTS["one_participation_an_activity"] = JOINED


def not_joined_yet(*, case: Case, activity: Activity, supersedes: UUID | None) -> Iterable[Reason]:
    known = activity.participations.filter(case=case, superseded_by_id=None)
    if known.exclude(pk=supersedes).exists():
        yield JOINED


def by_choice(*, chose: bool) -> Iterable[Reason]:
    if not chose:
        yield Reason("activity.chose", Words(
            "参加须出于本人自愿。", "People take part by their own choice."), "chose")  # fmt: skip


@action(
    "care.take_part", Permission.CARE_RECORD, zh="登记参加", en="Record who took part",
    records=Participation, guards=(case_is_open, not_joined_yet, by_choice),
    purpose=Words(
        "本人自愿参加才登记；不参加没有任何影响。",
        "Recorded when the person took part by choice; staying away has no consequence.",
    ),
)  # fmt: skip
def take_part(
    *,
    case: Case,
    activity: Activity,
    chose: Annotated[bool, Label("本人自愿参加", "By the person's own choice")] = False,
    helped: Annotated[bool, Label("还参与了组织", "Helped to run it")] = False,
    feeling: Annotated[Participation.Feeling, Label("感受", "How it was")],
    note: Annotated[str | None, Label("备注", "Note", lines=3, private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Participation:
    """The person took part."""
    return Participation.objects.create(
        id=entry, case=case, recorded_at=at, activity=activity, helped=helped, feeling=feeling,
        **sealed_texts(Participation, case.cipher, entry, note=note or ""),
    )  # fmt: skip

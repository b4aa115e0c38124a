"""Teams and volunteers: founded, brought, vetted by another person, trained, left."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet

from guihang.community import pasted
from guihang.community.days import not_tomorrow
from guihang.community.models import Team, Training, Volunteer, new_number
from guihang.core import crypto
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.ids import uuid7
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission

Check, Skill, Stage = Volunteer.Check, Volunteer.Skill, Volunteer.Stage
PHONE = "phone of a volunteer"
"""Purpose of the keyed hash by which the same phone is found; not that of people in recovery."""

NUMBERS = Words("每行一个志愿者编号", "One number of a volunteer a line")


@action(
    "community.found_team", Permission.COMMUNITY_RECORD, zh="登记志愿者队伍",
    en="Record a volunteer team", where="host.id", guards=(not_tomorrow,),
    purpose=Words(
        "一支队伍先登记，再登记队员、安排班次。", "A team first; then its members and its shifts."
    ),
)  # fmt: skip
def found_team(
    *,
    host: Unit,
    name: Annotated[str, Label("队伍名称", "Name of the team", max=80)],
    kind: Annotated[Team.Kind, Label("类别", "Kind")],
    on: Annotated[date, Label("成立日期", "Founded on")],
    lead: Annotated[str, Label("队长及电话", "Team leader and phone", max=80, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Team:
    """Put a team of volunteers on file at the unit that looks after it."""
    return Team.objects.create(
        id=entry, unit=host, recorded_at=at, name=name, kind=kind, founded_on=on,
        **sealed_texts(Team, crypto.house_key(), entry, lead=lead),
    )  # fmt: skip


def team_goes_on(*, team: Team) -> Iterable[Reason]:
    if team.ended_on:
        yield Reason("team.ended", Words("这支队伍已解散。", "This team has ended."))


def ends_after_it_began(*, team: Team, on: date) -> Iterable[Reason]:
    if on < team.founded_on:
        yield Reason("team.order", Words(
            f"成立于 {team.founded_on}，解散不能更早。",
            f"It was founded on {team.founded_on} and cannot have ended before."), "on")  # fmt: skip


def nobody_waits(*, team: Team) -> Iterable[Reason]:
    """Members who wait for vetting are answered before the team ends."""
    if Volunteer.objects.filter(team=team, stage=Stage.APPLIED).exists():
        yield Reason("team.waiting", Words(
            "还有报名未审核，请先审核。", "Some members wait to be vetted; answer them first."))  # fmt: skip


@action(
    "community.end_team", Permission.COMMUNITY_RECORD, zh="登记队伍解散", en="Record a team's end",
    where="team.unit_id", guards=(team_goes_on, ends_after_it_began, nobody_waits, not_tomorrow),
)  # fmt: skip
def end_team(
    *,
    team: Team,
    on: Annotated[date, Label("解散日期", "Ended on")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """End a team; its members stay volunteers, and their hours stay theirs."""
    Team.objects.filter(pk=team.pk).update(ended_on=on)


def list_is_readable(*, people: str) -> Iterable[Reason]:
    yield from pasted.newcomers(people, "people")[1]


def nobody_is_on_file(*, team: Team, people: str) -> Iterable[Reason]:
    """One human is one volunteer: a phone stands once in a team."""
    rows, _ = pasted.newcomers(people, "people")
    indexes = {crypto.index(PHONE, row.phone): row.phone for row in rows}
    known = Volunteer.objects.filter(team=team, phone_index__in=list(indexes))
    for index in known.exclude(stage__in=(Stage.REFUSED, Stage.LEFT)).values_list(
        "phone_index", flat=True
    ):
        phone = indexes[bytes(index)]
        yield Reason("volunteer.twice", Words(
            f"{phone} 已在这支队伍登记。", f"{phone} is in this team already."), "people")  # fmt: skip


@action(
    "community.enrol", Permission.COMMUNITY_RECORD, zh="登记队员", en="Enrol members",
    where="team.unit_id", guards=(team_goes_on, list_is_readable, nobody_is_on_file),
    purpose=Words(
        "把一支队伍的队员一次登记。登记后由另一人审核，审核通过、培训过才能上岗。",
        "Put a team's members on file at once. Another person vets them; who is vetted and trained may serve.",
    ),
)  # fmt: skip
def enrol(
    *,
    team: Team,
    people: Annotated[
        str,
        Label(
            "队员名单",
            "Members",
            Words("每行：姓名 电话", "A line each: name phone"),
            max=20_000,
            lines=8,
            private=True,
        ),
    ],
    skill: Annotated[Skill, Label("主要能做", "What they mostly offer")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record the members of a team as volunteers who wait to be vetted."""
    rows, _ = pasted.newcomers(people, "people")
    Volunteer.objects.bulk_create(
        newcomer(
            team.unit, row.name, row.phone, skill=skill, team=team, source=Volunteer.Source.TEAM,
            proposed_by_id=by.user_id, at=at,
        )
        for row in rows
    )  # fmt: skip


def newcomer(unit: Unit, name: str, phone: str, *, at: datetime, **columns: Any) -> Volunteer:
    """Return a volunteer who waits to be vetted, not saved yet; identity sealed."""
    key = uuid7()
    return Volunteer(
        id=key, unit=unit, recorded_at=at, number=new_number("V"),
        phone_index=crypto.index(PHONE, phone), **columns,
        **sealed_texts(Volunteer, crypto.house_key(), key, name=name, phone=phone),
    )  # fmt: skip


NEEDED = frozenset({Check.IDENTITY, Check.ADULT, Check.RECORD, Check.PLEDGE})
"""What must be looked at before anybody serves; insurance before an activity that has risks
(志愿服务条例 §17)."""


def checks_are_done(*, checks: frozenset[Check], accept: bool) -> Iterable[Reason]:
    if accept and not checks >= NEEDED:
        yield Reason("volunteer.check", Words(
            "核对身份、年满 18 周岁、查记录、签承诺四项都要完成，才能通过。",
            "Identity, age, record and the pledge must all be checked before anybody is accepted."),
            "checks")  # fmt: skip


def refusal_has_a_reason(*, accept: bool, why: str | None) -> Iterable[Reason]:
    if not accept and not why:
        yield Reason("volunteer.why", Words(
            "不通过请写明原因，本人可以问。", "Say why not; the person may ask."), "why")  # fmt: skip


def waits(*, volunteer: Volunteer) -> Iterable[Reason]:
    if volunteer.stage != Stage.APPLIED:
        yield Reason("volunteer.vetted", Words(
            "已审核过。", "This sign-up was answered before."))  # fmt: skip


def another_vets(*, volunteer: Volunteer, by: Actor) -> Iterable[Reason]:
    if by.user_id is not None and volunteer.proposed_by_id == by.user_id:
        yield ANOTHER


ANOTHER = Reason("volunteer.another", Words(
    "登记的人不能审核，请由另一人审核。", "Whoever recorded this does not vet it; another person does."))  # fmt: skip


def is_new(*, volunteer: Volunteer, accept: bool) -> Iterable[Reason]:
    """One human is one volunteer: the same phone is not accepted twice."""
    same = Volunteer.objects.filter(phone_index=volunteer.phone_index, stage=Stage.ACCEPTED)
    if accept and (known := same.exclude(pk=volunteer.pk).first()):
        yield Reason("volunteer.twice", Words(
            f"同一电话已注册为 {known.number}。", f"The same phone is registered as {known.number}."))  # fmt: skip


ACCEPT = Label("通过", "Accept", Words("不勾选即为不通过", "Without the tick it is a refusal"))
WHY = Label("不通过的原因", "Why not", lines=2, private=True)


@action(
    "community.vet", Permission.VOLUNTEER_VET, zh="审核报名", en="Vet a sign-up",
    where="volunteer.unit_id",
    guards=(waits, another_vets, checks_are_done, refusal_has_a_reason, is_new),
    purpose=Words(
        "先核对，再决定。未成年人不单独接触；前一个月不单独入户。",
        "Check first, then decide. Never alone with minors; no lone home visits in the first month.",
    ),
)  # fmt: skip
def vet(
    *,
    volunteer: Volunteer,
    checks: Annotated[frozenset[Check], Label("已核对", "Checked")] = frozenset(),
    accept: Annotated[bool, ACCEPT] = False,
    team: Annotated[Team | None, Label("编入队伍", "Into the team")] = None,
    why: Annotated[str | None, WHY] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Accept or refuse one sign-up."""
    Volunteer.objects.filter(pk=volunteer.pk).update(
        **_answered(checks, by, at), stage=Stage.ACCEPTED if accept else Stage.REFUSED,
        team_id=team.pk if team else volunteer.team_id,
        **sealed_texts(Volunteer, volunteer.cipher, volunteer.pk, why=why or ""),
    )  # fmt: skip


def _answered(checks: frozenset[Check], by: Actor, at: datetime) -> dict[str, Any]:
    return {"checks": sorted(checks), "vetted_by_id": by.user_id, "vetted_at": at}


def numbers_are_readable(*, apart: str | None) -> Iterable[Reason]:
    yield from pasted.numbers(apart, "apart")[1]


def somebody_waits(*, team: Team, by: Actor) -> Iterable[Reason]:
    rows = Volunteer.objects.filter(team=team, stage=Stage.APPLIED)
    proposers = set(rows.values_list("proposed_by_id", flat=True))
    if not proposers:
        yield Reason("team.nobody", Words(
            "这支队伍没有待审核的队员。", "Nobody of this team waits to be vetted."))  # fmt: skip
    elif by.user_id is not None and by.user_id in proposers:
        yield ANOTHER


def team_is_checked(*, checks: frozenset[Check]) -> Iterable[Reason]:
    yield from checks_are_done(checks=checks, accept=True)


@action(
    "community.vet_team", Permission.VOLUNTEER_VET, zh="审核整队", en="Vet a team",
    where="team.unit_id", guards=(team_is_checked, numbers_are_readable, somebody_waits),
    purpose=Words(
        "逐人核对之后，一次通过整队；没通过核对的人写在下面，留待单独审核。",
        "After checking each member, accept the team at once; whoever did not pass stays to be vetted apart.",
    ),
)  # fmt: skip
def vet_team(
    *,
    team: Team,
    checks: Annotated[frozenset[Check], Label("每个人都已核对", "Checked for each member")],
    apart: Annotated[
        str | None, Label("留待单独审核", "To be vetted apart", NUMBERS, lines=3)
    ] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Accept all of a team who wait, but for those named."""
    kept, _ = pasted.numbers(apart, "apart")
    waiting = Volunteer.objects.filter(team=team, stage=Stage.APPLIED).exclude(number__in=kept)
    waiting.update(**_answered(checks, by, at), stage=Stage.ACCEPTED)


def absent_are_readable(*, absent: str | None) -> Iterable[Reason]:
    yield from pasted.numbers(absent, "absent")[1]


def somebody_came(*, team: Team, absent: str | None) -> Iterable[Reason]:
    if not members(team).exclude(number__in=pasted.numbers(absent, "absent")[0]).exists():
        yield Reason("training.nobody", Words(
            "没有人参加，无需登记。请先审核队员。",
            "Nobody took part, so there is nothing to record. Vet the members first."), "absent")  # fmt: skip


@action(
    "community.train", Permission.COMMUNITY_RECORD, zh="登记培训", en="Record a training",
    where="team.unit_id", guards=(not_tomorrow, absent_are_readable, somebody_came),
    purpose=Words(
        "隐私、边界、安全是上岗前必修。缺席的人写下来，其余已注册队员都算参加。",
        "Privacy, boundaries and safety come first. Name who was absent; all other members took part.",
    ),
)  # fmt: skip
def train(
    *,
    team: Team,
    course: Annotated[str, Label("培训内容", "What was taught", max=120)],
    on: Annotated[date, Label("日期", "Day")],
    hours: Annotated[int, Label("学时", "Hours", max=40)],
    taught_by: Annotated[str, Label("主办或讲师", "Who taught it", max=80)],
    absent: Annotated[str | None, Label("缺席", "Absent", NUMBERS, lines=3)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Training:
    """Record a training of a team; who took part may serve from then on."""
    missed, _ = pasted.numbers(absent, "absent")
    came = members(team).exclude(number__in=missed)
    numbers = sorted(came.values_list("number", flat=True))
    came.filter(trained_on=None).update(trained_on=on)
    return Training.objects.create(
        id=entry, unit=team.unit, recorded_at=at, course=course, held_on=on, hours=hours,
        taught_by=taught_by, attended=numbers,
    )  # fmt: skip


def members(team: Team) -> QuerySet[Volunteer]:
    """Return the registered members of a team."""
    return Volunteer.objects.filter(team=team, stage=Stage.ACCEPTED)


def has_not_left(*, volunteer: Volunteer) -> Iterable[Reason]:
    if volunteer.stage in (Stage.LEFT, Stage.REFUSED):
        yield Reason("volunteer.left", Words("已不是志愿者。", "No volunteer any more."))


@action(
    "community.end_volunteer", Permission.COMMUNITY_RECORD, zh="登记退出", en="Record a leaving",
    where="volunteer.unit_id", guards=(has_not_left, not_tomorrow),
    purpose=Words(
        "退出不问原因。服务时长和证明仍归本人。", "No reason is asked. Hours and certificates stay theirs."
    ),
)  # fmt: skip
def end_volunteer(
    *,
    volunteer: Volunteer,
    on: Annotated[date, Label("退出日期", "Day of leaving")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record that a volunteer left."""
    leave(volunteer, on=on)


def leave(volunteer: Volunteer, *, on: date) -> None:
    """End a volunteer's part: no shift is theirs from now on."""
    Volunteer.objects.filter(pk=volunteer.pk).update(stage=Stage.LEFT, left_on=on)

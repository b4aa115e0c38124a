"""What a volunteer does for themself, and how they come in; and what a visitor sends.

A volunteer's page runs without any unit in scope: the policies let through the rows of the human
whose own side is open, and no policy of a case knows a volunteer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from django.db.models import F, Sum

from guihang.community.actions import has_not_left, leave, newcomer
from guihang.community.models import Certificate, Pass, Service, Shift, SignUp, Volunteer
from guihang.community.serving import shift_is_over, shift_stands, stayed
from guihang.core import journal, scope
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.codes import code_of, digest, new_secret, read_code
from guihang.core.fields import Label
from guihang.core.refusal import OutOfReach, Reason
from guihang.engines import identity
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import OWN, Permission
from guihang.people.queries import tree

CONSENT_VERSION = 1
CONSENT = Words(
    "您的姓名和手机号加密保存，只给所选工作站负责审核和安排志愿服务的人看，用来联系您、核对身份、记录服务时长。"
    "不通过或退出后，您可以要求删除。志愿服务是自愿的、无偿的，随时可以退出。您不会看到任何服务对象的档案。",
    "Your name and number are encrypted and shown only to those at the station you choose who vet and "
    "arrange volunteering: to reach you, check who you are and record your hours. If you are not "
    "accepted, or leave, you can ask for them to be erased. Volunteering is free and unpaid, and you "
    "can leave at any time. You never see a file of anybody you help.",
)
"""What a visitor agrees to before signing up (个人信息保护法 §13–17, 志愿服务条例 §19–21)."""

PURPOSE = "code of a volunteer"
CODE_DAYS, PASS_DAYS = 14, 90


@dataclass(frozen=True, slots=True)
class Self:
    """Somebody who acts for themself: a volunteer, or a visitor who signs up.

    Their reach is what the row policies give to the scope that is open.
    """

    user_id: int | None = None

    def units(self, permission: StrEnum) -> frozenset[int]:
        return frozenset(tree().parents) if permission in OWN else frozenset()


def phone_is_real(*, phone: str) -> Iterable[Reason]:
    for zh, en in identity.phone(phone).problems:
        yield Reason("phone", Words(f"{zh}。", f"{en}."), "phone")


def is_agreed(*, agree: bool) -> Iterable[Reason]:
    if not agree:
        yield Reason("consent", Words(
            "请先阅读并同意上面的说明。", "Please read what stands above, and agree."), "agree")  # fmt: skip


@action(
    "visitor.sign_up", Permission.OWN_FILE, zh="网上报名志愿者", en="Sign up as a volunteer",
    where="unit.id", guards=(phone_is_real, is_agreed), own=True,
)  # fmt: skip
def sign_up(
    *,
    unit: Unit,
    name: Annotated[str, Label("姓名", "Name", max=60, private=True)],
    phone: Annotated[str, Label("手机号", "Mobile number", max=20, private=True)],
    skill: Annotated[Volunteer.Skill, Label("我能做的", "What I can do")],
    agree: Annotated[
        bool, Label("我已满 18 周岁，并同意上面的说明", "I am 18 or older and agree to the above")
    ] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Leave one's name and phone at a station; it is vetted like everybody's.

    The row's id is not the sender's to choose, and nothing says whether a phone is on file.
    """
    newcomer(
        unit, name.strip(), identity.phone(phone).e164 or phone, skill=skill, at=at,
        source=Volunteer.Source.SELF, consent_version=CONSENT_VERSION,
    ).save(force_insert=True)  # fmt: skip


def is_registered(*, volunteer: Volunteer) -> Iterable[Reason]:
    if volunteer.stage != Volunteer.Stage.ACCEPTED:
        yield Reason("pass.stage", Words(
            "审核通过后才能发口令。", "A code is given once the sign-up is accepted."))  # fmt: skip


@action(
    "community.give_pass", Permission.COMMUNITY_RECORD, zh="发给志愿者口令",
    en="Give a volunteer a code", where="volunteer.unit_id", guards=(is_registered,),
    purpose=Words(
        "打印一次口令，交给本人。凭它在自己手机上看班次、时长和证明；旧的同时失效。",
        "A code on paper: it opens their shifts, hours and certificates on a phone. Older ones end.",
    ),
)  # fmt: skip
def give_pass(*, volunteer: Volunteer, by: Actor, at: datetime, entry: UUID) -> Pass:
    """Give a volunteer the code to their own page; whatever opened it before, opens it no more."""
    end_passes(volunteer, at=at)
    return Pass.objects.create(
        id=entry, unit_id=volunteer.unit_id, recorded_at=at, volunteer=volunteer,
        own_id=volunteer.own_id, code_digest=digest(code_of(PURPOSE, entry)),
        ends_at=at + timedelta(days=CODE_DAYS),
    )  # fmt: skip


def end_passes(volunteer: Volunteer, *, at: datetime) -> None:
    Pass.objects.filter(volunteer=volunteer, ended_at=None).update(ended_at=at, session=None)


def slip(pk: UUID, *, by: int, at: datetime) -> Pass | None:
    """Return a pass that this user gave and nobody used, to print its code."""
    row = Pass.objects.filter(pk=pk, used_at=None, ended_at=None, ends_at__gt=at)
    found = row.select_related("volunteer").first()
    return found if found and journal.entry_by(pk) == by else None


def redeem(code: str, *, at: datetime) -> str | None:
    """Let a browser in by a code that nobody used yet: return the secret that it keeps, or None."""
    session = new_secret()
    token = digest(read_code(code))
    with scope.opened((), token=token):
        held = Pass.objects.filter(code_digest=token, used_at=None, ended_at=None, ends_at__gt=at)
        found = held.update(
            used_at=at, session=digest(session), ends_at=at + timedelta(days=PASS_DAYS))  # fmt: skip
    return session if found else None


def who(session: str, *, at: datetime) -> UUID | None:
    """Return the own id of the volunteer whose browser this is."""
    token = digest(session)
    with scope.opened((), token=token):
        held = Pass.objects.filter(session=token, ended_at=None, ends_at__gt=at)
        return held.values_list("own_id", flat=True).first() if session else None


def leave_page(session: str, *, at: datetime) -> None:
    """End what opened the page in this browser; a new code opens it again."""
    token = digest(session)
    with scope.opened((), token=token):
        Pass.objects.filter(session=token, ended_at=None).update(ended_at=at)


def myself() -> Volunteer:
    """Return the volunteer whose own side is open. Raises OutOfReach."""
    found = Volunteer.objects.select_related("team", "unit").first()
    if found is None or found.stage != Volunteer.Stage.ACCEPTED:
        raise OutOfReach
    return found


def shifts_of(volunteer: Volunteer, *, at: datetime) -> list[tuple[Shift, bool]]:
    """Return the shifts of the volunteer's team that are still to come, and which are theirs."""
    mine = set(
        SignUp.objects.filter(volunteer=volunteer, left_at=None).values_list("shift_id", flat=True)
    )
    coming = Shift.objects.filter(team_id=volunteer.team_id, ends_at__gt=at)
    rows = [
        (shift, shift.pk in mine) for shift in coming.select_related("unit").order_by("starts_at")
    ]
    return [(shift, mine) for shift, mine in rows if mine or shift.cancelled_at is None]


def to_record(volunteer: Volunteer, *, at: datetime) -> list[Shift]:
    """Return the shifts that the volunteer came to and nobody has recorded hours of."""
    joined = SignUp.objects.filter(volunteer=volunteer, left_at=None, shift__ends_at__lte=at)
    done = Service.objects.filter(volunteer=volunteer).values_list("shift_id", flat=True)
    rows = joined.filter(shift__cancelled_at=None).exclude(shift_id__in=list(done))
    return [one.shift for one in rows.select_related("shift__unit").order_by("-shift__starts_at")]


def shift(pk: UUID) -> Shift:
    """Return a shift of the volunteer's team, within their own side. Raises OutOfReach."""
    found = Shift.objects.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise OutOfReach
    return found


def certificate(pk: UUID, volunteer: Volunteer) -> Certificate:
    """Return a certificate of the volunteer. Raises OutOfReach."""
    rows = Certificate.objects.select_related("volunteer", "unit", "issued_by")
    found = rows.filter(pk=pk, volunteer=volunteer).first()
    if found is None:
        raise OutOfReach
    return found


def confirmed_minutes(volunteer: Volunteer) -> int:
    rows = Service.objects.filter(volunteer=volunteer, dropped_at=None, confirmed_at__isnull=False)
    found: int = rows.aggregate(sum=Sum("minutes", default=0))["sum"]
    return found


def is_trained(*, volunteer: Volunteer) -> Iterable[Reason]:
    if volunteer.trained_on is None:
        yield Reason("volunteer.training", Words(
            "参加培训后才能报班次。", "Shifts are open to you after the training."))  # fmt: skip


def is_to_come(*, shift: Shift, at: datetime) -> Iterable[Reason]:
    if shift.starts_at <= at:
        yield Reason("shift.past", Words("这个班次已经开始。", "This shift has begun."))


def has_room(*, shift: Shift) -> Iterable[Reason]:
    if shift.taken >= shift.seats:
        yield FULL


FULL = Reason("shift.full", Words("名额已满。", "No place is left."))
TWICE = Reason("shift.joined", Words("您已经报过这个班次。", "You have a place in this shift."))
CONSTRAINTS["one_seat_a_volunteer"] = TWICE


def has_no_seat(*, volunteer: Volunteer, shift: Shift) -> Iterable[Reason]:
    if SignUp.objects.filter(volunteer=volunteer, shift=shift, left_at=None).exists():
        yield TWICE


def is_of_the_team(*, volunteer: Volunteer, shift: Shift) -> Iterable[Reason]:
    if volunteer.team_id != shift.team_id:
        yield Reason("shift.team", Words("这是别的队伍的班次。", "This is another team's shift."))


@action(
    "own.join_shift", Permission.OWN_FILE, zh="志愿者报班次", en="A volunteer takes a shift",
    where="shift.unit_id", own=True,
    guards=(has_not_left, is_trained, is_of_the_team, shift_stands, is_to_come, has_no_seat, has_room),
)  # fmt: skip
def join_shift(
    *, volunteer: Volunteer, shift: Shift, by: Actor, at: datetime, entry: UUID
) -> SignUp:
    """Take a place in a shift of one's team."""
    Shift.objects.filter(pk=shift.pk).update(taken=F("taken") + 1)
    return SignUp.objects.create(
        id=entry, unit_id=shift.unit_id, recorded_at=at, shift=shift, volunteer=volunteer
    )


def has_a_seat(*, volunteer: Volunteer, shift: Shift) -> Iterable[Reason]:
    if not SignUp.objects.filter(volunteer=volunteer, shift=shift, left_at=None).exists():
        yield Reason("shift.none", Words("您没有报这个班次。", "You have no place in this shift."))


@action(
    "own.leave_shift", Permission.OWN_FILE, zh="志愿者退出班次", en="A volunteer gives a shift back",
    where="shift.unit_id", guards=(is_to_come, has_a_seat), own=True,
)  # fmt: skip
def leave_shift(
    *, volunteer: Volunteer, shift: Shift, by: Actor, at: datetime, entry: UUID
) -> None:
    """Give a place back before the shift begins; no reason is asked."""
    SignUp.objects.filter(volunteer=volunteer, shift=shift, left_at=None).update(left_at=at)
    Shift.objects.filter(pk=shift.pk).update(taken=F("taken") - 1)


def has_no_hours(*, volunteer: Volunteer, shift: Shift) -> Iterable[Reason]:
    if Service.objects.filter(volunteer=volunteer, shift=shift, dropped_at=None).exists():
        yield Reason(
            "hours.mine", Words("这个班次的时长已登记。", "Hours of this shift are on record.")
        )


def minutes_fit(*, shift: Shift, minutes: int) -> Iterable[Reason]:
    if not 0 < minutes <= (shift.ends_at - shift.starts_at) // timedelta(minutes=1):
        yield Reason("hours.minutes", Words(
            "时长应在班次之内。", "It cannot be longer than the shift."), "minutes")  # fmt: skip


@action(
    "own.record_hours", Permission.OWN_FILE, zh="志愿者登记自己的时长", en="A volunteer records hours",
    where="shift.unit_id", own=True,
    guards=(shift_stands, shift_is_over, has_a_seat, has_no_hours, minutes_fit),
)  # fmt: skip
def record_own_hours(
    *,
    volunteer: Volunteer,
    shift: Shift,
    minutes: Annotated[int, Label("服务了多少分钟", "Minutes served", max=720)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Service:
    """Record one's own hours of a shift; the host confirms them."""
    made = stayed(shift, volunteer, minutes, at=at)
    made.pk = entry
    made.save(force_insert=True)
    return made


@action(
    "own.stop_serving", Permission.OWN_FILE, zh="志愿者本人退出", en="A volunteer leaves",
    where="volunteer.unit_id", guards=(has_not_left,), own=True,
)  # fmt: skip
def stop_serving(*, volunteer: Volunteer, by: Actor, at: datetime, entry: UUID) -> None:
    """Leave, at once and without a reason; hours and certificates stay."""
    leave(volunteer, on=local(at).date())

"""Image ambassadors: proposed, appointed by another, consent per use, quiet exit."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.community.ambassadors import MONTHS_STABLE, TOO_TENSE, Ambassador, Appearance, Use
from guihang.community.campaigns import Campaign
from guihang.community.days import not_tomorrow
from guihang.community.models import new_number
from guihang.core import crypto
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import cell, sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.calendar import add_months, local
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission

GONE = "—"
"""What stands in place of the name of an ambassador who left."""

LONGEST_USE = 24
"""Months after which a consent must be asked for anew (this product's own setting)."""


def is_stable(*, stable_since: date, at: datetime) -> Iterable[Reason]:
    if add_months(stable_since, MONTHS_STABLE) > local(at).date():
        yield Reason("ambassador.early", Words(
            f"稳定满 {MONTHS_STABLE} 个月后再考虑，现在先照顾好自己。",
            f"After {MONTHS_STABLE} stable months; until then recovery comes first."),
            "stable_since")  # fmt: skip


def wishes_it(*, wishes: bool) -> Iterable[Reason]:
    if not wishes:
        yield Reason("ambassador.wish", Words(
            "须由本人自愿提出，并知道随时可以退出。",
            "It must be the person's own wish, knowing that they can leave at any time."), "wishes")  # fmt: skip


@action(
    "community.propose_ambassador", Permission.COMMUNITY_RECORD, zh="提名形象大使",
    en="Propose an image ambassador", where="host.id", guards=(is_stable, wishes_it),
    purpose=Words(
        "本人自愿，没有压力，也没有好处可换。公开只用本人选的称呼，随时可退出。",
        "By their own wish, without pressure or advantage. In public, the name they chose; they may leave at any time.",
    ),
)  # fmt: skip
def propose_ambassador(
    *,
    host: Unit,
    name: Annotated[str, Label("姓名", "Name", max=60, private=True)],
    alias: Annotated[
        str,
        Label(
            "公开称呼",
            "Public name",
            Words("本人选的，不必是真名", "Their choice, not the real name"),
            max=20,
        ),
    ],
    stable_since: Annotated[date, Label("稳定起始日", "Stable since")],
    phone: Annotated[str | None, Label("电话", "Phone", max=20, private=True)] = None,
    wishes: Annotated[
        bool, Label("本人自愿，已说明可随时退出", "Own wish; told they may leave at any time")
    ] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Ambassador:
    """Propose somebody who wishes to speak for recovery; another person appoints."""
    return Ambassador.objects.create(
        id=entry, unit=host, recorded_at=at, number=new_number("X"), alias=alias,
        stable_since=stable_since, proposed_by_id=by.user_id,
        **sealed_texts(Ambassador, crypto.house_key(), entry, name=name, phone=phone or ""),
    )  # fmt: skip


def is_proposed(*, ambassador: Ambassador) -> Iterable[Reason]:
    if ambassador.appointed_on or ambassador.ended_on:
        yield Reason("ambassador.answered", Words("已处理过。", "This was answered before."))


def another_appoints(*, ambassador: Ambassador, by: Actor) -> Iterable[Reason]:
    if by.user_id is not None and ambassador.proposed_by_id == by.user_id:
        yield Reason("ambassador.another", Words(
            "提名的人不能聘任，请由另一人办理。", "Another person appoints than proposed."))  # fmt: skip


@action(
    "community.appoint_ambassador", Permission.VOLUNTEER_VET, zh="聘任形象大使",
    en="Appoint an image ambassador", where="ambassador.unit_id",
    guards=(is_proposed, another_appoints, not_tomorrow),
    purpose=Words(
        "由提名人以外的同事聘任。聘任后，每一次公开使用仍须本人逐项同意。",
        "Somebody else than the proposer appoints. Every public use still needs a consent of "
        "its own.",
    ),
)  # fmt: skip
def appoint_ambassador(
    *,
    ambassador: Ambassador,
    on: Annotated[date, Label("聘任日期", "Appointed on")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Appoint who was proposed."""
    Ambassador.objects.filter(pk=ambassador.pk).update(appointed_on=on, appointed_by_id=by.user_id)


def is_serving(*, ambassador: Ambassador) -> Iterable[Reason]:
    if not ambassador.appointed_on or ambassador.ended_on:
        yield Reason("ambassador.away", Words(
            "聘任期间才能办理。", "Possible only while the appointment lasts."))  # fmt: skip


def use_ends_in_time(*, agreed_on: date, until_on: date, at: datetime) -> Iterable[Reason]:
    if agreed_on > local(at).date():
        yield Reason("use.future", Words("同意日期不能晚于今天。", "It cannot lie ahead."), "agreed_on")  # fmt: skip
    if not agreed_on < until_on <= add_months(agreed_on, LONGEST_USE):
        yield Reason("use.until", Words(
            f"截止日期应在同意之后、{LONGEST_USE} 个月之内；到期再征求一次。",
            f"It ends within {LONGEST_USE} months of the consent; then it is asked for again."),
            "until_on")  # fmt: skip


@action(
    "community.agree_use", Permission.COMMUNITY_RECORD, zh="登记使用授权", en="Record consent to a use",
    where="ambassador.unit_id", guards=(is_serving, use_ends_in_time),
    purpose=Words(
        "一次授权只管一样东西、一个用处、一段时间。不写能认出本人或家人的细节。",
        "One consent covers one thing, one place, one time. Leave out what would identify them or their family.",
    ),
)  # fmt: skip
def agree_use(
    *,
    ambassador: Ambassador,
    kind: Annotated[Use.Kind, Label("什么", "What")],
    place: Annotated[Use.Place, Label("用在哪里", "Where")],
    title: Annotated[str, Label("标题", "Title", max=60)],
    shown: Annotated[
        str,
        Label(
            "故事全文，或哪张照片、哪段录音",
            "The story itself, or which picture or recording",
            lines=8,
            private=True,
        ),
    ],
    agreed_on: Annotated[date, Label("本人同意日期", "Agreed on")],
    until_on: Annotated[date, Label("使用截止", "Until")],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Use:
    """Record that an ambassador agreed to one use; another person approves it."""
    return Use.objects.create(
        id=entry, unit_id=ambassador.unit_id, recorded_at=at, ambassador=ambassador, kind=kind,
        place=place, alias=ambassador.alias, title=title, agreed_on=agreed_on, until_on=until_on,
        recorded_by_id=by.user_id, **sealed_texts(Use, crypto.house_key(), entry, shown=shown),
    )  # fmt: skip


def still_waits(*, use: Use) -> Iterable[Reason]:
    if use.approved_at or use.withdrawn_at:
        yield Reason("use.answered", Words("已处理过。", "This was answered before."))


def another_approves(*, use: Use, by: Actor) -> Iterable[Reason]:
    if by.user_id is not None and use.recorded_by_id == by.user_id:
        yield Reason("use.another", Words(
            "登记授权的人不能审定，请由另一人看过。", "Another person approves than recorded it."))  # fmt: skip


@action(
    "community.approve_use", Permission.VOLUNTEER_VET, zh="审定使用", en="Approve a use",
    where="use.unit_id", guards=(still_waits, another_approves),
    purpose=Words(
        "再读一遍：有没有能认出本人、家人、地点的话。通过后，公开网页上的故事立即可见。",
        "Read it again for what would identify them, family or place. A story for the public pages shows at once.",
    ),
)  # fmt: skip
def approve_use(*, use: Use, by: Actor, at: datetime, entry: UUID) -> None:
    """Let a use begin."""
    Use.objects.filter(pk=use.pk).update(approved_at=at, approved_by_id=by.user_id)


def is_not_withdrawn(*, use: Use) -> Iterable[Reason]:
    if use.withdrawn_at:
        yield Reason("use.withdrawn", Words("已撤回。", "This is withdrawn already."))


@action(
    "community.withdraw_use", Permission.COMMUNITY_RECORD, zh="撤回授权", en="Withdraw a use",
    where="use.unit_id", guards=(is_not_withdrawn,),
    purpose=Words(
        "不问原因，马上生效：公开网页立即不再显示，内容一并清除。",
        "No reason is asked. It is off the public pages at once, and the content is gone.",
    ),
)  # fmt: skip
def withdraw_use(*, use: Use, by: Actor, at: datetime, entry: UUID) -> None:
    """End a use now; nothing is left of what was shown."""
    Use.objects.filter(pk=use.pk).update(withdrawn_at=at, shown_sealed=None)


def strain_is_rated(*, before: int, after: int | None, audience: int) -> Iterable[Reason]:
    for name, rated in (("before", before), ("after", after)):
        if rated is not None and rated > 10:
            yield Reason(
                "strain.range", Words("紧张程度为 0 到 10。", "Strain is rated 0 to 10."), name
            )
    if before >= TOO_TENSE and audience:
        yield Reason("strain.high", Words(
            "紧张程度 8 以上当天不出场：现场人数填 0，由陪同人员照顾。",
            "From 8 on nobody appears that day: put 0 people, and let the companion look after them."),
            "audience")  # fmt: skip
    elif audience and after is None:
        yield Reason("strain.after", Words(
            "结束后也要问一次。", "Ask once more afterwards."), "after")  # fmt: skip


@action(
    "community.record_appearance", Permission.COMMUNITY_RECORD, zh="登记大使活动",
    en="Record an appearance", where="ambassador.unit_id",
    guards=(is_serving, strain_is_rated, not_tomorrow),
    purpose=Words(
        "前后各问一次紧张程度。有人陪同，路费由单位承担。",
        "Ask about strain before and after. Somebody goes along, and costs are paid.",
    ),
)  # fmt: skip
def record_appearance(
    *,
    ambassador: Ambassador,
    kind: Annotated[Appearance.Kind, Label("形式", "Kind")],
    on: Annotated[date, Label("日期", "Day")],
    audience: Annotated[int, Label("现场人数", "People present", max=1_000_000)],
    before: Annotated[int, Label("之前的紧张程度(0–10)", "Strain before (0–10)", max=10)],
    companion: Annotated[str, Label("陪同", "Who went along", max=60)],
    after: Annotated[
        int | None, Label("之后的紧张程度(0–10)", "Strain after (0–10)", max=10)
    ] = None,
    campaign: Annotated[Campaign | None, Label("宣传活动", "Campaign")] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Appearance:
    """Record that an ambassador spoke, or was spared it."""
    return Appearance.objects.create(
        id=entry, unit_id=ambassador.unit_id, recorded_at=at, ambassador=ambassador, kind=kind,
        held_on=on, audience=audience, before=before, after=after, companion=companion,
        campaign=campaign,
    )  # fmt: skip


def has_not_left(*, ambassador: Ambassador) -> Iterable[Reason]:
    if ambassador.ended_on:
        yield Reason("ambassador.left", Words("已退出。", "They have left already."))


@action(
    "community.release_ambassador", Permission.COMMUNITY_RECORD, zh="退出形象大使",
    en="Let an ambassador go", where="ambassador.unit_id", guards=(has_not_left,),
    purpose=Words(
        "不问原因，不作声张。所有授权同时撤回，公开网页立即不再显示，姓名电话清除。",
        "No reason, no notice. Every consent ends, public pages stop at once, name and phone are gone.",
    ),
)  # fmt: skip
def release_ambassador(*, ambassador: Ambassador, by: Actor, at: datetime, entry: UUID) -> None:
    """Let an ambassador go quietly, with everything that was shown of them."""
    key, place = crypto.house_key(), cell(Ambassador, "name_sealed", ambassador.pk)
    Use.objects.filter(ambassador=ambassador, withdrawn_at=None).update(
        withdrawn_at=at, shown_sealed=None
    )
    Ambassador.objects.filter(pk=ambassador.pk).update(
        ended_on=local(at).date(), name_sealed=key.seal(GONE, place=place), phone_sealed=None
    )

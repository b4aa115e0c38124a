"""The registers of image ambassadors, associations and campaigns."""

from collections.abc import Iterable

from guihang.community import honouring, reaching  # noqa: F401  their actions
from guihang.community.alliance import Association, Member
from guihang.community.ambassadors import Ambassador, Appearance, Use
from guihang.community.campaigns import Campaign, Survey
from guihang.engines import awareness
from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.people.register import Column, Part, Register, Section, register

AMBASSADORS = Words("形象大使", "Image ambassadors")
ASSOCIATIONS = Words("社团与宣传", "Associations and prevention work")

KIND = Column(Words("类别", "Kind"), lambda row: row.get_kind_display())
STATE = Column(Words("状态", "State"), lambda row: row.state)
USE = (
    Column(Words("标题", "Title"), lambda row: row.title),
    KIND,
    Column(Words("用在", "Where"), lambda row: row.get_place_display()),
    Column(Words("截止", "Until"), lambda row: row.until_on),
    STATE,
)
APPEARANCE = (
    Column(Words("形式", "Kind"), lambda row: row.get_kind_display()),
    Column(Words("日期", "Day"), lambda row: row.held_on),
    Column(Words("现场人数", "People"), lambda row: row.audience, number=True),
    Column(Words("紧张：前", "Strain before"), lambda row: row.before, number=True),
    Column(Words("后", "After"), lambda row: row.after, number=True),
    Column(Words("陪同", "With"), lambda row: row.companion),
)


def _acts_of_ambassador(row: Ambassador) -> tuple[str, ...]:
    if row.ended_on:
        return ()
    if not row.appointed_on:
        return ("community.appoint_ambassador", "community.release_ambassador")
    return (
        "community.record_appearance", "community.agree_use", "community.release_ambassador",
    )  # fmt: skip


register(Register(
    "ambassadors", Ambassador, AMBASSADORS, Permission.TOGETHER_VIEW, Section.TOGETHER,
    group=AMBASSADORS,
    help=Words(
        "有亲身经历、自愿站出来的人。公开只用本人选的称呼；随时可退出，退出即全部撤下。",
        "People with lived experience who wish to speak. Their own name for it; all ends when they leave."),
    columns=(
        Column(Words("公开称呼", "Public name"), lambda row: row.alias),
        Column(Words("编号", "Number"), lambda row: row.number),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("聘任", "Appointed"), lambda row: row.appointed_on),
        STATE,
        Column(Words("姓名", "Name"), lambda row: row.text("name_sealed"), private=True),
        Column(Words("电话", "Phone"), lambda row: row.text("phone_sealed"), private=True),
        Column(Words("稳定起始", "Stable since"), lambda row: row.stable_since, private=True),
    ),
    start="community.propose_ambassador", acts=_acts_of_ambassador,
    state=lambda row: "" if row.appointed_on or row.ended_on else "due",
    parts=(
        Part(Words("使用授权", "Consents"), lambda row: row.uses.order_by("-agreed_on"), USE,
             slug="uses"),
        Part(Words("活动", "Appearances"), lambda row: row.appearances.order_by("-held_on"),
             APPEARANCE),
    ),
))  # fmt: skip


def _acts_of_use(row: Use) -> tuple[str, ...]:
    if row.withdrawn_at:
        return ()
    if row.approved_at:
        return ("community.withdraw_use",)
    return ("community.approve_use", "community.withdraw_use")


register(Register(
    "uses", Use, Words("使用授权", "Consents to a use"), Permission.TOGETHER_VIEW, Section.TOGETHER,
    group=AMBASSADORS, start="community.agree_use", newest="agreed_on", related=("unit", "ambassador"),
    help=Words(
        "哪个故事、哪张照片，用在哪里，到哪天。",
        "Which story or picture, where, until when."),
    columns=(
        Column(Words("公开称呼", "Public name"), lambda row: row.alias),
        *USE,
        Column(Words("同意", "Agreed"), lambda row: row.agreed_on, page_only=True),
        Column(Words("内容", "What is shown"), lambda row: row.text("shown_sealed"), private=True),
    ),
    acts=_acts_of_use,
    filters=(("place", Words("用在", "Where")), ("kind", Words("类别", "Kind"))),
    state=lambda row: "" if row.approved_at or row.withdrawn_at else "due",
))  # fmt: skip

register(Register(
    "appearances", Appearance, Words("大使活动", "Appearances"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=AMBASSADORS, start="community.record_appearance", newest="held_on",
    related=("unit", "ambassador"),
    help=Words("讲了什么、多少人在场、前后紧张程度。", "What they did, who came, and the strain."),
    columns=(
        Column(Words("公开称呼", "Public name"), lambda row: row.ambassador.alias), *APPEARANCE,
        Column(Words("宣传活动", "Campaign"), lambda row: row.campaign, page_only=True),
    ),
    filters=(("kind", Words("形式", "Kind")),),
))  # fmt: skip

MEMBER = (
    Column(Words("名称", "Name"), lambda row: row.name),
    KIND,
    Column(Words("加入", "Joined"), lambda row: row.joined_on),
    Column(Words("授牌", "Plaque"), lambda row: row.plaque_on),
    Column(Words("退会", "Left"), lambda row: row.left_on),
)


def _acts_of_member(row: Member) -> tuple[str, ...]:
    if row.left_on:
        return ()
    plaque = () if row.plaque_on else ("community.award_plaque",)
    return (*plaque, "community.end_membership")


CAMPAIGN = (
    Column(Words("名称", "Title"), lambda row: row.title),
    KIND,
    Column(Words("开始", "From day"), lambda row: row.starts_on),
    Column(Words("现场人数", "People"), lambda row: row.audience, number=True),
    Column(Words("传播人次", "Reached besides"), lambda row: row.reach, number=True),
)

register(Register(
    "associations", Association, Words("社团", "Associations"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=ASSOCIATIONS, newest="founded_on",
    help=Words(
        "禁毒志愿者协会等社团，会员单位、授牌和活动。联盟图上看得到全貌。",
        "Associations with their members, plaques and activities; the map of the alliance shows all."),
    columns=(
        Column(Words("名称", "Name"), lambda row: row.name),
        Column(Words("业务主管单位", "Supervised by"), lambda row: row.supervised_by),
        Column(Words("登记日期", "Registered"), lambda row: row.founded_on),
        Column(Words("单位", "Unit"), lambda row: row.unit),
        Column(Words("住所", "Seat"), lambda row: row.seat, page_only=True),
        Column(Words("宗旨", "Purpose"), lambda row: row.purpose, page_only=True),
        Column(Words("登记号", "Registration"), lambda row: row.registration, page_only=True),
        Column(Words("法定代表人", "Represented by"), lambda row: row.text("head_sealed"), private=True),
    ),
    start="community.found_association", acts=lambda row: ("community.add_member",),
    parts=(
        Part(Words("会员单位", "Members"), lambda row: row.members.order_by("joined_on", "name"),
             MEMBER, slug="association-members", acts=_acts_of_member),
        Part(Words("活动", "Activities"),
             lambda row: Campaign.objects.filter(association=row).order_by("-starts_on"), CAMPAIGN,
             slug="campaigns"),
    ),
))  # fmt: skip

register(Register(
    "association-members", Member, Words("会员单位", "Members"), Permission.TOGETHER_VIEW, Section.TOGETHER,
    group=ASSOCIATIONS, start="community.add_member", newest="joined_on", related=("unit", "association"),
    help=Words("各社团的会员单位和学校社团。", "Members and school clubs of the associations."),
    columns=(*MEMBER, Column(Words("社团", "Association"), lambda row: row.association)),
    acts=_acts_of_member, filters=(("kind", Words("类别", "Kind")),),
))  # fmt: skip


def _surveyed(row: Campaign) -> Iterable[Survey]:
    return row.surveys.order_by("-moment", "recorded_at")


def _mean(total: int, survey: Survey, of: int = 1) -> str:
    return f"{total / survey.people / of:.2f}"


register(Register(
    "campaigns", Campaign, Words("宣传活动", "Campaigns"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=ASSOCIATIONS, newest="starts_on", related=("unit", "association"),
    help=Words(
        "进校园、进社区、乌兰牧骑巡演……多少人看到，前后有没有变化。",
        "Schools, communities, Ulan Muqir tours: how many it reached, and what changed."),
    columns=(
        *CAMPAIGN,
        Column(Words("主办单位", "Unit"), lambda row: row.unit),
        Column(Words("结束", "To day"), lambda row: row.ends_on, page_only=True),
        Column(Words("主办社团", "Association"), lambda row: row.association, page_only=True),
    ),
    start="community.hold_campaign", filters=(("kind", Words("类别", "Kind")),),
    acts=lambda row: (
        *(("community.add_stop",) if row.kind == Campaign.Kind.TOUR else ()),
        "community.record_survey",
    ),
    more=(("questions", Words("前后测题目", "Questions")),),
    parts=(
        Part(Words("巡演站点", "Stops"), lambda row: row.stops.order_by("held_on"), (
            Column(Words("日期", "Day"), lambda one: one.held_on),
            Column(Words("地点", "Place"), lambda one: one.place),
            Column(Words("节目", "Programme"), lambda one: one.programme),
            Column(Words("观众", "Audience"), lambda one: one.audience, number=True))),
        Part(Words("前后测", "Before and after"), _surveyed, (
            Column(Words("什么时候", "When"), lambda one: one.get_moment_display()),
            Column(Words("份数", "Sheets"), lambda one: one.people, number=True),
            Column(Words("平均答对(共10题)", "Mean right of 10"),
                   lambda one: _mean(one.right, one), number=True),
            Column(Words("平均态度(1–5)", "Mean attitude (1–5)"),
                   lambda one: _mean(one.attitude, one, len(awareness.ATTITUDE)), number=True))),
    ),
))  # fmt: skip

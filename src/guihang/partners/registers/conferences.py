"""Registers of the joint conference."""

from django.db.models import Q

from guihang.engines.words import Words
from guihang.partners import conferences  # noqa: F401  declares the actions named here
from guihang.partners.models import Conference, Resolution
from guihang.people.permissions import Permission
from guihang.people.register import Column, Part, Register, Section, register

MECHANISMS = Words("联动机制", "Mechanisms")

_OWNER = Column(Words("责任单位", "Owner"), lambda row: row.owner)
_DUE = Column(Words("期限", "Due"), lambda row: row.by_when)
_STATE = Column(Words("状态", "State"), lambda row: row.get_state_display())
_CONTENT = Column(Words("决议", "Resolution"), lambda row: row.content)


def _conference_acts(row: Conference) -> tuple[str, ...]:
    if row.state == Conference.State.CANCELLED:
        return ()
    if row.state == Conference.State.HELD:
        return "partners.resolve", "partners.attend"
    return (
        "partners.attend", "partners.resolve", "casework.hold_conference",
        "partners.move_conference", "partners.cancel_conference",
    )  # fmt: skip


def _resolution_acts(row: Resolution) -> tuple[str, ...]:
    if row.state != Resolution.State.OPEN:
        return ()
    return (
        "partners.finish_resolution", "partners.answer_resolution", "partners.make_link",
        "partners.extend_resolution",
    )  # fmt: skip


register(Register(
    "conferences", Conference, Words("联席会议", "Joint conferences"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=MECHANISMS,
    help=Words(
        "议题从卡住的事里自动列出；决议有单位、有期限，没办完的下次先议。",
        "The agenda lists what is stuck; resolutions have an owner and a day, and come back.",
    ),
    columns=(
        Column(Words("会议", "Meeting"), lambda row: row.title),
        Column(Words("日期", "Day"), lambda row: row.held_on),
        Column(Words("召集单位", "Called by"), lambda row: row.unit),
        _STATE,
        Column(Words("地点", "Place"), lambda row: row.place, page_only=True),
        Column(Words("主持人", "Chair"), lambda row: row.chair, page_only=True),
        Column(Words("纪要", "Minutes"), lambda row: row.minutes, page_only=True),
    ),
    start="partners.call_conference", newest="held_on", acts=_conference_acts,
    filters=(("state", Words("状态", "State")),),
    more=(("agenda", Words("议题", "Agenda")), ("minutes", Words("会议纪要", "Minutes"))),
    parts=(
        Part(
            Words("决议", "Resolutions"),
            lambda row: row.resolutions.select_related("member", "own_unit").order_by("due_on"),
            (_CONTENT, _OWNER, _DUE, _STATE), slug="resolutions",
        ),
        Part(
            Words("到会单位", "Attendance"),
            lambda row: row.attendance.select_related("member", "own_unit").order_by("recorded_at"),
            (
                Column(Words("单位", "Body"), str),
                Column(Words("人数", "People"), lambda row: row.people, number=True),
            ),
        ),
    ),
))  # fmt: skip

register(Register(
    "resolutions", Resolution, Words("会议决议", "Resolutions"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=MECHANISMS,
    help=Words("每项决议由谁办、哪天到期、办到哪一步。", "Who does what by when, and how far it is."),
    columns=(
        _CONTENT, _OWNER, _DUE, _STATE,
        Column(Words("会议", "Meeting"), lambda row: row.meeting),
        Column(Words("议题", "About"), lambda row: row.get_topic_display(), page_only=True),
        Column(Words("原定期限", "First due"), lambda row: row.due_on, page_only=True),
        Column(Words("了结日期", "Finished"), lambda row: row.finished_on, page_only=True),
        Column(Words("依据", "Evidence"), lambda row: row.evidence, page_only=True),
    ),
    start="partners.resolve", newest="due_on", related=("unit", "member", "own_unit"),
    filters=(("state", Words("状态", "State")), ("topic", Words("议题", "About"))),
    acts=_resolution_acts, within=lambda units: Q(unit_id__in=units) | Q(own_unit_id__in=units),
    parts=(
        Part(
            Words("办理答复", "Answers"),
            lambda row: row.answers.order_by("-recorded_at"),
            (
                Column(Words("情况", "State"), lambda row: row.get_state_display()),
                Column(Words("说明", "What was done"), lambda row: row.content),
                Column(Words("填写人", "By"), lambda row: row.office),
                Column(Words("通过链接", "By link"), lambda row: row.by_link),
                Column(Words("时间", "At"), lambda row: row.recorded_at),
            ),
        ),
    ),
))  # fmt: skip

"""The register of the case library; its text and the search are pages of their own."""

from guihang.engines.words import Words
from guihang.knowledge import library  # noqa: F401  declares the actions named here
from guihang.knowledge.models import LibraryCase
from guihang.knowledge.registers.projects import SCIENCE
from guihang.people.permissions import Permission
from guihang.people.register import Column, Register, Section, register

State = LibraryCase.State

_NEXT = {
    State.DRAFT: ("casework.revise_case", "casework.clean_case", "casework.submit_case"),
    State.READING: ("knowledge.read_case",),
    State.READ: ("knowledge.ask_consent",),
    State.AGREED: ("knowledge.pass_case",),
    State.FACILITY: ("knowledge.forward_case",),
    State.BUREAU: ("knowledge.forward_case",),
    State.MINISTRY: ("knowledge.adopt_case",),
}


def _acts(row: LibraryCase) -> tuple[str, ...]:
    if row.state == State.WITHDRAWN:
        return ()
    return (*_NEXT.get(State(row.state), ()), "knowledge.withdraw_case")


def _alert(row: LibraryCase) -> Words | None:
    """What was taken back here may still stand where it was sent."""
    if row.state != State.WITHDRAWN or row.consent != LibraryCase.Consent.REFUSED:
        return None
    return Words(
        "本人不同意或已收回，正文已清空。曾经报送过的，请马上告知上级一并撤下。",
        "The person said no, or took it back; the text is emptied. Where it was sent on, ask at once "
        "that it be taken down there too.",
    )


register(Register(
    "library", LibraryCase, Words("案例库", "Case library"), Permission.TOGETHER_VIEW,
    Section.TOGETHER, group=SCIENCE,
    help=Words(
        "在已结案的人的旅程上点“起草案例”，去标识化、复读、本人同意，再报所、局、部。",
        "Drafted on the journey of a closed case, de-identified, read twice, agreed, then sent up.",
    ),
    columns=(
        Column(Words("案例", "Case"), lambda row: row.title),
        Column(Words("类别", "Category"), lambda row: row.get_category_display()),
        Column(Words("状态", "State"), lambda row: row.get_state_display()),
        Column(Words("报送单位", "From"), lambda row: row.unit),
        Column(Words("入选日期", "Adopted"), lambda row: row.adopted_on),
        Column(Words("关键词", "Keywords"), lambda row: row.keywords, page_only=True),
        Column(Words("作者", "Author"), lambda row: row.author, page_only=True),
        Column(Words("复读人", "Second reader"), lambda row: row.reader, page_only=True),
        Column(Words("本人意见", "Consent"), lambda row: row.get_consent_display(), page_only=True),
        Column(Words("修改意见", "Remarks"), lambda row: row.remarks, page_only=True),
        Column(Words("案例编号", "Number"), lambda row: row.number, page_only=True),
    ),
    start="knowledge.enter_case", related=("unit", "author", "reader"), acts=_acts, alert=_alert,
    filters=(("category", Words("类别", "Category")), ("state", Words("状态", "State"))),
    more=(("library-text", Words("读正文", "Read the text")),),
))  # fmt: skip

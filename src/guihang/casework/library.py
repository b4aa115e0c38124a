"""A closed case becomes a draft for the case library: cleaned against the names of the tables.

Which case a draft tells of is known from the entry that made it, and from nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.utils.translation import override

from guihang.cases import identity
from guihang.cases.models import Case, Person, Relative
from guihang.core import crypto
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.models import Entry
from guihang.core.refusal import Reason
from guihang.engines import deidentify
from guihang.engines.calendar import local
from guihang.engines.deidentify import Finding
from guihang.engines.words import Words
from guihang.knowledge.library import sealed_body, stands_at
from guihang.knowledge.models import LibraryCase, Section
from guihang.people.models import Tenure, Unit
from guihang.people.permissions import Permission

LONGEST_NAME = 6
"""Characters of a name that is looked for in the tables: 哈斯巴根 has four."""

RELATIONS = {
    Relative.Relation.SPOUSE: "配偶", Relative.Relation.PARENT: "父母", Relative.Relation.CHILD: "子女",
    Relative.Relation.SIBLING: "兄弟姐妹", Relative.Relation.OTHER: "亲属",
}  # fmt: skip
"""What stands in a case instead of a relative's name; the library is written in Chinese."""

State = LibraryCase.State


def source_of(library: LibraryCase) -> Case | None:
    """Return the case that a draft tells of, where the open scope reaches it."""
    made = Entry.objects.filter(pk=library.pk, action=draft_case.name).first()
    if made is None:
        return None
    return Case.objects.filter(pk=made.subject_id).select_related("person", "unit").first()


def known_names(case: Case, text: str) -> dict[str, str]:
    """Return the names of the tables that matter for a text, with what each is to the person.

    The person and the relatives by opening their names; everybody else in the region's tables by
    the keyed hash of every run of characters, so that no other name is opened.
    """
    known = dict.fromkeys(_listed_in(text), "")
    held = Tenure.objects.filter(post__unit_id=case.unit_id).select_related("user")
    known |= {tenure.user.name: "民警" for tenure in held}
    for relative in Relative.objects.filter(case=case, superseded_by_id=None):
        name = relative.text("name_sealed", case.cipher)
        known[name] = RELATIONS[Relative.Relation(relative.relation)]
    known[case.person.name] = "康复人员"
    return {name: role for name, role in known.items() if name}


def _listed_in(text: str) -> list[str]:
    """Return the runs of characters in a text that are the name of somebody within the scope."""
    indexes = {crypto.index(identity.NAME, run): run for run in set(_runs(text))}
    rows = Person.objects.filter(name_index__in=list(indexes))
    return [indexes[bytes(found)] for found in rows.values_list("name_index", flat=True)]


def _runs(text: str) -> Iterator[str]:
    for part in "".join(ch if "\u4e00" <= ch <= "\u9fff" else " " for ch in text).split():
        for at in range(len(part)):
            for size in range(2, min(LONGEST_NAME, len(part) - at) + 1):
                yield part[at : at + size]


def findings(library: LibraryCase) -> dict[str, list[Finding]]:
    """Return what could tell who it is, in the title and in each section."""
    case = source_of(library)
    parts = {"title": library.title} | {str(code): text for code, text in library.sections.items()}
    return _found(case, parts)


def _found(case: Case | None, parts: Mapping[str, str]) -> dict[str, list[Finding]]:
    known = known_names(case, "\n".join(parts.values())) if case else {}
    units = [name for pair in Unit.objects.values_list("zh", "en") for name in pair]
    admitted = local(case.admitted_at).date() if case else None
    return {
        code: deidentify.scan(text, known=known, units=units, admitted_on=admitted)
        for code, text in parts.items()
    }


def told(case: Case) -> str:
    """Return who the person is as the library may say it: sex, decade of age, drug, no name."""
    person, since = case.person, local(case.admitted_at).date()
    said = ["康复人员某某"]
    if person.sex in (Person.Sex.MALE, Person.Sex.FEMALE):
        said.append("男" if person.sex == Person.Sex.MALE else "女")
    if person.born_on:
        decade = (since.year - person.born_on.year) // 10 * 10
        said.append(f"入所时{decade}—{decade + 9}岁")
    with override("zh-hans"):  # the library is written in Chinese
        said.append(f"主要毒品种类为{Case.Drug(case.drug).label}")
    return "，".join(said) + "。"


def is_closed(*, case: Case) -> Iterable[Reason]:
    if case.stage != Case.Stage.CLOSED:
        yield Reason("library.open", Words(
            "结案之后才能整理成案例。", "A case becomes a library case once it is closed."))  # fmt: skip


def title_is_clean(*, case: Case, title: str) -> Iterable[Reason]:
    """The title stands in lists that more people see than the draft."""
    if any(one.sure for one in _found(case, {"title": title})["title"]):
        yield Reason("library.title", Words(
            "标题里有姓名、单位或日期，请写成“某某”。",
            "The title holds a name, a unit or a date; write 某某 instead."), "title")  # fmt: skip


TITLE = Label("案例名称", "Title", max=120, help=Words(
    "写方法和人称，如“针灸缓解康复人员某某稽延性戒断症状案例”。",
    "Name the method and no person: acupuncture eases protracted withdrawal."))  # fmt: skip


def _part(section: Section, **more: object) -> Label:
    return Label(section.words.zh, section.words.en, lines=5, private=True, **more)  # type: ignore[arg-type]


SITUATION = _part(Section.SITUATION, help=Words(
    "留空时按已登记的资料写性别、年龄段和毒品种类。",
    "Left empty, sex, decade of age and drug are filled in from what is on file."))  # fmt: skip
CATEGORY = Label("类别", "Category")
KEYWORDS = Label("关键词", "Keywords", max=100)


@action(
    "casework.draft_case", Permission.LIBRARY_DRAFT, zh="起草案例", en="Draft a library case",
    guards=(is_closed, title_is_clean),
    purpose=Words(
        "把做得好的个案写给同行看。草稿加密保存；提交前系统找出能认出人的内容，另一位同事复读，本人同意后才离开本所。",
        "Tell colleagues what worked. The draft is encrypted; before it goes on, whatever could tell "
        "who it is must be gone, a colleague reads it, and the person agrees.",
    ),
)  # fmt: skip
def draft_case(
    *,
    case: Case,
    title: Annotated[str, TITLE],
    category: Annotated[LibraryCase.Category, CATEGORY],
    keywords: Annotated[str | None, KEYWORDS] = None,
    situation: Annotated[str | None, SITUATION] = None,
    analysis: Annotated[str, _part(Section.ANALYSIS)],
    plan: Annotated[str, _part(Section.PLAN)],
    course: Annotated[str, _part(Section.COURSE)],
    effect: Annotated[str, _part(Section.EFFECT)],
    insight: Annotated[str, _part(Section.INSIGHT)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> LibraryCase:
    """Draft a case for the library from one that is closed."""
    texts = (situation or told(case), analysis, plan, course, effect, insight)
    return LibraryCase.objects.create(
        id=entry, unit_id=case.unit_id, recorded_at=at, title=title, category=category,
        keywords=keywords or "", author_id=by.user_id,
        **sealed_body(entry, dict(zip(Section, texts, strict=True))),
    )  # fmt: skip


def is_the_author(*, library: LibraryCase, by: Actor) -> Iterable[Reason]:
    if by.user_id != library.author_id:
        yield Reason("library.author", Words(
            "草稿由作者本人修改。", "The author changes the draft."))  # fmt: skip


def new_title_is_clean(*, library: LibraryCase, title: str) -> Iterable[Reason]:
    if case := source_of(library):
        yield from title_is_clean(case=case, title=title)


AT_DRAFT = (stands_at(State.DRAFT), is_the_author)


@action(
    "casework.revise_case", Permission.LIBRARY_DRAFT, zh="修改案例", en="Change the draft",
    where="library.unit_id", guards=(*AT_DRAFT, new_title_is_clean),
)  # fmt: skip
def revise_case(
    *,
    library: LibraryCase,
    title: Annotated[str, TITLE],
    category: Annotated[LibraryCase.Category, CATEGORY],
    keywords: Annotated[str | None, KEYWORDS] = None,
    situation: Annotated[str, _part(Section.SITUATION)],
    analysis: Annotated[str, _part(Section.ANALYSIS)],
    plan: Annotated[str, _part(Section.PLAN)],
    course: Annotated[str, _part(Section.COURSE)],
    effect: Annotated[str, _part(Section.EFFECT)],
    insight: Annotated[str, _part(Section.INSIGHT)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Replace the text of a draft."""
    texts = (situation, analysis, plan, course, effect, insight)
    LibraryCase.objects.filter(pk=library.pk).update(
        title=title, category=category, keywords=keywords or "",
        **sealed_body(library.pk, dict(zip(Section, texts, strict=True))),
    )  # fmt: skip


@action(
    "casework.clean_case", Permission.LIBRARY_DRAFT, zh="按建议替换", en="Replace as suggested",
    where="library.unit_id", guards=AT_DRAFT,
    purpose=Words(
        "把标出的姓名、号码、日期、地址换成角色和概括说法。换完请通读一遍，改顺语句。",
        "Replaces what is marked by roles and generalisations. Read it through afterwards.",
    ),
)  # fmt: skip
def clean_case(*, library: LibraryCase, by: Actor, at: datetime, entry: UUID) -> None:
    """Replace everything that the scan finds in a draft."""
    found = findings(library)
    cleaned = {code: deidentify.clean(text, found[code]) for code, text in library.sections.items()}
    LibraryCase.objects.filter(pk=library.pk).update(**sealed_body(library.pk, cleaned))


def nothing_tells(*, library: LibraryCase, kept: str | None) -> Iterable[Reason]:
    """What is sure must be gone; what is only likely may stay with a reason."""
    if source_of(library) is None:
        yield Reason("library.source", Words(
            "看不到原个案，无法核对姓名；请由能看到原个案的同事提交。",
            "The case itself is out of your reach, so names cannot be checked."))  # fmt: skip
        return
    found = [one for each in findings(library).values() for one in each]
    sure, likely = [one for one in found if one.sure], [one for one in found if not one.sure]
    if sure or (likely and not kept):
        kinds = dict.fromkeys(one.kind for one in sure or likely)
        yield Reason("library.found", Words(
            f"还有 {len(found)} 处标出：{'、'.join(kind.words.zh for kind in kinds)}。先按建议替换；"
            "确实不是的，在下面写明理由。",
            f"{len(found)} places are still marked: {', '.join(kind.words.en for kind in kinds)}. "
            "Replace them; where one is none, say why below."), "kept")  # fmt: skip


@action(
    "casework.submit_case", Permission.LIBRARY_DRAFT, zh="提交复读", en="Send to a second reader",
    where="library.unit_id", guards=(*AT_DRAFT, nothing_tells),
)  # fmt: skip
def submit_case(
    *,
    library: LibraryCase,
    kept: Annotated[str | None, Label("标出但保留的，理由", "Why what is marked may stay", max=300,
                                      private=True)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Send a draft to a second reader once nothing in it tells who it is."""
    LibraryCase.objects.filter(pk=library.pk).update(state=State.READING)

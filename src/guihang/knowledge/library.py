"""A library case after its draft: a second reader, three stages, adoption; and the search.

Drafting and cleaning need to know whose case it is: ``casework.library``.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db import models
from django.db.models import QuerySet

from guihang.core.action import Actor, Guard, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import OutOfReach, Reason
from guihang.core.words import W
from guihang.engines import deidentify
from guihang.engines.words import Words
from guihang.knowledge.models import LibraryCase, Section, grams
from guihang.people.models import Unit
from guihang.people.permissions import Permission

State = LibraryCase.State


def stands_at(*states: LibraryCase.State) -> Guard:
    """Return a guard: the case stands at one of ``states``."""

    def guard(*, library: LibraryCase) -> Iterable[Reason]:
        if library.state not in states:
            now = State(library.state)
            yield Reason("library.state", Words(
                f"案例现在是“{now.label}”，这一步还不能办或已办过。",
                f"The case is at “{now.value}”; this step does not come now."))  # fmt: skip

    return guard


def another_person(*, library: LibraryCase, by: Actor) -> Iterable[Reason]:
    if by.user_id is None or by.user_id == library.author_id:
        yield Reason("library.own", Words(
            "作者不能复读自己的案例，请另一位同事复读。",
            "The author does not read their own case; a colleague must."))  # fmt: skip


class Verdict(models.TextChoices):
    PASSED = "passed", W("看不出是谁，通过", "Nobody could tell who it is")
    RETURNED = "returned", W("退回修改", "Back to the author")


def remarks_with_return(*, verdict: Verdict, remarks: str | None) -> Iterable[Reason]:
    if verdict == Verdict.RETURNED and not remarks:
        yield Reason("library.remarks", Words(
            "退回时写明改哪里。", "Say what is to be changed."), "remarks")  # fmt: skip


@action(
    "knowledge.read_case", Permission.LIBRARY_REVIEW, zh="复读案例", en="Read a case a second time",
    where="library.unit_id", guards=(stands_at(State.READING), another_person, remarks_with_return),
    purpose=Words(
        "由作者以外的人复读：熟悉当地的人读了，会不会猜出是谁？会，就退回。",
        "Somebody else than the author reads it: could a local guess who it is? Then it goes back.",
    ),
)  # fmt: skip
def read_case(
    *,
    library: LibraryCase,
    verdict: Annotated[Verdict, Label("意见", "Verdict")],
    remarks: Annotated[str | None, Label("修改意见", "Remarks", max=500, lines=3)] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Pass a case on, or give it back to its author with remarks."""
    passed = verdict == Verdict.PASSED
    LibraryCase.objects.filter(pk=library.pk).update(
        state=State.READ if passed else State.DRAFT, remarks=remarks or "",
        reader_id=by.user_id if passed else None,
    )  # fmt: skip


@action(
    "knowledge.ask_consent", Permission.LIBRARY_DRAFT, zh="登记本人意见",
    en="Record what the person says", where="library.unit_id", guards=(stands_at(State.READ),),
    purpose=Words(
        "把去标识化后的全文给本人看过再签字；本人也可以在自己的手机上看全文、答复，并随时收回。"
        "不同意就撤回，没有任何不利后果。",
        "The person reads the de-identified text before signing, on paper or on their own phone, "
        "where it can be taken back at any time. No means withdrawn, and nothing follows from it.",
    ),
)  # fmt: skip
def ask_consent(
    *,
    library: LibraryCase,
    consent: Annotated[LibraryCase.Consent, Label("本人意见", "The person's answer")],
    evidence: Annotated[str, Label("依据", "Evidence", max=200, help=Words(
        "同意书或伦理批件的编号，不写姓名。", "Number of the paper; no name."))],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Record the person's consent, or withdraw the case where it is not given."""
    if consent == LibraryCase.Consent.REFUSED:
        withdrawn(library, consent=consent)
    else:
        agreed(library, consent)


def agreed(library: LibraryCase, consent: LibraryCase.Consent = LibraryCase.Consent.GIVEN) -> None:
    LibraryCase.objects.filter(pk=library.pk).update(state=State.AGREED, consent=consent)


@action(
    "knowledge.pass_case", Permission.LIBRARY_REVIEW, zh="所审通过", en="Pass at the facility",
    where="library.unit_id", guards=(stands_at(State.AGREED), another_person),
)  # fmt: skip
def pass_case(*, library: LibraryCase, by: Actor, at: datetime, entry: UUID) -> None:
    """Let a case leave the facility: from now on its text is in the clear, and can be searched."""
    LibraryCase.objects.filter(pk=library.pk).update(
        state=State.FACILITY, **_in_the_clear(library.title, library.keywords, library.sections)
    )


def _in_the_clear(title: str, keywords: str, sections: dict[Section, str]) -> dict[str, object]:
    body = {str(code): text for code, text in sections.items()}
    return {
        "body": json.dumps(body, ensure_ascii=False), "body_sealed": None,
        "grams": grams(" ".join((title, keywords, *body.values()))),
    }  # fmt: skip


@action(
    "knowledge.forward_case", Permission.LIBRARY_PUBLISH, zh="报送上级", en="Forward a case",
    where="library.unit_id", guards=(stands_at(State.FACILITY, State.BUREAU),),
)  # fmt: skip
def forward_case(*, library: LibraryCase, by: Actor, at: datetime, entry: UUID) -> None:
    """Send a case on: from the facility to the bureau, from the bureau to the ministry."""
    here = State(library.state)
    onward = State.BUREAU if here == State.FACILITY else State.MINISTRY
    LibraryCase.objects.filter(pk=library.pk).update(state=onward)


NUMBER = Label("案例编号", "Number in the library", max=40)


@action(
    "knowledge.adopt_case", Permission.LIBRARY_PUBLISH, zh="登记入选", en="Record the adoption",
    where="library.unit_id", guards=(stands_at(State.MINISTRY),),
)  # fmt: skip
def adopt_case(
    *,
    library: LibraryCase,
    adopted_on: Annotated[date, Label("入选日期", "Adopted on")],
    number: Annotated[str | None, NUMBER] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Record that the ministry adopted a case; every office can read it now."""
    LibraryCase.objects.filter(pk=library.pk).update(
        state=State.ADOPTED, adopted_on=adopted_on, number=number or ""
    )


@action(
    "knowledge.withdraw_case", Permission.LIBRARY_REVIEW, zh="撤回案例", en="Withdraw a case",
    where="library.unit_id",
    guards=(stands_at(*(one for one in State if one != State.WITHDRAWN)),),
)  # fmt: skip
def withdraw_case(
    *,
    library: LibraryCase,
    why: Annotated[str, Label("原因", "Reason", max=200)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Take a case back and empty it: the person changed their mind, or somebody could be known."""
    withdrawn(library)


def withdrawn(library: LibraryCase, **more: str) -> None:
    """Empty a case: nothing of its text is left, and no search finds it."""
    LibraryCase.objects.filter(pk=library.pk).update(
        state=State.WITHDRAWN, body="", body_sealed=None, grams=[], adopted_on=None, **more
    )


def sealed_body(library_id: UUID, sections: dict[Section, str]) -> dict[str, bytes | None]:
    """Return the encrypted columns of a draft."""
    text = json.dumps({str(code): part for code, part in sections.items()}, ensure_ascii=False)
    return sealed_texts(LibraryCase, LibraryCase().cipher, library_id, body=text)


def nothing_sure(*, title: str, body: str) -> Iterable[Reason]:
    """What is entered as published holds no number, date, address or unit that tells who it is."""
    found = [one for one in deidentify.scan(f"{title}\n{body}") if one.sure]
    kinds = dict.fromkeys(one.kind for one in found)
    if kinds:
        yield Reason("library.found", Words(
            f"文中还有{'、'.join(kind.words.zh for kind in kinds)}，请先去标识化。",
            f"It still holds: {', '.join(kind.words.en for kind in kinds)}. De-identify it first."),
            "body")  # fmt: skip


@action(
    "knowledge.enter_case", Permission.LIBRARY_PUBLISH, zh="补录已入选案例",
    en="Enter a case adopted earlier", where="host.id", guards=(nothing_sure,),
    purpose=Words(
        "本系统启用前已入选司法部案例库的案例，按公开的文本补录，供检索学习。",
        "Cases that the ministry adopted before this product came, as they were published.",
    ),
)  # fmt: skip
def enter_case(
    *,
    host: Unit,
    title: Annotated[str, Label("案例名称", "Title", max=120)],
    category: Annotated[LibraryCase.Category, Label("类别", "Category")],
    keywords: Annotated[str | None, Label("关键词", "Keywords", max=100)] = None,
    body: Annotated[str, Label("正文", "Text", lines=10, max=8000)],
    adopted_on: Annotated[date, Label("入选日期", "Adopted on")],
    number: Annotated[str | None, NUMBER] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> LibraryCase:
    """Enter a case that was published before; the link to a person is not known here."""
    text = _in_the_clear(title, keywords or "", {Section.SITUATION: body})
    return LibraryCase.objects.create(
        id=entry, unit=host, recorded_at=at, title=title, category=category,
        keywords=keywords or "", author_id=by.user_id, state=State.ADOPTED, earlier=True,
        adopted_on=adopted_on, number=number or "", **text,
    )  # fmt: skip


def readable(pk: UUID, *, units: frozenset[int], writing: frozenset[int]) -> LibraryCase:
    """Return a case: adopted, or in the clear at ``units``, or a draft at ``writing``.

    Raises OutOfReach.
    """
    ours = models.Q(unit_id__in=units) & ~models.Q(body="")
    rows = LibraryCase.objects.filter(
        models.Q(state=State.ADOPTED) | ours | models.Q(unit_id__in=writing), pk=pk
    )
    found = rows.select_related("unit").first()
    if found is None:
        raise OutOfReach
    return found


def search(words: str, *, units: frozenset[int], category: str = "") -> QuerySet[LibraryCase]:
    """Return the cases in the clear that hold every word, the newest first.

    Those that were adopted are found by everybody, the others by their own units. A word is found
    wherever its characters stand together.
    """
    rows = LibraryCase.objects.exclude(body="")
    rows = rows.filter(models.Q(state=State.ADOPTED) | models.Q(unit_id__in=units))
    if category:
        rows = rows.filter(category=category)
    for word in words.split():
        rows = rows.filter(grams__contains=grams(word)).filter(
            models.Q(title__icontains=word) | models.Q(body__icontains=word)
            | models.Q(keywords__icontains=word)
        )  # fmt: skip
    return rows.select_related("unit").order_by("-adopted_on", "-recorded_at")

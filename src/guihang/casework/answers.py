"""What staff do with what a person asked for: the code to their file, answers, decisions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from guihang.cases.actions import correct_identity
from guihang.cases.models import Case
from guihang.cases.own import CODE_DAYS, Invitation
from guihang.cases.requests import Complaint, OwnRequest
from guihang.core import scope
from guihang.core.action import Actor, action
from guihang.core.codes import digest, spaced
from guihang.core.fields import Label
from guihang.core.models import Entry, sealed_texts
from guihang.core.refusal import Reason
from guihang.core.words import say
from guihang.engines.words import Words
from guihang.people.permissions import Permission
from guihang.people.queries import SystemActor, tree

ANSWER = Label("答复", "Answer", lines=5, private=True)
Kind, State = OwnRequest.Kind, OwnRequest.State


@action(
    "cases.give_code", Permission.OWN_ACCESS_GIVE, zh="开通“我的归航”",
    en="Give the person the code to their file",
)  # fmt: skip
def give_code(*, case: Case, by: Actor, at: datetime, entry: UUID) -> Invitation:
    """Give the person a code on paper; it opens once within fourteen days. Older codes end."""
    Invitation.objects.filter(case=case, used_at=None).update(used_at=at)
    made = Invitation(
        id=entry, case=case, person_id=case.person_id, given_at=at,
        ends_at=at + timedelta(days=CODE_DAYS),
    )  # fmt: skip
    made.code_digest = digest(made.code)
    made.save(force_insert=True)
    return made


def is_open(*, request: OwnRequest) -> Iterable[Reason]:
    if request.state != State.OPEN:
        yield Reason("request.answered", Words("这一件已经答复过。", "This was answered already."))


def is_of(*kinds: str) -> object:
    """Return the guard that a request is of one of the kinds."""

    def guard(*, request: OwnRequest) -> Iterable[Reason]:
        if request.kind not in kinds:
            yield Reason("request.kind", Words(
                "这一件不能这样办理。", "This is not how this request is answered."))  # fmt: skip

    return guard


def _answer(
    request: OwnRequest, state: str, answer: str | None, by: Actor, at: datetime
) -> OwnRequest:
    sealed = sealed_texts(OwnRequest, request.cipher, request.pk, answer=answer or "")
    OwnRequest.objects.filter(pk=request.pk).update(
        state=state, answered_at=at, answered_by_id=by.user_id, **sealed
    )
    return OwnRequest.objects.get(pk=request.pk)


@action(
    "cases.answer_help", Permission.REQUEST_ANSWER, zh="答复求助", en="Answer a request for help",
    where="request.case.unit_id", guards=(is_of(Kind.HELP), is_open),
)  # fmt: skip
def answer_help(
    *, request: OwnRequest, answer: Annotated[str, ANSWER], by: Actor, at: datetime, entry: UUID
) -> None:
    """Tell the person what was done or will be done."""
    _answer(request, State.DONE, answer, by, at)


@action(
    "cases.pass_on_legal_aid", Permission.REQUEST_ANSWER, zh="转交法律援助申请",
    en="Pass on a request for legal aid", where="request.case.unit_id",
    guards=(is_of(Kind.LEGAL_AID), is_open),
)  # fmt: skip
def pass_on_legal_aid(
    *,
    request: OwnRequest,
    answer: Annotated[str, Label(
        "转交给哪个法律援助机构、由谁接收", "Passed on to which legal aid body, and who took it", max=300)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Pass the request on; the clock of 24 hours (Legal Aid Law art 39) ends with this."""
    _answer(request, State.PASSED_ON, answer, by, at)


IDENTITY = (
    OwnRequest.Which.NAME, OwnRequest.Which.ID_NUMBER, OwnRequest.Which.PHONE,
    OwnRequest.Which.ADDRESS,
)  # fmt: skip
WHY = Words("本人申请更正", "The person asked for it")


def is_corrected(*, request: OwnRequest, accepted: bool, by: Actor) -> Iterable[Reason]:
    """Whoever says “corrected” has corrected it: here for identity, on the journey for a record."""
    if not accepted:
        return
    if request.which in IDENTITY:
        if request.case.unit_id not in by.units(Permission.PERSON_CORRECT):
            yield Reason("correction.post", Words(
                "您的岗位不能更正身份信息，请由站长或专职社工办理。",
                "Your post does not correct identity; the head or a full-time social worker does."),
                "accepted")  # fmt: skip
        return
    since = Entry.objects.filter(subject_id=request.case_id, at__gte=request.asked_at)
    if not since.filter(supersedes_id__isnull=False).exists():
        yield Reason("correction.first", Words(
            "请先在旅程上更正那条记录，再在这里选“已更正”；原记录会保留。",
            "Correct that record on the journey first, then say here that it was corrected; what "
            "stood before is kept."), "accepted")  # fmt: skip


@action(
    "cases.decide_correction", Permission.REQUEST_ANSWER, zh="决定更正申请",
    en="Decide a request for correction", where="request.case.unit_id",
    guards=(is_of(Kind.CORRECTION), is_open, is_corrected),
)  # fmt: skip
def decide_correction(
    *,
    request: OwnRequest,
    accepted: Annotated[bool, Label(
        "同意，按本人所说更正", "Agreed: corrected as the person says", help=Words(
            "姓名、证件号码、电话、住址随这次答复一起更正；别的记录请先在旅程上更正。",
            "Name, ID number, phone and address are corrected with this answer; another record is "
            "corrected on the journey first."))] = False,
    answer: Annotated[str, Label("理由", "Reason", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:  # fmt: skip
    """Decide with a reason. What was on file stays in the journal; a refusal can be answered."""
    if accepted and request.which in IDENTITY:
        _correct(request, by, at)
    _answer(request, State.ACCEPTED if accepted else State.REFUSED, answer, by, at)


def _correct(request: OwnRequest, by: Actor, at: datetime) -> None:
    """Let the ordinary action put the person's words in place of what was on file."""
    person = request.case.person
    values: dict[str, str | None] = {
        one: getattr(person, one) or None for one in ("name", "id_number", "phone", "address")
    }
    values[request.which] = request.opened("new_sealed")
    correct_identity(case=request.case, sex=person.sex, **values, why=say(WHY), by=by, at=at)


def is_unanswered(*, complaint: Complaint) -> Iterable[Reason]:
    if complaint.answered_at:
        yield Reason("request.answered", Words("这一件已经答复过。", "This was answered already."))


@action(
    "cases.answer_complaint", Permission.COMPLAINT_ANSWER, zh="答复投诉", en="Answer a complaint",
    where="complaint.handler_id", guards=(is_unanswered,),
)  # fmt: skip
def answer_complaint(
    *,
    complaint: Complaint,
    finding: Annotated[Complaint.Finding, Label("结论", "Finding")],
    answer: Annotated[str, ANSWER],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Close a complaint with a finding and an answer that the person reads."""
    sealed = sealed_texts(Complaint, complaint.cipher, complaint.pk, answer=answer)
    Complaint.objects.filter(pk=complaint.pk).update(
        finding=finding, answered_at=at, answered_by_id=by.user_id, **sealed
    )


def standing_code(*, at: datetime) -> str:
    """Return an open code of whoever was given one last, for the demo alone; a used one is renewed."""
    with scope.opened(tree().parents):
        held = Invitation.objects.select_related("case").order_by("-given_at").first()
        if held is None:
            return ""
        if held.used_at or held.ends_at <= at:
            held = give_code(case=held.case, by=SystemActor(), at=at)
        return spaced(held.code)

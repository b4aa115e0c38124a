"""What staff do with what a person asked for: the code to their file, answers, decisions."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from guihang.cases.models import Case
from guihang.cases.own import CODE_DAYS, Invitation
from guihang.cases.requests import Complaint, OwnRequest
from guihang.core import scope
from guihang.core.action import Actor, action
from guihang.core.codes import digest, spaced
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
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


@action(
    "cases.decide_correction", Permission.REQUEST_ANSWER, zh="决定更正申请",
    en="Decide a request for correction", where="request.case.unit_id",
    guards=(is_of(Kind.CORRECTION), is_open),
)  # fmt: skip
def decide_correction(
    *,
    request: OwnRequest,
    accepted: Annotated[bool, Label("已按本人所说更正", "Corrected as the person says")] = False,
    answer: Annotated[str, Label("理由", "Reason", lines=4, private=True)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Decide with a reason. What was on file stays in the journal; a refusal can be answered."""
    _answer(request, State.ACCEPTED if accepted else State.REFUSED, answer, by, at)


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

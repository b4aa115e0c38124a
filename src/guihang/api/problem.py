"""What the API answers when it does not do what was asked (RFC 9457), in both languages."""

import logging
from collections.abc import Callable, Iterable, Mapping
from uuid import uuid4

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError, OperationalError
from django.http import HttpResponse
from psycopg.errors import QueryCanceled

from guihang.api.wire import encode
from guihang.core.refusal import OutOfReach, Reason, Refused
from guihang.core.words import say
from guihang.engines.words import Words
from guihang.people.asking import NotGranted
from guihang.people.budget import OverBudget

log = logging.getLogger("guihang.api")

KINDS: Mapping[str, tuple[int, Words]] = {
    "malformed": (400, Words("请求不是有效的 JSON 对象。", "The request is not a valid JSON object.")),
    "unauthenticated": (401, Words(
        "请登录，或提供有效的令牌。", "Sign in, or send a valid token.")),
    "forbidden": (403, Words("您的岗位没有此项权限。", "Your posts do not grant this permission.")),
    "csrf": (403, Words(
        "页面已过期，请刷新后重试(CSRF)。", "The page has expired; reload it and try again (CSRF).")),
    "not-found": (404, Words("不存在，或不在您的范围内。", "Not found, or not within your reach.")),
    "method": (405, Words("此地址不支持该方法。", "This address does not take that method.")),
    "conflict": (409, Words(
        "这个提交编号已用于另一条内容。", "This submission id was used for other content.")),
    "too-large": (413, Words("请求超过 1 MB。", "The request is larger than 1 MB.")),
    "media-type": (415, Words(
        "请以 application/json(UTF-8)发送。", "Send application/json (UTF-8).")),
    "refused": (422, Words("未办理，原因见 reasons。", "Not carried out; see the reasons.")),
    "too-many": (429, Words(
        "查阅人数超出额度，原因见 reasons；已记录并告知审计管理员。",
        "Over the budget of reads; see the reasons. It is on record, and the audit administrator is "
        "told.")),
    "too-long": (503, Words(
        "查询用时过长，已停止。请缩小范围后重试。",
        "The query took too long and was stopped; narrow it down and try again.")),
    "internal": (500, Words(
        "系统出错，已记录；请凭 id 联系管理员。",
        "Something went wrong here and was logged; quote the id to your administrator.")),
}  # fmt: skip
"""Name of a problem → status and words; the description of the API is drawn from it too."""

MEDIA_TYPE = "application/problem+json"
REUSED = "entry.reused"
"""Code of the reason with which the journal refuses an id that has other content."""

TAKEN = Reason(REUSED, KINDS["conflict"][1], "entry")
OUT_OF_RANGE = Reason("range", Words(
    "有的值超出可用范围(例如日期)。", "A value lies outside what can be stored, such as a date."))  # fmt: skip


class Problem(Exception):
    """The answer to a request that is not carried out."""

    def __init__(
        self, kind: str, reasons: Iterable[Reason] = (), *, headers: Mapping[str, str] | None = None,
        **more: str,
    ) -> None:  # fmt: skip
        super().__init__(kind)
        self.kind = kind
        self.reasons = tuple(reasons)
        self.headers = dict(headers or {})
        self.more = more

    def response(self) -> HttpResponse:
        status, words = KINDS[self.kind]
        body = {
            "type": f"urn:guihang:problem:{self.kind}", "title": say(words), "status": status,
            "words": words._asdict(), "reasons": [_reason(reason) for reason in self.reasons],
            **self.more,
        }  # fmt: skip
        headers = {"Cache-Control": "no-store", **self.headers}
        return HttpResponse(encode(body), MEDIA_TYPE, status, headers=headers)


def _reason(reason: Reason) -> dict[str, str]:
    return {
        "code": reason.code, "field": reason.field, "zh": reason.words.zh, "en": reason.words.en,
    }  # fmt: skip


def _refused(error: Refused) -> Problem:
    reused = any(reason.code == REUSED for reason in error.reasons)
    return Problem("conflict" if reused else "refused", error.reasons)


def _not_granted(error: NotGranted) -> Problem:
    return Problem("forbidden", [Reason("permission", error.words)])


def _over_budget(error: OverBudget) -> Problem:
    return Problem("too-many", [Reason("budget", error.words)], headers={"Retry-After": "3600"})


def _stopped(error: OperationalError) -> Problem | None:
    return Problem("too-long") if isinstance(error.__cause__, QueryCanceled) else None


def _clash(error: IntegrityError) -> Problem | None:
    """Two rows of one id: the entry belongs to something that this user cannot see."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    return Problem("conflict", [TAKEN]) if constraint.endswith("_pkey") else None


TABLE: dict[type[Exception], Callable[..., Problem | None]] = {
    Problem: lambda error: error,
    Refused: _refused,
    NotGranted: _not_granted,
    OverBudget: _over_budget,
    OperationalError: _stopped,
    OutOfReach: lambda _: Problem("not-found"),
    RequestDataTooBig: lambda _: Problem("too-large"),
    SuspiciousOperation: lambda _: Problem("malformed"),
    OverflowError: lambda _: Problem("refused", [OUT_OF_RANGE]),
    DataError: lambda _: Problem("refused", [OUT_OF_RANGE]),
    IntegrityError: _clash,
}
"""Exception → problem; the first that fits. Anything else, or None, is a fault of ours."""


def of(error: Exception, where: str) -> HttpResponse:
    """Return the answer to ``error``. An unforeseen one is logged under an id, never shown."""
    for kind, made in TABLE.items():
        if isinstance(error, kind) and (problem := made(error)):
            return problem.response()
    number = uuid4().hex[:12]
    log.error("%s failed (%s)", where, number, exc_info=error)
    return Problem("internal", id=number).response()

"""The read endpoints: one query each, filtered by the units at which the permission holds."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from guihang.api.answers import (
    CaseFile,
    CaseItem,
    CasePage,
    CustodyItem,
    FactItem,
    Journey,
    Me,
    PostItem,
    TaskItem,
    Text,
    UnitItem,
    UnitList,
    WorkItem,
    WorkPage,
)
from guihang.api.endpoint import Call, endpoint
from guihang.cases.files import File, file
from guihang.cases.models import Case
from guihang.cases.queries import Cursor
from guihang.core.fields import Label
from guihang.core.refusal import Reason, Refused
from guihang.engines.protocol import Planned
from guihang.engines.words import Words
from guihang.followup import listing, silence
from guihang.followup import queries as followup
from guihang.followup.plan import Row
from guihang.people import directory
from guihang.people.permissions import Fields, Permission, Role

PAGE, LONGEST_PAGE = 25, 100

AFTER = Label("上一页答复中的 next", "The “next” of the page before", max=80)
LIMIT = Label("每页条数", "Rows a page", max=LONGEST_PAGE)
UNIT = Label("单位(id)", "Unit, by id", max=2**31 - 1)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@endpoint(Permission.PERSON_VIEW, zh="个案列表", en="List cases")
def case_list(
    call: Call,
    *,
    stage: Annotated[Case.Stage | None, Label("阶段", "Stage")] = None,
    unit: Annotated[int | None, UNIT] = None,
    after: Annotated[str | None, AFTER] = None,
    limit: Annotated[int, LIMIT] = PAGE,
) -> CasePage:
    """Cases held by the units within reach, newest first, at constant cost a page."""
    since = cursor(after, UUID)
    rows = listing.listed(
        units=call.asked.units, stage=stage or "", unit_id=unit, limit=limit,
        after=since and Cursor(*since),
    )  # fmt: skip
    shown = rows[:limit]
    call.asked.saw(row.id for row in shown)
    more = len(rows) > limit and shown
    return CasePage(
        tuple(CaseItem(*row) for row in shown),
        mark(shown[-1].admitted_at, shown[-1].id) if more else None,
    )


@endpoint(Permission.PERSON_VIEW, zh="个案旅程", en="Read the journey of a case")
def journey(call: Call, *, pk: UUID) -> Journey:
    """Summary, plan as of now with the reason of each task, facts on file, and custody.

    What the roles of the caller are not shown is left out.
    """
    found = file(pk, units=call.asked.units)
    call.asked.saw([pk])
    tasks, facts = followup.journey(found.case, now=call.at)
    case = found.case
    sees = call.asked.actor.sees(case.unit_id, case.facility_id, case.offered_to_id)
    return Journey(
        _file(found),
        tuple(_task(task) for task in tasks if Fields.PLAN in sees),
        tuple(_fact(fact) for fact in facts if FACT_FIELDS.get(fact.kind, Fields.PLAN) in sees),
        tuple(CustodyItem(*row) for row in found.custody),
    )


@endpoint(Permission.PERSON_VIEW, zh="待办", en="List open tasks")
def worklist(
    call: Call,
    *,
    role: Annotated[Role | None, Label("岗位", "Role")] = None,
    after: Annotated[str | None, AFTER] = None,
    limit: Annotated[int, LIMIT] = PAGE,
) -> WorkPage:
    """What can be recorded now, soonest to close first; all roles unless one is named."""
    sees = call.asked.actor.sees
    planned = frozenset(unit for unit in call.asked.units if Fields.PLAN in sees(unit))
    silence.notice(units=planned, now=call.at)
    rows = followup.worklist(
        units=planned, now=call.at, roles=[role] if role else [], limit=limit,
        after=cursor(after, int),
    )  # fmt: skip
    shown = rows[:limit]
    call.asked.saw({row.case_id for row in shown})
    more = len(rows) > limit and shown
    return WorkPage(
        tuple(
            WorkItem(
                row.case_id, row.number, row.name, row.unit_id, row.role, row.key, row.track,
                Text(*row.words), Text(*row.why), row.opens_at, row.due_at, row.closes_at, row.state,
            )
            for row in shown
        ),
        mark(shown[-1].closes_at, shown[-1].task_id) if more else None,
    )  # fmt: skip


@endpoint(None, zh="单位", en="List units")
def units(call: Call) -> UnitList:
    """The units of the region: whom a case can be handed to, and which you reach."""
    mine = call.asked.units
    return UnitList(
        tuple(
            UnitItem(
                row.id, row.code, row.kind, row.parent_id, Text(row.zh, row.en), row.id in mine
            )
            for row in directory.units()
        )
    )


@endpoint(None, zh="我", en="Read who I am")
def me(call: Call) -> Me:
    """The user of the token or session, the posts held today, and what they allow."""
    actor = call.asked.actor
    posts = tuple(
        PostItem(post.id, post.unit_id, post.role, Text(*post.title)) for post in actor.posts
    )
    return Me(actor.user_id, actor.name, posts, tuple(sorted(actor.permissions)))


def mark(at: datetime, pk: UUID | int) -> str:
    """Return where a page ends, in characters that an address takes as they are."""
    return f"{(at - EPOCH) // INSTANT}_{pk}"


def cursor[Key: (UUID, int)](text: str | None, key: type[Key]) -> tuple[datetime, Key] | None:
    """Return the place that ``mark`` named. A wrong one is refused: page one would mislead."""
    if text is None:
        return None
    micros, _, pk = text.partition("_")
    try:
        return EPOCH + int(micros) * INSTANT, key(pk)
    except (ValueError, OverflowError) as error:
        raise Refused([Reason("cursor", Words(
            "after 应为上一页答复中的 next。", "“after” is the “next” of the page before."),
            "after")]) from error  # fmt: skip


def _file(found: File) -> CaseFile:
    case = found.case
    return CaseFile(
        case.id, found.number, found.name, case.unit_id, case.facility_id,
        case.offered_to_id, case.stage, case.zone, case.consent, case.drug, case.test_schedule,
        case.decided_on, case.admitted_at, case.term_ends_on, case.released_at, case.accepted_at,
        case.closed_at, case.ending, case.sealing_due_on,
    )  # fmt: skip


def _task(task: Planned) -> TaskItem:
    return TaskItem(
        "/".join(task.key), Text(*task.words), Text(*task.because), task.owner, task.track,
        task.opens_at, task.due_at, task.closes_at, task.state, task.done_at, task.done_by,
        task.void_reason and Text(*task.void_reason),
    )  # fmt: skip


DETAILS = {
    "contact": ("channel",),
    "attempt": ("channel", "target", "outcome"),
    "test": ("kind", "result", "chain_complete", "appeal_open", "unannounced"),
    "review": ("closing",),
    "evidence": ("kind", "not_before"),
    "consent": ("decision",),
}
"""Kind of a fact → the names of its details, in the order in which the plan's rows hold them."""

FACT_FIELDS = dict.fromkeys(("test", "review", "evidence"), Fields.HEALTH)
"""Kind of a fact → the class of fields that it belongs to; the others belong to the plan."""

FLAGS = {"true": True, "false": False, "": None}


def _fact(row: Row) -> FactItem:
    values: Sequence[str] = (row.one, *row.two.split(","))
    details: dict[str, Any] = {
        name: FLAGS.get(value, value)
        for name, value in zip(DETAILS.get(row.kind, ()), values, strict=False)
    }
    return FactItem(row.id, row.kind, row.at, details, row.fulfils or None)

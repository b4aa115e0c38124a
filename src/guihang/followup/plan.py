"""From the facts on file to tasks, in the transaction of the change.

``replan`` may be called a hundred times: the same facts give the same rows, and only rows that
differ are written. ``deferred`` collects the cases of a large import and plans each once.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import lru_cache
from itertools import batched
from time import monotonic
from typing import Any
from uuid import UUID

from guihang.cases.models import Case
from guihang.core.china import calendar
from guihang.core.models import Fact
from guihang.engines import evidence, owing, protocol_json, protocols, reach
from guihang.engines.acts import Act, Attempt, Done, StepKey, Target
from guihang.engines.calendar import local
from guihang.engines.evidence import Finding, UseEvidence
from guihang.engines.protocol import Facts, Period, Planned, Protocol, Step, refusals
from guihang.engines.words import Words
from guihang.followup import kept
from guihang.followup.kept import Row, rows_of
from guihang.followup.models import Channel, ProtocolVersion
from guihang.people.permissions import Role

ALWAYS = ("golden-quarter", "years-one-to-three")
"""Protocols that every person in aftercare is on; the test schedule is the case's own."""

TRIALS = frozenset({"weekly-tests"})
"""Test schedules of a trial: its people are tested and counted, but nobody owes them aftercare."""

LADDER = "reach-again"
"""The search that starts when a contact falls overdue."""

TOGETHER = 200
"""Cases whose plans are read and written in one go: some eight thousand tasks in memory."""

_waiting: ContextVar[dict[UUID, datetime] | None] = ContextVar("waiting", default=None)


_CONTACT_ACTS = {Channel.FACE: Act.FACE, Channel.VISIT: Act.VISIT}
_TRIED_ACTS = {
    Channel.MESSAGE: Act.TRIED_MESSAGE, Channel.VISIT: Act.TRIED_VISIT, Channel.FACE: Act.TRIED_VISIT,
}  # fmt: skip


def facts_of(case: Case, rows: Sequence[Row]) -> Facts:
    """Turn stored facts into the values that the engine plans with."""
    done = [
        Done(str(row.id), act, row.at, key_of(row.fulfils)) for row in rows if (act := _act(row))
    ]
    tried = [
        Attempt(
            str(row.id), row.at, Target(row.two.partition(",")[0]),
            _TRIED_ACTS.get(Channel(row.one), Act.TRIED_CALL),
        )
        for row in rows if row.kind == "attempt"
    ]  # fmt: skip
    anchors = {}
    if case.released_at:
        anchors = {"release": case.released_at, "enrolment": case.released_at}
    return Facts(anchors, tuple(done), tuple(tried), _owed(case, rows))


def _act(row: Row) -> Act | None:
    """What a fact can fulfil. A test that gave no answer offers nothing."""
    if row.kind == "contact":
        return _CONTACT_ACTS.get(Channel(row.one), Act.CONTACT)
    if row.kind == "test":
        result, _, _, unannounced = row.two.split(",")
        if result in ("invalid", "declined"):
            return None
        return Act.UNANNOUNCED_TEST if unannounced == "true" else Act.TEST
    if row.kind == "review":
        return Act.CLOSING_REVIEW if row.one == "true" else Act.REVIEW
    return Act.MEETING if row.kind == "meeting" else None


def key_of(text: str) -> StepKey | None:
    """Return the step named by ``rule/anchor/step``."""
    parts = text.split("/")
    return StepKey(*parts) if len(parts) == 3 else None


def link(case: Case, row: Row, model: type[Fact], *, at: datetime) -> str:
    """Return the task by hand of a fact about to be written, or nothing when it cannot stand.

    A task that has closed stays missed, one that is done stays its own: the fact is kept all the
    same, and finds its task like any other. A correction keeps the link of what it corrects.
    """
    key, act = key_of(row.fulfils), _act(row)
    if key is None or act is None:
        return ""
    if model._default_manager.filter(superseded_by_id=row.id, fulfils=row.fulfils).exists():
        return row.fulfils
    tasks = planned(case, rows_of(case.pk), at=at)
    task = next((found for found in tasks if found.key == key), None)
    return "" if task is None or refusals(task, act, row.at) else row.fulfils


def _owed(case: Case, rows: Sequence[Row]) -> tuple[Period, ...]:
    """Return when follow-up is owed, by what is on file (the rule: ``engines.owing``)."""
    if case.released_at is None:
        return ()
    return owing.owed(
        released_at=case.released_at,
        consent=[(row.at, row.one == "given") for row in rows if row.kind == "consent"],
        closings=[
            (row.at, row.kind == "closing") for row in rows
            if row.kind in ("closing", "reopening")
        ],
        died_at=min((row.at for row in rows if row.two.endswith(",deceased")), default=None),
    )  # fmt: skip


def protocols_for(case: Case) -> list[Protocol]:
    """Return the protocols in force on the day of release, so nobody changes version midway."""
    if case.released_at is None:
        return []
    day = local(case.released_at).date()
    tests = [case.test_schedule] if case.test_schedule != "none" else []
    codes = tests if case.test_schedule in TRIALS else [*ALWAYS, *tests]
    return [found for code in codes if (found := in_force(code, day))]


def in_force(code: str, day: date) -> Protocol | None:
    """Return the version in force, counting those that the region adopted itself."""
    own = adopted().get(code, ())
    standard = protocols.in_force(code, day)
    known = [found for found in (standard, *own) if found and found.effective_on <= day]
    return max(known, key=lambda found: (found.effective_on, found.version), default=None)


ADOPTED_SECONDS = 60
_kept: list[tuple[float, dict[str, tuple[Protocol, ...]]]] = []


def adopted() -> dict[str, tuple[Protocol, ...]]:
    """Return the region's own adopted protocols by code (cached for a minute)."""
    now, kept = monotonic(), _kept[:]  # another thread may forget it meanwhile
    if not kept or now - kept[0][0] > ADOPTED_SECONDS:
        found: dict[str, tuple[Protocol, ...]] = {}
        for row in ProtocolVersion.objects.exclude(adopted_at=None):
            found[row.code] = (*found.get(row.code, ()), protocol_json.from_json(row.body))
        _kept[:] = kept = [(now, found)]
    return kept[0][1]


def all_versions() -> list[Protocol]:
    """Return every protocol that took or takes effect, by code and version."""
    own = [found for versions in adopted().values() for found in versions]
    return sorted(
        [*protocols.PROTOCOLS.values(), *own], key=lambda found: (found.code, found.version)
    )


def forget_adopted() -> None:
    """Drop the cached protocols after one was adopted."""
    _kept.clear()


def step(rule: str, version: int, code: str) -> Step:
    """Return the step of a stored task: its words and its reason live in the protocol."""
    known = _steps(protocols.PROTOCOLS.get((rule, version)) or _own(rule, version))
    return known[code]


@lru_cache(maxsize=256)
def _steps(protocol: Protocol) -> dict[str, Step]:
    return {found.code: found for found in protocol.steps}


def _own(rule: str, version: int) -> Protocol:
    for _ in range(2):
        for found in adopted().get(rule, ()):
            if found.version == version:
                return found
        forget_adopted()  # another process adopted it since we looked
    raise LookupError(f"{rule} v{version}")


class Unreadable(Exception):
    """A protocol that cannot be read; ``problems`` holds every reason."""

    def __init__(self, problems: Sequence[Words]) -> None:
        super().__init__("; ".join(words.en for words in problems))
        self.problems = tuple(problems)


def read(text: str) -> Protocol:
    """Return the protocol that ``text`` (JSON) describes. Raises Unreadable."""
    try:
        return protocol_json.from_json(json.loads(text), owners=[str(role) for role in Role])
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise Unreadable(
            [Words(f"第 {place} 处不是有效的 JSON。", f"Not valid JSON at {place}.")]
        ) from error
    except RecursionError as error:
        raise Unreadable([Words("嵌套过深。", "Nested too deeply.")]) from error
    except protocol_json.ProtocolError as error:
        raise Unreadable(error.problems) from error


def newest_version(code: str) -> int:
    """Return the highest version of a protocol that exists or is proposed; 0 for none."""
    own = ProtocolVersion.objects.filter(code=code).values_list("version", flat=True)
    standard = [version for known, version in protocols.PROTOCOLS if known == code]
    return max([*own, *standard], default=0)


def planned(case: Case, rows: Sequence[Row], *, at: datetime) -> tuple[Planned, ...]:
    """Return the plan of one case on ``at``, the search for a silent person included."""
    return planned_by(protocols_for(case), facts_of(case, rows), at)


def planned_by(chosen: Sequence[Protocol], facts: Facts, at: datetime) -> tuple[Planned, ...]:
    """Plan with given protocols; a dry run passes others than those in force."""
    released = facts.anchors.get("release")
    ladder = in_force(LADDER, local(released).date()) if released else None
    if ladder is None:
        return ()
    return reach.follow(chosen, ladder, facts, at, calendar())


def replan(case: Case, *, at: datetime) -> None:
    """Bring tasks and standing of a case in line with its facts."""
    queue = _waiting.get()
    if queue is None:
        _replan([(case, at)])
    else:
        queue[case.pk] = at


def replan_all(cases: Sequence[Case], *, at: datetime) -> None:
    """Plan many cases as of ``at``; whoever calls holds their locks."""
    _replan([(case, at) for case in cases])


def silences(tasks: Sequence[Planned], facts: Facts, at: datetime) -> dict[str, datetime | None]:
    """Return since when the person is silent, or when they will be unless reached."""
    return {
        "silent_since": reach.silence_since(tasks, facts, at),
        "falls_silent_at": reach.falls_silent_at(tasks, facts, at),
    }


def _replan(touched: Sequence[tuple[Case, datetime]]) -> None:
    known = kept.rows_by_case([case.pk for case, _ in touched])
    plans = []
    for case, at in touched:
        rows = known[case.pk]
        facts = facts_of(case, rows)
        tasks = planned_by(protocols_for(case), facts, at)
        stands = standing(case, rows) | silences(tasks, facts, at)
        plans.append(kept.Plan(case, tasks, stands))
    kept.store(plans)


@contextmanager
def deferred() -> Iterator[None]:
    """Plan each touched case once, when the block ends without an error."""
    token = _waiting.set({})
    try:
        yield
        queue = _waiting.get() or {}
    finally:
        _waiting.reset(token)
    for some in batched(queue, TOGETHER):
        _replan([(case, queue[case.pk]) for case in Case.objects.filter(pk__in=some)])


def standing(case: Case, rows: Sequence[Row]) -> dict[str, Any]:
    """Return where a case stands: last contact, tests, first use, what ended it.

    After the release only the tests since then count: what was taken inside says nothing of it.
    """
    since = case.released_at or case.admitted_at
    tests = [
        (row, row.two.split(",")) for row in rows if row.kind == "test" and row.at >= since
    ]  # fmt: skip
    answered = [
        row.at for row, (result, *_) in tests if result in ("negative", "positive", "mixed")
    ]
    negative = [row.at for row, (result, *_) in tests if result == "negative"]
    positive = [row.at for row, (result, *_) in tests if result in ("positive", "mixed")]
    met = [row.at for row in rows if row.kind in ("contact", "review")] + answered
    ends = [
        (row.at, row.two.partition(",")[2]) for row in rows
        if row.kind == "attempt" and row.two.endswith((",in_custody", ",deceased"))
    ]  # fmt: skip
    if case.closed_at and case.ending in ("custody", "deceased", "moved"):
        ends.append((case.closed_at, case.ending))
    ended_at, ended_by = min(ends, default=(None, ""))
    return {
        "last_contact_at": max(met, default=None),
        "last_test_at": max(answered, default=None),
        "last_negative_at": max(negative, default=None),
        "first_positive_at": min(positive, default=None),
        "relapse_on": _relapse_on(case, rows),
        "ended_at": ended_at,
        "ended_by": ended_by,
    }


_TEST_EVIDENCE = {
    "onsite": UseEvidence.ONSITE_POSITIVE, "hair": UseEvidence.HAIR_POSITIVE,
    "lab": UseEvidence.LAB_POSITIVE, "retest": UseEvidence.LAB_POSITIVE,
}  # fmt: skip


def _findings(rows: Sequence[Row]) -> Iterator[Finding]:
    for row in rows:
        on = local(row.at).date()
        if row.kind == "evidence":
            earliest = date.fromisoformat(row.two) if row.two else None
            yield Finding(on, earliest, UseEvidence(row.one))
        elif row.kind == "test":
            result, chain, appeal, _ = row.two.split(",")
            if result in ("positive", "mixed"):
                yield Finding(on, None, _TEST_EVIDENCE[row.one], chain == "true", appeal == "true")


def relapses(case: Case) -> list[date]:
    """Return the days of every confirmed use: each starts the years until sealing again."""
    return [found.on for found in _findings(rows_of(case.pk)) if evidence.confirmed(found)]


def _relapse_on(case: Case, rows: Sequence[Row]) -> date | None:
    """Return the day of the first confirmed use after the release, or None."""
    if case.released_at is None:
        return None
    since = local(case.released_at).date()
    return evidence.first_use(_findings(rows), (), since=since, confirmed_only=True).right

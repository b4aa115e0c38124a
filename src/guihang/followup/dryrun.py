"""What a protocol would change, before it takes effect: nothing is written."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from guihang.cases.models import Case
from guihang.engines import protocols
from guihang.engines.protocol import Changes, Protocol, compare
from guihang.engines.words import Words
from guihang.followup import plan

EXAMPLES = 20
"""People whose changes are shown one by one."""


@dataclass(frozen=True, slots=True)
class Example:
    """The change for one person."""

    case_id: UUID
    number: str
    changes: Changes


@dataclass(slots=True)
class Report:
    """People looked at and touched, and how many tasks of each step appear, go or move."""

    people: int = 0
    touched: int = 0
    added: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    words: dict[str, Words] = field(default_factory=dict)
    units: Counter[int] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)

    @property
    def steps(self) -> list[tuple[Words, int, int, int]]:
        """Step, then tasks added, removed and moved, for each step that changes."""
        return [
            (words, self.added[code], self.removed[code], self.moved[code])
            for code, words in self.words.items()
        ]

    def count(self, case: Case, changes: Changes) -> None:
        self.people += 1
        if not any(changes):
            return
        self.touched += 1
        moved = [after for _, after in changes.moved]
        for counter, tasks in ((self.added, changes.added), (self.removed, changes.removed),
                               (self.moved, moved)):  # fmt: skip
            for task in tasks:
                counter[task.key.step] += 1
                self.words.setdefault(task.key.step, task.words)
        self.units[case.unit_id] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(Example(case.pk, case.person.number, changes))


def _open(units: Iterable[int]) -> QuerySet[Case]:
    cases = Case.objects.filter(unit_id__in=list(units), released_at__isnull=False)
    return cases.exclude(stage=Case.Stage.CLOSED)


def people(units: Iterable[int]) -> int:
    """Return how many people a dry run in ``units`` looks at."""
    return _open(units).count()


def dry_run(
    protocol: Protocol, *, units: Iterable[int], at: datetime, limit: int | None = None,
    progress: Callable[[], object] = lambda: None,
) -> Report:  # fmt: skip
    """Plan everybody in ``units`` with and without ``protocol``, and report the difference.

    Everybody in follow-up is planned as if it were in force for them, whatever its effective
    day: that is the question a bureau asks before it sets the day.
    """
    chosen = _open(units).select_related("person").order_by("-id")
    report = Report()
    for case in chosen[:limit].iterator(chunk_size=200):
        report.count(case, _changes(case, protocol, at))
        progress()
    return report


def _changes(case: Case, protocol: Protocol, at: datetime) -> Changes:
    facts = plan.facts_of(case, plan.rows_of(case.pk))
    now = plan.protocols_for(case)
    after = [protocol if known.code == protocol.code else known for known in now]
    if not protocols.known(protocol.code):
        after.append(protocol)
    return compare(plan.planned_by(now, facts, at), plan.planned_by(after, facts, at))

"""Import a file: every row one action or two, every refusal back to the row that it is about."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from pathlib import Path

from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, transaction

from guihang.cases import lookup
from guihang.cases.models import Case
from guihang.core import scope
from guihang.core.action import Actor
from guihang.core.refusal import OutOfReach, Reason, Refused
from guihang.engines.calendar import local
from guihang.engines.words import Words
from guihang.exchange.book import read
from guihang.exchange.kinds import WHO, Call, Row
from guihang.exchange.mapping import (
    Directory,
    Mapped,
    Typed,
    column_of,
    joined,
    mapped,
    static_reasons,
    told,
    units_of,
)
from guihang.followup import onfile, plan
from guihang.people.models import Unit
from guihang.people.permissions import LABELS, Permission

BATCH = 500
"""Rows a transaction: what a crash can cost, and how often a case is planned again."""

type Progress = Callable[[int, int], None]
"""Called after each batch with the rows done and about how many there are."""


@dataclass
class SheetReport:
    """What became of the rows of one sheet. ``refused``: number of the row → all its reasons."""

    name: str
    kind: str
    rows: int = 0
    stored: int = 0
    repeated: int = 0
    refused: dict[int, str] = field(default_factory=dict)


@dataclass
class Report:
    """What became of a file."""

    dry_run: bool
    sheets: list[SheetReport]

    @property
    def rows(self) -> int:
        return sum(sheet.rows for sheet in self.sheets)

    @property
    def stored(self) -> int:
        return sum(sheet.stored for sheet in self.sheets)

    @property
    def repeated(self) -> int:
        """Rows that were on file already; importing them again changed nothing."""
        return sum(sheet.repeated for sheet in self.sheets)

    @property
    def refused(self) -> int:
        return sum(len(sheet.refused) for sheet in self.sheets)


UNREACHABLE = Words(
    "没有此项，或不在您的权限范围内。", "There is no such record, or it is not within your reach."
)
NOBODY = Words(
    "找不到此人(无此编号，或不在您的权限范围内)。",
    "This person is not found (no such number, or not within your reach).",
)
NO_WHO = Words("请填写人员编号或证件号码。", "Give the person number or the ID number.")
TWO_PEOPLE = Words(
    "人员编号与证件号码不是同一个人。", "Person number and ID number belong to two people."
)
STOPPED = Words(
    "数据库暂时不可用或正忙，导入已停止。已入库的行不会重复，请稍后再次导入同一文件。",
    "The database is busy or away; the import stopped. Rows already stored are not stored again: "
    "import the same file later.",
)
CHANGED = Words(
    "此人在这一时刻、以同一方式已有一条内容不同的记录。要更正，请在旅程上更正原记录；"
    "确为另一次的，请写明各自的时刻。",
    "A record of this person at this moment and of this kind is on file with other content. To "
    "correct it, correct that record on the journey; if it was another one, give each its time.",
)
CLASH = Words("与已有记录冲突，未导入。", "It clashes with a record on file.")


def run(
    path: Path, *, actor: Actor, at: datetime, name: str = "", kind: str | None = None,
    unit: Unit | None = None, dry_run: bool = False, progress: Progress | None = None,
) -> Report:  # fmt: skip
    """Import the sheets of a file as ``actor`` and report on every row.

    ``unit``: the facility of rows that name none. ``dry_run`` does all of it and keeps nothing.
    Good rows are stored in batches, so a file that was stopped half-way may simply be sent again.
    Raises Refused for a file that cannot be read at all, or a user who may not import.
    """
    found = mapped(read(path, name), kind)
    units = actor.units(Permission.DATA_IMPORT)
    if not units:
        raise Refused([Reason("import.permission", Words(
            f"没有“{LABELS[Permission.DATA_IMPORT].zh}”权限。",
            f"You may not do this: {LABELS[Permission.DATA_IMPORT].en}."))])  # fmt: skip
    work = _Import(actor, at, units, unit, progress, sum(one.sheet.rows for one in found))
    with _told_when_stopped(), _thrown_away(units) if dry_run else nullcontext():
        return Report(dry_run, [work.sheet(one) for one in found])


@contextmanager
def _told_when_stopped() -> Iterator[None]:
    """A database that went away or waits too long is no fault of a row: stop, and say what to do."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise Refused([Reason("import.stopped", STOPPED)]) from error


@contextmanager
def _thrown_away(units: frozenset[int]) -> Iterator[None]:
    """One transaction around everything, taken back at the end."""
    with scope.opened(units):
        yield
        transaction.set_rollback(True)


class _Import:
    """One import under way."""

    def __init__(
        self, actor: Actor, at: datetime, units: frozenset[int], unit: Unit | None,
        progress: Progress | None, total: int,
    ) -> None:  # fmt: skip
        self.actor, self.at, self.units, self.unit = actor, at, units, unit
        self.directory = Directory()
        self.progress, self.total, self.done = progress, total, 0

    def sheet(self, one: Mapped) -> SheetReport:
        report = SheetReport(one.sheet.name, one.kind.code)
        for rows in batched(one.rows(), BATCH, strict=False):
            with scope.opened(self.units), plan.deferred():
                self._batch(one, rows, report)
            # Outside of the batch's transaction: what is told is stored.
            self.done += len(rows)
            if self.progress:
                self.progress(self.done, max(self.total, self.done))
        return report

    def _batch(
        self, one: Mapped, rows: Sequence[tuple[int, list[str]]], report: SheetReport
    ) -> None:
        ready = [(number, Typed(one, cells)) for number, cells in rows]
        cases = self._cases([typed for _, typed in ready]) if one.kind.is_about_a_case else None
        prepared = []
        for number, typed in ready:
            reasons, row = self._row(typed, cases)
            calls = [] if reasons else one.kind.calls(row)
            prepared.append((number, typed, row, calls, reasons))
        known = set(lookup.recorded(call.entry for *_, calls, _ in prepared for call in calls))
        said = [mark for _, _, row, calls, _ in prepared if calls and (mark := one.kind.mark(row))]
        on_file = onfile.marks((mark.case_id for mark in said), (mark.at for mark in said))
        for number, typed, row, calls, found in prepared:
            report.rows += 1
            if calls and all(call.entry in known for call in calls):
                # The ids say what was said of whom: this row was carried out before.
                report.repeated += 1
            elif calls and (mark := one.kind.mark(row)) in on_file:
                report.refused[number] = told(one.kind, one.kind.moment, CHANGED)
            elif reasons := found or self._carry_out(typed, row, calls):
                report.refused[number] = joined(reasons)
            else:
                report.stored += 1
                known.update(call.entry for call in calls)
                on_file |= {mark} if mark else set()

    def _cases(self, rows: Sequence[Typed]) -> lookup.Found:
        number, id_number = (column.code for column in WHO)
        return lookup.cases_of(
            numbers={row.text(number) for row in rows} - {""},
            id_numbers={row.text(id_number) for row in rows} - {""},
            units=self.units, today=local(self.at).date(),
        )  # fmt: skip

    def _row(self, typed: Typed, cases: lookup.Found | None) -> tuple[list[str], Row]:
        """Return what stands against a row before any action is asked, and the row."""
        units = units_of(typed, self.directory, self.unit)
        case, problem = self._whose(typed, cases) if cases is not None else (None, None)
        row = Row(typed.values, typed.times, units, case, self.actor)
        reasons = [told(typed.kind, "", problem)] if problem else []
        unit = units.get("unit")
        if unit is not None and unit.pk not in self.units:
            reasons.append(told(typed.kind, "unit", UNREACHABLE))
        if reasons or typed.problems or any(True for _ in typed.kind.check(typed.values)):
            reasons += static_reasons(typed, row)
        return reasons, row

    def _whose(self, typed: Typed, cases: lookup.Found) -> tuple[Case | None, Words | None]:
        number, id_number = (typed.text(column.code) for column in WHO)
        if not number and not id_number:
            problem = None if {column.code for column in WHO} & typed.problems.keys() else NO_WHO
            return None, problem
        found = [
            cases.by_number.get(number, []) if number else None,
            cases.by_id_number.get(id_number, []) if id_number else None,
        ]
        given = [one for one in found if one is not None]
        if not all(given):
            return None, NOBODY
        if len({one[0].person_id for one in given}) > 1:
            return None, TWO_PEOPLE
        return lookup.at(given[0], typed.times.get(typed.kind.moment)), None

    def _carry_out(self, typed: Typed, row: Row, calls: Sequence[Call]) -> list[str]:
        """Call the actions of a row, all or none, and return the reasons against it."""
        result: object = None
        call = calls[0]
        try:
            # One action is its own savepoint; more than one need another around them.
            with transaction.atomic() if len(calls) > 1 else nullcontext():
                for call in calls:
                    taken = {call.takes: result} if call.takes else {}
                    result = call.action(
                        **call.given, **taken, by=self.actor, at=self.at, entry=call.entry
                    )
        except Refused as refused:
            found = [told(typed.kind, column_of(call, one.field), one) for one in refused.reasons]
            return list(dict.fromkeys([*found, *static_reasons(typed, row)]))
        except (OutOfReach, ObjectDoesNotExist):
            return [told(typed.kind, "", UNREACHABLE)]
        except (IntegrityError, DataError):
            return [told(typed.kind, "", CLASH)]
        return []

"""The kinds of sheets: which columns they have, and which actions a row of each calls.

No rules live here: what a row may say is decided by the actions.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from typing import Any
from uuid import UUID

from guihang.cases.models import Case
from guihang.casework import actions as casework
from guihang.casework import handovers
from guihang.core.action import ACTIONS, Action, Actor
from guihang.core.ids import derived
from guihang.core.refusal import Reason
from guihang.custody import zones
from guihang.engines.words import Words
from guihang.exchange.columns import Column, column, columns, own
from guihang.followup import actions as followup
from guihang.followup.onfile import Mark
from guihang.people.models import Unit
from guihang.people.register import REGISTERS, Register

type Values = Mapping[str, str | list[str]]
"""A row after ``Column.normal``: code of the column → value. Blank cells are not in it."""


@dataclass(frozen=True)
class Call:
    """One action that a row asks for.

    ``takes`` is the parameter that the result of the call before it fills.
    """

    action: Action
    given: Mapping[str, Any]
    entry: UUID
    takes: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Parameter → column, where the two are called differently."""


@dataclass(frozen=True)
class Row:
    """What a kind needs to know to say which calls a row makes."""

    values: Values
    times: Mapping[str, datetime]
    units: Mapping[str, Unit]
    case: Case | None
    actor: Actor

    def call(
        self, action: Action, *, about: Mapping[str, str] | None = None, takes: str = "",
        of: str = "", **references: Any,
    ) -> Call:  # fmt: skip
        """Return a call with the values of this row that the action knows.

        ``about``: parameter → column where the two are called differently. The entry id follows
        from what is said of whom (and ``of`` what), so the same row again is the same entry.
        """
        other = about or {}
        columns = {found: other.get(found.name, found.name) for found in action.inputs}
        given = {
            found.name: self.values[code] for found, code in columns.items()
            if code in self.values and not (found.kind is bool and self.values[code] == "0")
        }  # fmt: skip
        whom = self.case.person.number if self.case else ""
        said = [f"{name}={value}" for name, value in sorted(given.items())]
        entry = derived("import", action.name, whom, of, *said)
        return Call(action, given | references, entry, takes, other)


@dataclass(frozen=True)
class Kind:
    """One kind of sheet. ``moment`` is the column with the time that a row speaks of."""

    code: str
    words: Words
    columns: tuple[Column, ...]
    calls: Callable[[Row], list[Call]]
    moment: str = ""
    about_a_case: bool = False
    """Its rows name somebody who is on file, as every kind with a moment does."""
    way: Callable[[Values], str] | None = None
    """What makes two rows of a person and a moment the same record (``followup.onfile``)."""
    check: Callable[[Values], Iterable[Reason]] = lambda values: ()
    """What contradicts itself within a row, where no single action would see both sides."""

    @property
    def is_about_a_case(self) -> bool:
        return self.about_a_case or bool(self.moment)

    def mark(self, row: "Row") -> Mark | None:
        """Return how a row is recognised when it comes again with other content."""
        at = row.times.get(self.moment)
        if self.way is None or row.case is None or at is None:
            return None
        return Mark(self.code, row.case.pk, at, self.way(row.values))

    @cached_property
    def by_code(self) -> dict[str, Column]:
        return {found.code: found for found in self.columns}


NUMBER = column(casework.admit, "number")
ID_NUMBER = column(casework.admit, "id_number", other_names=("身份证号", "身份证号码", "身份证"))
WHO = (NUMBER, ID_NUMBER)
"""How a row names its person: one of the two is enough."""

UNIT = column(
    casework.admit, "unit", words=Words("强制隔离戒毒所", "Facility"), required=False,
    other_names=("单位", "所在单位", "场所"),
)  # fmt: skip


def _people(row: Row) -> list[Call]:
    unit = row.units.get("unit")
    found = [row.call(casework.admit, of=unit.code if unit else "", unit=unit)]
    # Everybody is admitted to detox; another zone is proposed, and somebody decides.
    if row.values.get("zone", "") != Case.Zone.DETOX and row.values.keys() & {"zone", "zone_on"}:
        whom = str(row.values.get("number") or row.values.get("id_number") or found[0].entry)
        about = {"on": "zone_on", "ground": ""}
        found.append(row.call(zones.propose_zone, about=about, takes="case", of=whom))
    return found


_ADMIT = {found.code: found for found in columns(casework.admit)}

PEOPLE = Kind(
    "people", Words("人员与在所", "People"),
    (
        NUMBER, _ADMIT.pop("name"), ID_NUMBER, UNIT,
        *(found for code, found in _ADMIT.items() if code not in ("number", "id_number")),
        column(
            zones.propose_zone, "zone", words=Words("现在分区", "Zone now"), required=False,
            other_names=("分区",),
        ),
        column(
            zones.propose_zone, "on", code="zone_on", required=False,
            words=Words("进入分区日期", "In the zone since"),
        ),
    ),
    _people,
)  # fmt: skip


def _releases(row: Row) -> list[Call]:
    found = [row.call(casework.release, case=row.case)]
    if "decision" in row.values:
        about = {"note": ""}
        if "decided_at" not in row.values:
            about["decided_at"] = "released_at"
        found.append(row.call(casework.record_consent, about=about, case=row.case))
    if station := row.units.get("station"):
        which = f"{station.code} {row.values.get('released_at')}"
        offered = row.call(
            handovers.offer_handover, about={"note": "", "offered_at": "accepted_at"}, of=which,
            case=row.case, to_unit=station,
        )  # fmt: skip
        found.append(offered)
        # Without the right to answer for the station, the offer waits there as any other does.
        if station.pk in row.actor.units(handovers.accept_handover.permission):
            found.append(row.call(handovers.accept_handover, takes="handover", of=which))
    return found


RELEASES = Kind(
    "releases", Words("出所", "Releases"),
    (
        *WHO, *columns(casework.release),
        column(
            casework.record_consent, "decision", required=False,
            words=Words("照管意愿", "Aftercare decision"), other_names=("本人意愿",),
        ),
        column(
            casework.record_consent, "decided_at", required=False,
            words=Words("意愿表示时间", "Decided at"),
        ),
        column(
            handovers.offer_handover, "to_unit", code="station", required=False,
            words=Words("接收站点", "Receiving station"), other_names=("接收单位",),
        ),
        column(handovers.accept_handover, "accepted_at"),
    ),
    _releases, moment="released_at",
)  # fmt: skip


def _reached_or_not(values: Values) -> Iterable[Reason]:
    if values.get("reached") == "1" and "outcome" in values:
        yield Reason("contact.outcome", Words(
            "已联系到本人时不填“结果”。", "Leave the outcome empty when the person was reached."),
            "outcome")  # fmt: skip


def _channel_and_target(values: Values) -> str:
    reached = values.get("reached") == "1"
    return f"{values.get('channel')},{'person' if reached else values.get('target')}"


def _contacts(row: Row) -> list[Call]:
    reached = row.values.get("reached") == "1"
    action = followup.record_contact if reached else followup.record_attempt
    return [row.call(action, about={"fulfils": ""}, case=row.case)]


CONTACTS = Kind(
    "contacts", Words("联系与尝试", "Contacts"),
    (
        *WHO,
        own("reached", Words("是否联系到本人", "Person reached"), bool, required=True),
        column(followup.record_contact, "happened_at"),
        column(followup.record_contact, "channel"),
        column(followup.record_attempt, "target", required=False),
        column(followup.record_attempt, "outcome", required=False),
        column(followup.record_contact, "note"),
    ),
    _contacts, moment="happened_at", way=_channel_and_target, check=_reached_or_not,
)  # fmt: skip


def _tests(row: Row) -> list[Call]:
    return [row.call(followup.record_test, about={"fulfils": ""}, case=row.case)]


TESTS = Kind(
    "tests", Words("检测", "Tests"),
    (*WHO, *columns(followup.record_test, without=["fulfils"])),
    _tests, moment="happened_at", way=lambda values: str(values.get("kind")),
)  # fmt: skip


def _closings(row: Row) -> list[Call]:
    return [row.call(casework.close_case, case=row.case)]


CLOSINGS = Kind(
    "closings", Words("结案", "Closings"),
    (
        *WHO, column(casework.close_case, "closed_at", required=True),
        *columns(casework.close_case, without=["closed_at"]),
    ),
    _closings, moment="closed_at",
)  # fmt: skip


KINDS: dict[str, Kind] = {kind.code: kind for kind in (PEOPLE, RELEASES, CONTACTS, TESTS, CLOSINGS)}
"""In the order in which the sheets of one workbook are imported: people come before their tests."""


GIVEN = {"host", "case"}
"""References that a row of a register can name: the unit, or the person."""


@cache
def of_registers() -> dict[str, Kind]:
    """Return a kind for every register whose records a sheet can start, by the register's slug."""
    found = {}
    for made in REGISTERS.values():
        action = ACTIONS.get(made.start)
        if action and {one.name for one in action.references if one.required} <= GIVEN:
            found[made.slug] = _of_register(made, action)
    return found


def _of_register(made: Register, action: Action) -> Kind:
    names = {one.name for one in action.references}
    who = WHO if "case" in names else ()
    where = (column(action, "host", words=Words("单位", "Unit")),) if "host" in names else ()

    def calls(row: Row) -> list[Call]:
        about: dict[str, Any] = {"case": row.case} if who else {}
        host = row.units.get("host")
        if where:
            about["host"] = host
        return [row.call(action, of=host.code if host else "", **about)]

    return Kind(
        made.slug, made.words, (*who, *where, *columns(action)), calls, about_a_case=bool(who)
    )


def kind_of(code: str) -> Kind | None:
    """Return a kind of sheet, of people or of a register, by its code."""
    return KINDS.get(code) or of_registers().get(code)

"""Who may see which row, said a second time and from plain values, beside the policies.

Nothing here reads ``row_policy``: a policy that says something else is what the test looks for.
A guarded table without a rule is an error.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.security.world import World


@dataclass(frozen=True)
class Who:
    """A context: the units, and the user or the person if there is one."""

    units: frozenset[int]
    user: int | None = None
    person: UUID | None = None


def visible(world: World, who: Who) -> dict[str, set[Any]]:
    """Return the ids of the rows of each table that ``who`` may see."""
    rows = world.rows
    cases = {row["id"] for row in rows["cases_case"] if _case(world, row, who)}
    owners = {row["person_id"] for row in rows["cases_case"] if row["id"] in cases}
    found: dict[str, set[Any]] = {"cases_case": cases}
    for table, kept in rows.items():
        if table == "cases_case":
            continue
        rule = RULES.get(table, _of_a_case)
        key = "case_id" if table == "followup_standing" else "id"
        found[table] = {row[key] for row in kept if rule(row, who, cases, owners)}
    return found


def _case(world: World, row: dict[str, Any], who: Who) -> bool:
    return bool({row["unit_id"], row["facility_id"], row["offered_to_id"]} & who.units)


def _of_a_case(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["case_id"] in cases


def _person(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["unit_id"] in who.units or row["id"] in owners


def _entry(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["unit_id"] in who.units or row["subject_id"] in cases


def _access(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["unit_id"] in who.units


def _task(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["unit_id"] in who.units or row["case_id"] in cases


RULES = {
    "cases_person": _person, "core_entry": _entry, "core_access": _access, "followup_task": _task,
}  # fmt: skip

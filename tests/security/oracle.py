"""Who may see which row, said a second time and from plain values, beside the policies.

Nothing here reads ``row_policy``: a policy that says something else is what the test looks for.
Without a rule of its own a row goes with its case, or with its unit where it has no case.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
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
    sealed = {row["case_id"] for row in rows["cases_seal"]}
    cases = {row["id"] for row in rows["cases_case"] if _case(world, row, who, sealed)}
    owners = {row["person_id"] for row in rows["cases_case"] if row["id"] in cases}
    away = Away(sealed, {row["person_id"] for row in rows["cases_seal"]})
    found: dict[str, set[Any]] = {"cases_case": cases}
    for table, kept in rows.items():
        if table == "cases_case":
            continue
        rule = RULES.get(table) or (_of_a_case if kept and "case_id" in kept[0] else _unit)
        if table == "knowledge_librarycase":
            rule = partial(_library, told=_told(world, who, cases))
        if table in OWN_SIDE:
            rule = partial(OWN_SIDE[table], serving=_serving(world, who))
        key = "case_id" if table in OF_THE_CASE else "id"
        found[table] = {
            row[key] for row in kept
            if rule(row, who, cases, owners) and not _put_away(table, row, who, cases, owners, away)
        }  # fmt: skip
    for table, (by, column) in THROUGH.items():
        found[table] |= {row[column] for row in rows[by] if row["id"] in found[by]} - {None}
    return found


def _serving(world: World, who: Who) -> list[dict[str, Any]]:
    """Return the volunteers of one's units, and oneself on a volunteer's own side."""
    return [
        row for row in world.rows["community_volunteer"]
        if row["unit_id"] in who.units or (who.person is not None and row["own_id"] == who.person)
    ]  # fmt: skip


class Away(NamedTuple):
    """The sealed cases and the people whose they are."""

    cases: set[Any]
    people: set[Any]


def _case(world: World, row: dict[str, Any], who: Who, sealed: set[Any]) -> bool:
    grants = [one for one in world.rows["cases_grant"] if one["case_id"] == row["id"]]
    mine = [one for one in grants if _open(one) and _for(one, who)]
    reach = {row["unit_id"], row["facility_id"], row["offered_to_id"]} & who.units
    by_law = [one for one in mine if one["kind"] == "opening" and one["user_id"] == who.user]
    # A grant that its own reader may not see opens nothing.
    usable = [one for one in mine if _grant_seen(one, who, sealed)]
    seen = bool(reach or usable) or (row["person_id"] == who.person and who.person is not None)
    return seen and (row["id"] not in sealed or bool(by_law))


def _open(grant: dict[str, Any]) -> bool:
    now = datetime.now(UTC)
    return (
        not grant["declined"] and grant["revoked_at"] is None
        and grant["given_at"] <= now < grant["ends_at"]
    )  # fmt: skip


def _for(grant: dict[str, Any], who: Who) -> bool:
    return grant["recipient_id"] in who.units or (
        who.user is not None and grant["user_id"] == who.user
    )


def _grant_seen(grant: dict[str, Any], who: Who, sealed: set[Any]) -> bool:
    own = who.user is not None and grant["user_id"] == who.user
    if grant["kind"] == "opening":  # the person learns that the sealed record was opened
        return own or (who.person is not None and grant["person_id"] == who.person)
    return grant["case_id"] not in sealed


def _put_away(
    table: str, row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any], away: Away
) -> bool:
    """Whether a seal hides a row that is otherwise within reach."""
    if table == "cases_person":
        return row["id"] in away.people and row["id"] not in owners
    if table == "cases_grant":
        return not _grant_seen(row, who, away.cases)
    about = {
        "core_entry": "subject_id", "followup_task": "case_id", "cases_handover": "case_id",
        "cases_complaint": "case_id", "outcomes_counted": "case_id",
    }.get(table)  # fmt: skip
    return about is not None and row[about] in away.cases and row[about] not in cases


def _of_a_case(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    """The rule of most tables: of a case within reach, or of a unit within reach."""
    return row["case_id"] in cases if "case_id" in row else row["unit_id"] in who.units


def _volunteer(row: dict[str, Any], *who: Any, serving: list[dict[str, Any]]) -> bool:
    return row["id"] in {one["id"] for one in serving}


def _use(row: dict[str, Any], who: Who, *_: Any) -> bool:
    """A consent of an ambassador: of a unit within reach, or a story that the public reads."""
    today = (datetime.now(UTC) + timedelta(hours=8)).date()
    public = (
        row["kind"] == "story" and row["place"] == "site" and row["approved_at"] is not None
        and row["withdrawn_at"] is None and row["until_on"] >= today
    )  # fmt: skip
    return row["unit_id"] in who.units or public


def _of_a_volunteer(row: dict[str, Any], who: Who, *_: Any, serving: list[dict[str, Any]]) -> bool:
    return row["unit_id"] in who.units or row["volunteer_id"] in {one["id"] for one in serving}


def _of_a_team(row: dict[str, Any], who: Who, *_: Any, serving: list[dict[str, Any]]) -> bool:
    team = row.get("team_id", row["id"])
    return row["unit_id"] in who.units or team in {one["team_id"] for one in serving}


def _person(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["unit_id"] in who.units or row["id"] in owners


def _entry(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["unit_id"] in who.units or row["subject_id"] in cases


def _access(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    seen = {UUID(one) for one in row["subjects"]} & cases
    return row["unit_id"] in who.units or bool(seen)


def _looked(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    own = who.user is not None and row["by_id"] == who.user
    return row["unit_id"] in who.units or own or row["subject_id"] in cases


def _unit(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["unit_id"] in who.units


def _device(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["person_id"] in owners


def _complaint(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    """For the person, and for whoever answers it; nobody of this world holds a barred post."""
    mine = who.person is not None and row["person_id"] == who.person
    answers = row["handler_id"] in who.units and who.user is not None
    return mine or (answers and row["about_user_id"] != who.user)


def _handover(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["case_id"] in cases or bool({row["from_unit_id"], row["to_unit_id"]} & who.units)


def _task(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["unit_id"] in who.units or row["case_id"] in cases


def _grant(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    units = {row["unit_id"], row["facility_id"], row["recipient_id"]} & who.units
    own = who.user is not None and row["user_id"] == who.user
    return bool(units) or own or (who.person is not None and row["person_id"] == who.person)


def _seal(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return True


def _owned(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return bool({row["unit_id"], row["own_unit_id"]} & who.units)


def _told(world: World, who: Who, cases: set[Any]) -> set[Any]:
    """Return the ids of the entries that drafted a library case from one of the person's own."""
    own = {row["id"] for row in world.rows["cases_case"]
           if row["person_id"] == who.person and row["id"] in cases}  # fmt: skip
    return {row["id"] for row in world.rows["core_entry"]
            if row["action"] == "casework.draft_case" and row["subject_id"] in own}  # fmt: skip


def _library(row: dict[str, Any], who: Who, *_: Any, told: set[Any]) -> bool:
    """Of a unit within reach, adopted, or about the person, who is asked once it was read."""
    asked = row["id"] in told and row["state"] not in ("draft", "reading")
    return row["unit_id"] in who.units or row["state"] == "adopted" or asked


def _outcome(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return bool({row["unit_id"], row["facility_id"]} & who.units)


OWN_SIDE = {
    "community_volunteer": _volunteer, "community_team": _of_a_team, "community_shift": _of_a_team,
    "community_signup": _of_a_volunteer, "community_service": _of_a_volunteer,
    "community_certificate": _of_a_volunteer, "community_pass": _of_a_volunteer,
}  # fmt: skip
"""Tables of which a volunteer reads what is theirs."""

THROUGH = {
    "care_course": ("care_enrolment", "course_id"), "care_jobbase": ("care_placement", "base_id"),
    "care_familyclass": ("care_attendance", "family_class_id"),
    "care_activity": ("care_participation", "activity_id"), "care_room": ("care_stay", "room_id"),
}  # fmt: skip
"""Table of a unit's records → the records of people through which they are seen from elsewhere."""


def _counted(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return _outcome(row, who, cases, owners) or row["case_id"] in cases


def _tally(row: dict[str, Any], who: Who, cases: set[Any], owners: set[Any]) -> bool:
    return row["facility_id"] in who.units


OF_THE_CASE = ("followup_standing", "cases_seal", "outcomes_counted")
"""Tables whose key is that of the case."""

RULES = {
    "community_use": _use,
    "outcomes_counted": _counted, "outcomes_tally": _tally,
    "outcomes_stale": _seal,
    "cases_grant": _grant, "cases_seal": _seal, "cases_sealedoutcome": _outcome,
    "cases_sealedfigure": _outcome,
    "cases_unsealing": _unit, "partners_resolution": _owned, "partners_resolutionanswer": _owned,
    "cases_person": _person, "core_entry": _entry, "core_access": _access, "followup_task": _task,
    "core_looked": _looked, "cases_handover": _handover, "cases_device": _device, "cases_complaint": _complaint,
}  # fmt: skip

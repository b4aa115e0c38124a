"""Which form a task opens, and what the form starts with."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from guihang.core.action import ACTIONS
from guihang.followup.models import Channel
from guihang.followup.queries import WorkRow
from guihang.people.permissions import Role
from guihang.people.queries import StaffActor

FORMS = {
    "test": "record_test", "weekly-test": "record_test", "unannounced-test": "record_test",
    "review": "record_review", "team": "record_meeting", "retry-phone": "record_attempt",
    "retry-message": "record_attempt", "home-visit": "record_attempt",
}  # fmt: skip
"""Track of a protocol → the action that fulfils it; what is not here is a contact."""

STARTS = {
    "face": {"channel": Channel.FACE}, "home-visit": {"channel": Channel.VISIT},
    "retry-phone": {"channel": Channel.PHONE}, "retry-message": {"channel": Channel.MESSAGE},
    "unannounced-test": {"unannounced": "on"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of a work list, with its link."""

    work: WorkRow
    url: str
    role_label: str

    def __getattr__(self, name: str) -> object:
        return getattr(self.work, name)


def form_of(track: str) -> str:
    """Return the name of the action that fulfils a task of ``track``."""
    return "followup." + FORMS.get(track, "record_contact")


def form_url(track: str, key: str, case_id: UUID) -> str:
    """Return the address of the form that fulfils a task of ``track``."""
    action = form_of(track)
    start = STARTS.get(track, {})
    if action in ("followup.record_contact", "followup.record_test", "followup.record_review"):
        start = start | {"fulfils": key}
    if track == "review" and key.endswith("/closing"):
        start = start | {"closing": "on"}
    return reverse("act", args=[action, "case", case_id]) + "?" + urlencode(start)


def rows(found: Iterable[WorkRow], actor: StaffActor) -> list[TaskRow]:
    """Return work rows as a page shows them; a link only where ``actor`` may record."""
    return [TaskRow(row, _link(row, actor), role_label(row.role)) for row in found]


def _link(row: WorkRow, actor: StaffActor) -> str:
    may = row.unit_id in actor.units(ACTIONS[form_of(row.track)].permission)
    return form_url(row.track, row.key, row.case_id) if may else ""


def role_label(code: str) -> str:
    """Return the name of the post that a task belongs to."""
    return str(Role(code).label) if code in Role.values else code

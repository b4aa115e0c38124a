"""What the demo shows of consent, emergencies and sealing, at the station of the demo accounts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from guihang.cases import queries as cases
from guihang.cases import sharing
from guihang.cases.models import Case
from guihang.casework import custodians, emergency, sealing
from guihang.core import scope
from guihang.core.ids import uuid7
from guihang.core.refusal import Refused
from guihang.people.access_review import AccessReview
from guihang.people.models import Tenure, Unit, User
from guihang.people.queries import StaffActor, SystemActor, actor_of, tree
from guihang.simulate.accounts import PASSWORD

STATION, FACILITY = "S150702", "F10"
SEALED = 6
"""How many old records of the demo are sealed; it makes their keys with the demo's password."""


def play(now: datetime) -> None:
    """Play it through the ordinary actions, by the demo accounts."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    if STATION not in units:
        return
    _reviews(now)
    with scope.opened(tree().parents):
        known = cases.cases(units=[units[STATION].pk], stage=Case.Stage.AFTERCARE, limit=8)
        _consents(known, units, now)
        _emergencies(known, units, now)
        _sealing(now)


def _reviews(now: datetime) -> None:
    """Posts that were confirmed at different times of the last quarter; a few are overdue."""
    AccessReview.objects.bulk_create(
        AccessReview(id=uuid7(), tenure=tenure, at=now - timedelta(days=tenure.pk * 37 % 97))
        for tenure in Tenure.objects.on(timezone.localdate(now))
    )


def _actor(username: str) -> StaffActor | None:
    user = User.objects.filter(username=username).first()
    return actor_of(user, timezone.localdate()) if user else None


def _consents(known: list[Case], units: dict[str, Unit], now: datetime) -> None:
    worker = _actor("worker")
    asked = [
        ("P150702-work", "employment", ["identity", "contact"], "yes"),
        ("P150702-work", "employment", ["contact"], "yes"),
        ("P150700-hospital", "treatment", ["contact", "health"], "yes"),
        ("P150702-work", "employment", ["identity", "contact"], "no"),
        ("P150702-work", "assistance", ["identity", "contact"], "yes"),
    ]  # fmt: skip
    for place, (case, (partner, purpose, fields, answer)) in enumerate(
        zip(known, asked, strict=False)
    ):
        at = max(now - timedelta(days=20 + place), case.accepted_at or case.admitted_at)
        grant = sharing.share(
            case=case, recipient=units[partner], purpose=purpose, fields=fields,
            until_on=(at + timedelta(days=180)).date(), answer=answer, language="zh",
            explained="aloud", witness="", by=worker, at=at,
        )  # fmt: skip
        if place == 1:  # one that the person took back
            sharing.stop_sharing(grant=grant, by=worker, at=now - timedelta(hours=30))


def _emergencies(known: list[Case], units: dict[str, Unit], now: datetime) -> None:
    officer, head = _actor("officer"), _actor("stationhead")
    for case, ago, reviewed in zip(known[-2:], (70, 20), (True, False), strict=False):
        at = now - timedelta(hours=ago)
        grant = emergency.open_in_emergency(
            office=units[FACILITY], number=case.person.number, nature="overdose",
            why="急诊送医，接诊医生需要用药史", told="急诊科值班医生", affiliation="呼伦贝尔市人民医院",
            by=officer, at=at,
        )  # fmt: skip
        if reviewed:
            emergency.review_emergency(
                grant=grant, finding="justified", note="抢救需要，与急诊记录一致", by=head,
                at=at + timedelta(hours=5),
            )  # fmt: skip


def _sealing(now: datetime) -> None:
    folder = settings.VAR / "demo-custodians"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for username in ("bureau", "head", "lead"):
        path = folder / f"{username}.pem"
        path.unlink(missing_ok=True)
        custodians.appoint(username, path, PASSWORD)
    due = list(_due(now))
    lead = _actor("lead")
    for case in due[-1:]:
        sealing.delay_sealing(
            case=case, ground="dispute", until_on=(now + timedelta(days=90)).date(),
            note="行政复议未结", by=lead, at=now - timedelta(days=1),
        )  # fmt: skip
    for case in due[:-1][:SEALED]:
        try:
            sealing.seal(case=case, by=SystemActor(), at=now)
        except Refused:  # a relapse since, or another case of the person
            continue


def _due(now: datetime) -> Iterator[Case]:
    for pk in sealing.due_for_sealing(timezone.localdate(now))[1]:
        yield cases.case(pk, units=tree().parents)

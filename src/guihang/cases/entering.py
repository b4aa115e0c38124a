"""A person comes in: with a code once, afterwards with a device and its PIN.

A wrong PIN is counted, and the count committed, before anything is hashed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F

from guihang.cases.models import Case
from guihang.cases.own import (
    DEVICE_DAYS,
    WRONG_PINS,
    Device,
    Invitation,
    case_of_person,
)
from guihang.core import journal, scope
from guihang.core.codes import digest, new_secret, read_code
from guihang.core.ids import uuid7
from guihang.core.models import Access
from guihang.engines import pins
from guihang.people.backend import HASHING

IDLE = timedelta(minutes=15)
TOUCH = timedelta(seconds=30)
LONGEST = timedelta(hours=10)
"""A session ends then whatever is done (ASVS 5.0 7.3.2; the figure is the one of staff)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session of a person: what the two cookies hold."""

    device: str
    session: str


def redeem(code: str, pin: str, *, called: str, address: str, at: datetime) -> Opened | None:
    """Register a device for whoever holds a code; None where the code opens nothing."""
    token = digest(read_code(code))
    with scope.opened((), token=token):
        held = Invitation.objects.filter(code_digest=token, used_at=None, ends_at__gt=at).first()
    if held is None:
        return None
    with HASHING:
        hashed = make_password(pin)
    with scope.opened((), person=held.person_id):
        case = case_of_person()
        # Two who type it at the same moment: one of them registers.
        used = Invitation.objects.filter(pk=held.pk, used_at=None).update(used_at=at)
        if case is None or not used:
            return None
        opened = Opened(new_secret(), _new_session(at))
        Device.objects.create(
            id=uuid7(), person_id=held.person_id, digest=digest(opened.device), pin=hashed,
            called=called[:60], made_at=at, ends_at=at + timedelta(days=DEVICE_DAYS),
            session=digest(opened.session), seen_at=at,
        )  # fmt: skip
        note(case, Access.Kind.SIGNED_IN, route="my-start", at=at, address=address)
    return opened


def case_behind(code: str, *, at: datetime) -> Case | None:
    """Return the case that a code leads to."""
    token = digest(read_code(code))
    with scope.opened((), token=token):
        held = Invitation.objects.filter(code_digest=token, used_at=None, ends_at__gt=at).first()
    if held is None:
        return None
    with scope.opened((), person=held.person_id):
        return case_of_person()


def weakness(code: str, pin: str, *, at: datetime) -> object:
    """Return what is wrong with a PIN that the holder of ``code`` chose, or None."""
    if found := pins.problem(pin):
        return found
    case = case_behind(code, at=at)
    return pins.problem(pin, born_on=case.person.born_on) if case else None


def device_of(secret: str, *, at: datetime) -> Device | None:
    """Return the device that a cookie belongs to, while it has not ended."""
    if not secret:
        return None
    token = digest(secret)
    with scope.opened((), token=token):
        return Device.objects.filter(digest=token, ended_at=None, ends_at__gt=at).first()


def sign_in(secret: str, pin: str, *, address: str, at: datetime) -> str | None:
    """Open a session on a device; None for a wrong PIN. The fifth in a row ends the device."""
    device = device_of(secret, at=at)
    if device is None:
        return None
    mine = Device.objects.filter(pk=device.pk, ended_at=None)
    with scope.opened((), token=digest(secret)):
        if not mine.filter(wrong__lt=WRONG_PINS).update(wrong=F("wrong") + 1):
            return None
    with HASHING:
        right = len(pin) <= pins.LONGEST and check_password(pin, device.pin)
    with scope.opened((), person=device.person_id):
        case = case_of_person()
        if not right:
            mine.filter(wrong__gte=WRONG_PINS).update(ended_at=at, session=None)
            if case:
                note(case, Access.Kind.NOT_SIGNED_IN, route="my-pin", at=at, address=address)
            return None
        if case is None:
            return None
        session = _new_session(at)
        mine.update(wrong=0, session=digest(session), seen_at=at)
        note(case, Access.Kind.SIGNED_IN, route="my-pin", at=at, address=address)
    return session


def who(device_secret: str, session: str, *, at: datetime) -> Device | None:
    """Return the device whose session is open, and note that it is used."""
    device = device_of(device_secret, at=at) if session else None
    if device is None or device.session is None or device.seen_at is None:
        return None
    if bytes(device.session) != digest(session) or at - device.seen_at > IDLE:
        return None
    if at - _began_at(session) > LONGEST:
        return None
    if at - device.seen_at > TOUCH:
        with scope.opened((), token=bytes(device.digest)):
            Device.objects.filter(pk=device.pk).update(seen_at=at)
    return device


def _new_session(at: datetime) -> str:
    """Return a secret that says when it was made: changed, it would have another digest."""
    return f"{int(at.timestamp())}.{new_secret()}"


def _began_at(session: str) -> datetime:
    return datetime.fromtimestamp(int(session.partition(".")[0]), UTC)


def leave(device_secret: str, *, at: datetime) -> None:
    """End the session of a device; the device stays."""
    if device := device_of(device_secret, at=at):
        with scope.opened((), token=bytes(device.digest)):
            Device.objects.filter(pk=device.pk).update(session=None)


def devices(person_id: UUID, *, at: datetime) -> list[Device]:
    """Return the devices that still open the file, within the person's own scope."""
    rows = Device.objects.filter(person_id=person_id, ended_at=None, ends_at__gt=at)
    return list(rows.order_by("-made_at"))


def end_device(pk: UUID, *, person_id: UUID, at: datetime) -> bool:
    """End one device of the person, within the person's own scope."""
    mine = Device.objects.filter(pk=pk, person_id=person_id, ended_at=None)
    return bool(mine.update(ended_at=at, session=None))


def note(
    case: Case, kind: str, *, route: str, at: datetime, address: str | None = None,
    permission: str = "",
) -> None:  # fmt: skip
    """Write down what the person did at the door or read, for the unit that answers for them."""
    with scope.opened([case.unit_id]):
        journal.note(
            kind, by=None, unit_id=case.unit_id, at=at, route=route, permission=permission,
            seen=[str(case.pk)], address=address,
        )  # fmt: skip


def slip(entry: UUID, *, case: Case, by: int, at: datetime) -> Invitation | None:
    """Return a code that this user gave for this case and nobody used, to print it."""
    row = Invitation.objects.filter(pk=entry, case=case, used_at=None, ends_at__gt=at).first()
    given = row and journal.entry_by(entry)
    return row if row and given == by else None

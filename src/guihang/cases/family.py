"""A page for the family: what the person allows a relative to see, and nothing else (family pass).

A code on paper opens it once in one browser; the person ends it at any time, without a reason. The
database finds a pass by the digest of the secret that was shown (``guihang_token()``).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models

from guihang.cases.models import Case, OfCase, Relative
from guihang.cases.own import case_of_person
from guihang.core import scope
from guihang.core.action import Subject
from guihang.core.codes import code_of, digest, new_secret, read_code
from guihang.core.models import cell, sealed_texts
from guihang.core.words import W

CODE_DAYS, PASS_DAYS = 14, 90
TOUCH = timedelta(minutes=5)


class Item(models.TextChoices):
    """What a relative may be shown. A closed list: tests, notes and health are not in it."""

    WHERE = "where", W("现在由哪里负责", "Which place is responsible")
    TERM = "term", W("在所的最后一天", "The last day inside")
    COMING = "coming", W("接下来见面、通话的安排", "Meetings and calls to come")


class FamilyPass(OfCase, Subject):
    """One relative may see some items, and read a few words of the person."""

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    relation = models.CharField(max_length=10, choices=Relative.Relation)
    items = models.JSONField()
    words_sealed = models.BinaryField(null=True)
    given_at = models.DateTimeField()
    code_digest = models.BinaryField(unique=True)
    session = models.BinaryField(null=True)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    row_policy = (
        f"{OfCase.row_policy} OR code_digest = (SELECT guihang_token())"
        " OR session = (SELECT guihang_token())"
    )
    changes = ("session", "ends_at", "used_at", "seen_at", "ended_at", "words_sealed")

    def __str__(self) -> str:
        return str(self.id)

    def locked(self) -> "FamilyPass":
        rows = FamilyPass.objects.select_for_update(of=("self",))
        return rows.select_related("case__person").get(pk=self.pk)

    @property
    def code(self) -> str:
        """The code, made again from the id and a key that is not in the database."""
        return code_of("code of a family", self.pk)

    @property
    def labels(self) -> list[str]:
        return [str(Item(one).label) for one in self.items]

    def words_of(self) -> str:
        """Return what the person wrote for this relative; the case must be loaded."""
        blob = self.words_sealed
        place = cell(FamilyPass, "words_sealed", self.id)
        return self.cipher.open(blob, place=place) if blob else ""


def give(
    case: Case, entry: UUID, *, relation: str, items: frozenset[Item], words: str, at: datetime
) -> FamilyPass:
    """Make a pass; its code opens once within fourteen days."""
    made = FamilyPass(
        id=entry, case=case, person_id=case.person_id, relation=relation, items=sorted(items),
        given_at=at, ends_at=at + timedelta(days=CODE_DAYS),
        **sealed_texts(FamilyPass, case.cipher, entry, words=words),
    )  # fmt: skip
    made.code_digest = digest(made.code)
    made.save(force_insert=True)
    return made


def of_person(person_id: UUID) -> list[FamilyPass]:
    """Return the passes that still open something, within the person's own scope."""
    rows = FamilyPass.objects.filter(person_id=person_id, ended_at=None)
    return list(rows.select_related("case__person").order_by("-given_at"))


def redeem(code: str, *, at: datetime) -> str | None:
    """Let a browser in by a code that nobody used yet: return the secret that it keeps, or None."""
    session, token = new_secret(), digest(read_code(code))
    with scope.opened((), token=token):
        held = FamilyPass.objects.filter(
            code_digest=token, used_at=None, ended_at=None, ends_at__gt=at
        )
        found = held.update(
            used_at=at, session=digest(session), ends_at=at + timedelta(days=PASS_DAYS)
        )
    return session if found else None


@dataclass(frozen=True, slots=True)
class Opened:
    """The pass of a browser, and the case behind it; only what the pass names may be shown."""

    given: FamilyPass
    case: Case

    def shows(self, item: Item) -> bool:
        return item in self.given.items


def opened(session: str, *, at: datetime) -> Opened | None:
    """Return what a browser's secret opens. Runs within no scope, and leaves none open."""
    if not session:
        return None
    token = digest(session)
    with scope.opened((), token=token):
        held = FamilyPass.objects.filter(session=token, ended_at=None, ends_at__gt=at).first()
        if held and (held.seen_at is None or at - held.seen_at > TOUCH):
            FamilyPass.objects.filter(pk=held.pk).update(seen_at=at)
    if held is None:
        return None
    with scope.opened((), person=held.person_id):
        case = case_of_person()
        if case is None or case.pk != held.case_id:
            return None  # sealed, or another episode: agreed anew
        held.case = case
    return Opened(held, case)


def leave(session: str, *, at: datetime) -> None:
    """End what this browser opens."""
    token = digest(session)
    with scope.opened((), token=token):
        FamilyPass.objects.filter(session=token, ended_at=None).update(ended_at=at, session=None)


def slip(pk: UUID, *, case: Case, at: datetime) -> FamilyPass | None:
    """Return a pass of this case that nobody used yet, to print its code."""
    rows = FamilyPass.objects.filter(pk=pk, case=case, used_at=None, ended_at=None, ends_at__gt=at)
    return rows.first()

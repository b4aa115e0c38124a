"""The family's page: the person lets a relative see something, by themself or through a worker."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from guihang.cases import family
from guihang.cases.family import FamilyPass, Item
from guihang.cases.models import Case, Relative
from guihang.core.action import Actor, action
from guihang.core.fields import Label
from guihang.core.refusal import OutOfReach, Reason
from guihang.engines.words import Words
from guihang.people.permissions import Permission

RELATION = Label("给谁", "For whom")
ITEMS = Label("可以看到", "They may see")
WORDS = Label("想对家里说的话", "A few words for them", lines=3, max=500, private=True)


def something_is_shown(*, items: frozenset[Item], words: str | None) -> Iterable[Reason]:
    if not items and not words:
        yield Reason("family.nothing", Words(
            "至少选一项，或写一句话。", "Choose something, or write a few words."), "items")  # fmt: skip


@action(
    "own.let_family_see", Permission.OWN_FILE, zh="本人允许家属查看",
    en="The person lets a relative see", guards=(something_is_shown,), own=True,
)  # fmt: skip
def let_family_see(
    *,
    case: Case,
    relation: Annotated[Relative.Relation, RELATION],
    items: Annotated[frozenset[Item], ITEMS] = frozenset(),
    words: Annotated[str | None, WORDS] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> FamilyPass:
    """Give a relative a code to a page that shows these items and no others."""
    return family.give(case, entry, relation=relation, items=items, words=words or "", at=at)


def is_agreed(*, agreed: bool) -> Iterable[Reason]:
    if not agreed:
        yield Reason("family.agreed", Words(
            "须由本人当面同意，并说明随时可以收回。",
            "The person agrees, told that they can take it back at any time."), "agreed")  # fmt: skip


@action(
    "cases.give_family_code", Permission.OWN_ACCESS_GIVE, zh="开通家属页",
    en="Open a page for the family", guards=(is_agreed, something_is_shown),
    purpose=Words(
        "本人同意哪几项，家属就只看到哪几项；没有检测、没有记录、没有地址。本人随时可以收回。",
        "Relatives see what the person agrees to, and nothing else: no tests, no notes, no address.",
    ),
)  # fmt: skip
def give_family_code(
    *,
    case: Case,
    relation: Annotated[Relative.Relation, RELATION],
    items: Annotated[frozenset[Item], ITEMS],
    agreed: Annotated[bool, Label("本人已当面同意", "The person agrees")] = False,
    words: Annotated[str | None, WORDS] = None,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> FamilyPass:
    """Give a relative the code for the person, who agreed to each item."""
    return family.give(case, entry, relation=relation, items=items, words=words or "", at=at)


def is_running(*, given: FamilyPass) -> Iterable[Reason]:
    if given.ended_at:
        yield Reason("family.ended", Words("已经收回。", "This is taken back already."))


@action(
    "own.stop_family", Permission.OWN_FILE, zh="本人收回家属查看",
    en="The person ends a relative's page", where="given.case.unit_id", guards=(is_running,),
    own=True,
)  # fmt: skip
def stop_family(*, given: FamilyPass, by: Actor, at: datetime, entry: UUID) -> None:
    """End a relative's page at once; the words are gone too."""
    FamilyPass.objects.filter(pk=given.pk).update(ended_at=at, session=None, words_sealed=None)


def pass_of(pk: UUID) -> FamilyPass:
    """Return a pass of the person whose scope is open. Raises OutOfReach."""
    found = FamilyPass.objects.select_related("case__person").filter(pk=pk).first()
    if found is None:
        raise OutOfReach
    return found

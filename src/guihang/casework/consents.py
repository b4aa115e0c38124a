"""What the person decided about aftercare, whoever writes it down."""

from datetime import datetime
from uuid import UUID

from guihang.cases.models import Case, ConsentRecord
from guihang.casework import chain
from guihang.core.models import sealed_texts


def decided(
    case: Case, decision: ConsentRecord.Decision, decided_at: datetime, *, at: datetime,
    entry: UUID, note: str = "",
) -> ConsentRecord:  # fmt: skip
    """Put a decision on file; the newest one opens or ends what follow-up owes, and nothing else."""
    made = ConsentRecord.objects.create(
        id=entry, case=case, recorded_at=at, decision=decision, decided_at=decided_at,
        **sealed_texts(ConsentRecord, case.cipher, entry, note=note),
    )  # fmt: skip
    newest = (
        ConsentRecord.objects.filter(case=case, superseded_by_id=None)
        .order_by("-decided_at", "-id").values_list("decision", flat=True).first()
    )  # fmt: skip
    chain.change(case, at, consent=newest or decision)
    return made

"""Whether an entry is on file: what tells a sender that this was the second time."""

from uuid import UUID

from guihang.core.models import Entry


def on_file(entry: UUID) -> bool:
    """Say whether the entry was written before, within the open scope."""
    return Entry.objects.filter(pk=entry).exists()

"""What the public may read of the image ambassadors: consented, approved, current. Nothing else."""

from typing import NamedTuple

from guihang.community.ambassadors import Use
from guihang.core import scope

MOST = 30


class Story(NamedTuple):
    alias: str
    title: str
    text: str


def current() -> list[Story]:
    """Return the stories for the public pages as of now, newest first; the policy decides which."""
    with scope.opened(()):
        rows = Use.objects.filter(kind=Use.Kind.STORY, place=Use.Place.SITE)
        return [
            Story(row.alias, row.title, row.text("shown_sealed"))
            for row in rows.order_by("-approved_at")[:MOST]
        ]

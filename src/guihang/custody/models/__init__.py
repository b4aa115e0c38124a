"""Tables of the facility, by topic."""

from guihang.custody.models.terms import NoticeGiven, Overstay

__all__ = ["NoticeGiven", "Overstay"]

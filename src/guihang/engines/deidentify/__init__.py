"""De-identification (脱敏): what in a Chinese text could tell who somebody is, and what to say instead.

Numbers are found by their shape and check digit, names by the tables that are given and by the
words around them, places by the table of divisions and by the words that addresses end with. A text
in which nothing is found is not thereby anonymous: a second person reads it.

The norm follows the published case library (中国法律服务网司法行政案例库): surname and 某, roles for
relatives, months since admission for dates, the league for a place.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from guihang.engines.deidentify import dates, names, numbers, places
from guihang.engines.deidentify.finding import Finding, Kind, folded

__all__ = ["Finding", "Kind", "clean", "scan"]


def scan(
    text: str, *, known: Mapping[str, str] | None = None, units: Iterable[str] = (),
    admitted_on: date | None = None,
) -> list[Finding]:  # fmt: skip
    """Return what could identify somebody in ``text``, in order, never overlapping.

    known: names of people → their role, such as 康复人员 or 母亲. units: names of units of the
    system. admitted_on: the day from which dates are told as months; without it they lose the day.
    """
    plain = folded(text)
    found = [
        *numbers.found(plain),
        *names.listed(plain, known or {}),
        *places.units(plain, units),
        *places.addresses(plain),
        *dates.found(plain, admitted_on),
        *names.likely(plain),
    ]
    return [one.of(text) for one in _apart(found)]


def _apart(found: Sequence[Finding]) -> list[Finding]:
    """Join what overlaps: nothing that was found is left over, and the longest names the kind."""
    joined: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        last = joined[-1] if joined else None
        if last is None or one.start >= last.end:
            joined.append(one)
        else:
            lead = max(last, one, key=lambda each: (each.end - each.start, each.sure))
            joined[-1] = replace(lead, start=last.start, end=max(last.end, one.end))
    return joined


def clean(text: str, found: Sequence[Finding]) -> str:
    """Return ``text`` with each finding replaced by its role or generalisation."""
    parts, at = [], 0
    for one in sorted(found, key=lambda one: one.start):
        parts += [text[at : one.start], one.instead]
        at = one.end
    return "".join(parts) + text[at:]

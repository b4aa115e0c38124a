"""Pages, registers and forms by name: what the search box finds beside people."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from guihang.core.action import ACTIONS
from guihang.core.words import W, both, say
from guihang.engines.words import Words
from guihang.people.models import Unit
from guihang.people.permissions import Permission
from guihang.people.queries import StaffActor, stations
from guihang.people.register import REGISTERS
from guihang.web.cohorts import TABS
from guihang.web.context import MENU, NAV, shows


class Found(NamedTuple):
    """A place in the product: where, what it is called, what kind of place it is."""

    url: str
    words: str
    kind: str


MOST = 20
BULLETIN = W("工作简报", "Bulletin")
"""What stands on the page of the publications, by the name that it is looked for."""


def places(text: str, actor: StaffActor) -> list[Found]:
    """Return the places within the actor's permissions whose name holds ``text``.

    Names match in both languages.
    """
    wanted = "".join(text.split()).casefold()
    if not wanted:
        return []
    named = (found for found, names in _all(actor) if any(wanted in name for name in names))
    return [found for found, _ in zip(named, range(MOST), strict=False)]


def _pages(actor: StaffActor) -> Iterator[tuple[Found, list[str]]]:
    for _, _, tabs in NAV:
        for tab in tabs:
            if shows(actor, tab):
                route, args, words, _ = tab
                yield _found(reverse(route, args=args), words, W("页面", "Page"))
    if Permission.OUTCOME_VIEW in actor.permissions:
        for name, label in (*TABS[1:], ("outcomes-published", BULLETIN)):
            yield _found(reverse(name), both(label), W("页面", "Page"))
    for name, label, permission in MENU:
        if permission in actor.permissions:
            yield _found(reverse(name), both(label), W("页面", "Page"))


def _all(actor: StaffActor) -> Iterator[tuple[Found, list[str]]]:
    yield from _pages(actor)
    for made in REGISTERS.values():
        if made.permission in actor.permissions:
            yield _found(reverse("register", args=[made.slug]), made.words, W("台账", "Register"))
    for name, action in ACTIONS.items():
        starts = all(field.kind is Unit for field in action.references if field.required)
        if starts and action.inputs and action.permission in actor.permissions:
            yield _found(reverse("start", args=[name]), action.words, W("登记", "Form"))
    if Permission.PERSON_VIEW in actor.permissions:
        for unit in stations(actor.units(Permission.PERSON_VIEW)):
            yield _found(
                reverse("station", args=[unit.pk]), Words(unit.zh, unit.en), W("站点", "Station")
            )


def _found(url: str, words: Words, kind: str) -> tuple[Found, list[str]]:
    names = [words.zh, words.en.casefold().replace(" ", "")]
    return Found(url, say(words), str(kind)), names

"""From what somebody typed about a person to encrypted columns and search forms."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from guihang.cases.models import Person
from guihang.core import crypto, pinyin, scope
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines import identity
from guihang.people.queries import tree

ID_NUMBER, PHONE, NAME = "id_number", "phone", "name"
"""Purposes of the keyed hashes; each has a key of its own."""


def name_forms(name: str) -> str:
    """Return the name with its pinyin and initials, as it is sealed: what a search may match.

    A name that can be said in several ways has them side by side: ``zengming,cengming``.
    """
    said = pinyin.sayings(name.translate(crypto.DOTS))
    sounds = ("".join("".join(way).split()) for way in said)
    initials = ("".join(syllable[:1] for syllable in way) for way in said)
    return "\x1f".join((name, _listed(sounds), _listed(initials)))


def _listed(ways: Iterable[str]) -> str:
    return ",".join(dict.fromkeys(ways))


def columns(
    key: crypto.PersonKey, row: UUID, *, name: str, id_number: str, phone: str, address: str
) -> dict[str, Any]:
    """Return the sealed columns and the keyed hashes of a person."""
    return {
        **sealed_texts(
            Person, key, row,
            name=name_forms(name) if name else "", id_number=id_number,
            phone=phone, address=address,
        ),
        "name_index": crypto.index(NAME, name) if name else None,
        "id_number_index": crypto.index(ID_NUMBER, id_number) if id_number else None,
        "phone_index": crypto.index(PHONE, phone) if phone else None,
    }  # fmt: skip


def checked_number(
    id_number: str, *, sex: str | None, today: date
) -> tuple[identity.Checked, list[Reason]]:
    """Check an ID number (GB 11643) and name every problem."""
    checked = identity.check(id_number, today=today, sex=int(sex) if sex else None)
    return checked, [Reason("id_number", words, "id_number") for words in checked.problems]


def on_file(id_number: str | None, *, today: date) -> Person | None:
    """Return the person whose ID number this is, as far as the open scope reaches."""
    if not id_number:
        return None
    checked = checked_number(id_number, sex=None, today=today)[0]
    index = crypto.index(ID_NUMBER, checked.normal or id_number)
    return Person.objects.filter(id_number_index=index).first()


def in_the_region(id_number: str | None, *, today: date) -> Person | None:
    """Return the person whose ID number this is, wherever they are on file.

    One person is one file, also for a facility that has never seen them. To be asked by an action
    that is otherwise ready to be carried out, never by a guard: a form with a mistake in it would
    tell who is known anywhere, and leave no entry.
    """
    with scope.opened(tree().parents):
        return on_file(id_number, today=today)

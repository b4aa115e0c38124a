"""Changes of one person or case that touch no other context."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from guihang.cases import identity
from guihang.cases.models import Case, Person, Relative
from guihang.core.action import CONSTRAINTS, Actor, action
from guihang.core.fields import Label
from guihang.core.models import sealed_texts
from guihang.core.refusal import Reason
from guihang.engines.calendar import local
from guihang.engines.identity import phone as checked_phone
from guihang.engines.words import Words
from guihang.people.permissions import Permission

NAME = Label("姓名", "Name", max=40, private=True)
ID_NUMBER = Label(
    "证件号码", "ID number", max=30, private=True,
    help=Words("18 位居民身份证号；身份不明可留空。", "18-digit resident number; leave empty if unknown."),
)  # fmt: skip
PHONE = Label("联系电话", "Phone", max=30, private=True)
ADDRESS = Label("住址", "Address", max=200, private=True)
NOTE = Label("备注", "Note", lines=3, private=True)


DUPLICATE = Reason("person.duplicate", Words(
    "该证件号码已登记在另一人名下，请先按证件号查找核对。",
    "This ID number is on file for another person; look it up first."), "id_number")  # fmt: skip
CONSTRAINTS["one_person_an_id_number"] = DUPLICATE  # of somebody whom the guard may not see


def phone_is_valid(*, phone: str | None) -> Iterable[Reason]:
    """A number that cannot be dialled is worse than none."""
    if phone:
        for words in checked_phone(phone)[1]:
            yield Reason("phone", words, "phone")


def id_number_is_valid(*, id_number: str | None, at: datetime) -> Iterable[Reason]:
    """GB 11643: shape, date and check digit. A sex that differs is a warning, not a refusal."""
    if id_number:
        yield from identity.checked_number(id_number, sex=None, today=local(at).date())[1]


def is_known_here(*, case: Case, id_number: str | None, at: datetime) -> Iterable[Reason]:
    """One ID number belongs to one person, of those within reach."""
    known = identity.on_file(id_number, today=local(at).date())
    if known and known.pk != case.person_id:
        yield DUPLICATE


def not_in_the_future(*, on: date, at: datetime) -> Iterable[Reason]:
    """What is recorded has happened."""
    if on > local(at).date():
        yield Reason("future", Words(
            "日期不能晚于今天。", "The day cannot be after today."), "on")  # fmt: skip


@action(
    "cases.correct_identity", Permission.PERSON_CORRECT, zh="更正身份信息", en="Correct identity",
    guards=(id_number_is_valid, is_known_here, phone_is_valid),
)  # fmt: skip
def correct_identity(
    *,
    case: Case,
    name: Annotated[str | None, NAME] = None,
    id_number: Annotated[str | None, ID_NUMBER] = None,
    sex: Annotated[Person.Sex, Label("性别", "Sex")],
    phone: Annotated[str | None, PHONE] = None,
    address: Annotated[str | None, ADDRESS] = None,
    why: Annotated[str, Label("更正原因", "Reason for the correction", max=200)],
    by: Actor,
    at: datetime,
    entry: UUID,
) -> None:
    """Replace what is on file about the person; the entry keeps what was given and why."""
    person, today = case.person, local(at).date()
    checked = identity.checked_number(id_number or "", sex=sex, today=today)[0]
    number = (checked.normal or "") if id_number else ""
    values = identity.columns(
        person.cipher, person.id, name=name or "", id_number=number,
        phone=(checked_phone(phone)[0] or "") if phone else "", address=address or "",
    )  # fmt: skip
    known = Person.Identity.CONFIRMED if number else Person.Identity.CLAIMED
    Person.objects.filter(pk=person.pk).update(
        **values, sex=sex, identity=known if name else Person.Identity.UNKNOWN,
        born_on=checked.birth_on if number else person.born_on,
    )  # fmt: skip


def not_before_admission(*, case: Case, on: date) -> Iterable[Reason]:
    if on < local(case.admitted_at).date():
        yield Reason("before", Words(
            "日期不能早于入所日期。", "The day cannot come before the admission."), "on")  # fmt: skip


@action(
    "cases.add_relative", Permission.CONTACT_RECORD, zh="登记家属", en="Add a relative",
    records=Relative, guards=(phone_is_valid,),
)  # fmt: skip
def add_relative(
    *,
    case: Case,
    relation: Annotated[Relative.Relation, Label("关系", "Relation")],
    name: Annotated[str, NAME],
    phone: Annotated[str | None, PHONE] = None,
    may_contact: Annotated[bool, Label(
        "本人同意我们联系该家属", "The person agrees that we contact them")] = False,
    by: Actor,
    at: datetime,
    entry: UUID,
) -> Relative:  # fmt: skip
    """Put a member of the family on file, with the person's consent to contact them or without."""
    return Relative.objects.create(
        id=entry, case=case, recorded_at=at, relation=relation, may_contact=may_contact,
        **sealed_texts(
            Relative, case.cipher, entry, name=name,
            phone=(checked_phone(phone)[0] or "") if phone else "",
        ),
    )  # fmt: skip

"""Identity: checked by GB 11643, sealed with the person's own key, nowhere readable."""

from datetime import date, timedelta

import pytest
from django.db import connection
from tests.architecture.samples import SECRETS, full_life
from tests.conftest import NOW, admitted

from guihang.cases import actions, identity, queries
from guihang.cases.models import Case, Person
from guihang.casework import actions as casework
from guihang.core import crypto, drafts, scope
from guihang.core.models import cell
from guihang.core.refusal import Refused

pytestmark = pytest.mark.usefixtures("everywhere")

ID_NUMBER = "150102199003078885"


def fields(refused) -> set[str]:
    return {reason.field for reason in refused.value.reasons}


def correct(cast, case, **changes):
    given = {"case": case, "name": "娜仁", "id_number": ID_NUMBER, "sex": "2", "why": "核对身份证"}
    return actions.correct_identity(**given | {"by": cast.officer, "at": NOW} | changes)


@pytest.mark.parametrize(
    ("number", "stored"),
    [
        ("150102199003078885", "150102199003078885"),
        (" 150102-19900307-8885 ", "150102199003078885"),
        ("１５０１０２１９９００３０７８８８５", "150102199003078885"),
        ("11010519491231002x", "11010519491231002X"),  # GB 11643-1999, example
        ("11010519491231002Х", "11010519491231002X"),  # the Cyrillic letter
        ("110105491231002", "11010519491231002X"),  # fifteen digits
    ],
)
def test_an_id_number_is_stored_in_its_normal_form(cast, number, stored):
    case = admitted(cast, id_number=number, sex="0")

    assert case.person.id_number == stored
    assert queries.search(stored, units=[cast.units.facility.pk]) == [case]


@pytest.mark.parametrize(
    "number",
    ["150102199003078886", "15010219900307888", "150102199013078885", "150102209003078882",
     "000102199003078885", "abc", "15010219900307888Y", "150102199002308884"],
)  # fmt: skip
def test_an_id_number_that_cannot_be_is_refused_and_not_repeated(cast, number):
    for refuse in (
        lambda: admitted(cast, id_number=number),
        lambda: correct(cast, admitted(cast), id_number=number),
    ):
        with pytest.raises(Refused) as refused:
            refuse()
        assert fields(refused) == {"id_number"}
        assert number not in str([reason.words for reason in refused.value.reasons])


def test_the_day_of_birth_is_that_of_the_number(cast):
    case = admitted(cast, id_number=ID_NUMBER)

    assert case.person.born_on == date(1990, 3, 7)
    assert admitted(cast).person.born_on is None


def test_a_sex_that_differs_from_the_number_is_stored_as_recorded(cast):
    assert admitted(cast, id_number=ID_NUMBER, sex="1").person.sex == "1"


@pytest.mark.parametrize("phone", ["123", "110", "13800138000 转 8", "电话", "1" * 31])
def test_a_phone_that_cannot_be_dialled_is_refused(cast, phone):
    with pytest.raises(Refused) as refused:
        admitted(cast, phone=phone)

    assert fields(refused) == {"phone"}


def test_somebody_who_does_not_say_who_they_are_is_admitted(cast):
    case = admitted(cast, name="", known="unknown", sex="0")

    assert (case.person.name, case.person.id_number, case.person.identity) == ("", "", "unknown")
    with pytest.raises(Refused) as refused:
        admitted(cast, name="", known="claimed")
    assert fields(refused) == {"name"}


def test_a_correction_replaces_what_is_on_file_and_how_it_is_found(cast):
    case = admitted(cast, name="张三", id_number="11010519491231002X", phone="13800138000")

    correct(cast, case)

    person = Person.objects.get(pk=case.person_id)
    here = [cast.units.facility.pk]
    assert (person.name, person.id_number, person.phone) == ("娜仁", ID_NUMBER, "")
    assert (person.identity, person.born_on) == ("confirmed", date(1990, 3, 7))
    assert queries.search("naren", units=here) == [case]
    for old in ("张三", "11010519491231002X", "13800138000"):
        assert queries.search(old, units=here) == []


def test_an_id_number_belongs_to_one_person_in_the_whole_region(cast):
    admitted(cast, id_number=ID_NUMBER)
    there = {"unit": cast.units.other_facility, "by": cast.other_officer}

    with scope.opened(cast.other_officer.all_units):
        case = admitted(cast, **there)
        with pytest.raises(Refused) as corrected:
            correct(cast, case, by=cast.other_officer)
        with pytest.raises(Refused) as admitted_twice:
            admitted(cast, id_number=ID_NUMBER, **there)

    assert fields(corrected) == fields(admitted_twice) == {"id_number"}
    assert "GH" not in str(admitted_twice.value.reasons[0].words)  # nor who or where they are


def test_a_form_with_a_mistake_in_it_does_not_tell_who_is_known_elsewhere(cast):
    admitted(cast, id_number=ID_NUMBER)
    there = {"unit": cast.units.other_facility, "by": cast.other_officer, "drug": "?"}

    with scope.opened(cast.other_officer.all_units):
        answers = []
        for number in (ID_NUMBER, "11010519491231002X"):
            with pytest.raises(Refused) as refused:
                admitted(cast, id_number=number, **there)
            answers.append(refused.value.reasons)

    assert answers[0] == answers[1]


def test_a_person_known_elsewhere_is_continued_and_not_typed_in_twice(cast):
    first = admitted(cast, id_number=ID_NUMBER, name="娜仁", sex="2")
    casework.close_case(case=first, ending="moved", by=cast.head, at=NOW - timedelta(days=30))
    with scope.opened(cast.other_officer.all_units):
        again = admitted(
            cast, unit=cast.units.other_facility, id_number=ID_NUMBER, by=cast.other_officer,
            admitted_at=NOW - timedelta(days=1), decided_on=NOW.date() - timedelta(days=2), at=NOW,
        )  # fmt: skip
        assert queries.case(again.pk, units=[cast.units.other_facility.pk]).person.name == "娜仁"
        assert Case.objects.count() == 1  # the first episode stays with who held it

    assert again.person_id == first.person_id
    assert Person.objects.get().unit == cast.units.other_facility
    with scope.opened([cast.units.facility.pk]):
        assert [case.pk for case in queries.search(ID_NUMBER, units=[cast.units.facility.pk])] == [
            first.pk
        ]


def test_every_person_has_a_key_of_their_own(cast):
    people = [admitted(cast).person for _ in range(3)]

    assert len({bytes(person.key) for person in people}) == 3
    with pytest.raises(crypto.Unreadable):
        people[0].cipher.open(
            people[1].name_sealed, place=cell(Person, "name_sealed", people[1].pk)
        )


def test_a_sealed_column_moved_to_another_row_or_column_does_not_open(cast):
    one, other = (admitted(cast, address="某街一号").person for _ in range(2))
    Person.objects.filter(pk=other.pk).update(key=one.key, name_sealed=one.name_sealed)
    Person.objects.filter(pk=one.pk).update(phone_sealed=one.address_sealed)

    with pytest.raises(crypto.Unreadable):
        _ = Person.objects.get(pk=other.pk).name
    with pytest.raises(crypto.Unreadable):
        _ = Person.objects.get(pk=one.pk).phone
    assert Person.objects.get(pk=one.pk).name == "张建国"


def test_a_person_whose_key_was_destroyed_is_unreadable_for_ever(cast):
    person = admitted(cast).person
    Person.objects.filter(pk=person.pk).update(key=crypto.PersonKey.new().wrap())

    with pytest.raises(crypto.Unreadable):
        _ = Person.objects.get(pk=person.pk).name


@pytest.mark.parametrize("cipher", ["aes256gcm", "sm4gcm"])
def test_the_setting_chooses_the_cipher_of_what_is_written_and_all_is_read(cast, settings, cipher):
    before = admitted(cast, name="张建国")
    settings.GUIHANG_CIPHER = cipher
    after = admitted(cast, name="娜仁花")

    assert bytes(after.person.name_sealed)[1] == crypto.ALGORITHMS[cipher]
    assert {case.person.name for case in (before, after)} == {"张建国", "娜仁花"}
    assert queries.search("naren", units=[cast.units.facility.pk]) == [after]


def readable(*words: str) -> set[tuple[str, str]]:
    """Tables in which a word can be read in any column, as text or as bytes."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            for word in words:
                # A row as text shows bytes in hexadecimal; JSON may escape what is not ASCII.
                forms = [word, word.encode().hex(), word.encode("unicode_escape").decode()]
                cursor.execute(
                    f'SELECT 1 FROM "{table}" t WHERE strpos(t::text, %s) > 0 '
                    "OR strpos(t::text, %s) > 0 OR strpos(t::text, %s) > 0 LIMIT 1", forms
                )  # fmt: skip
                if cursor.fetchone():
                    found.add((table, word))
    return found


PRIVATE = (
    *SECRETS.values(), "那日松", "narisongbatu", "nrsbt", "13947100002", "+8613947100001", "私密的话",
)  # fmt: skip


def test_the_database_holds_nothing_of_a_whole_life_that_can_be_read(cast):
    case = full_life(cast)
    drafts.keep(cast.worker.user_id, "/do/", {"note": "私密的话"}, NOW)

    assert case.person.name == SECRETS["name"]
    assert readable(*PRIVATE) == set()


@pytest.mark.parametrize("word", PRIVATE)
def test_a_word_that_could_be_read_would_be_found(cast, word):
    case = admitted(cast)
    Person.objects.filter(pk=case.person_id).update(address_sealed=word.encode())
    cast.users.worker.name = word[:60]
    cast.users.worker.save()

    assert readable(word) == {("cases_person", word), ("people_user", word)}


def test_what_a_search_matches_is_the_name_its_pinyin_and_its_initials():
    assert identity.name_forms("张建国").split("\x1f") == ["张建国", "zhangjianguo", "zjg"]


def test_a_name_is_found_by_each_way_to_say_it(cast):
    case = admitted(cast, name="单朝阳")
    here = [cast.units.facility.pk]

    for typed in ("shanchaoyang", "danzhaoyang", "zhaoyang", "szy", "scy", "dc"):
        assert queries.search(typed, units=here) == [case]
    for typed in ("lanzhaoyang", "lzy", "zy"):
        assert queries.search(typed, units=here) == []

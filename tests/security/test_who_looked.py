"""The person sees every look at their file at once, with proof, and learns of nobody else."""

from pathlib import Path

import pytest
from django.db import connection
from tests.conftest import NOW, in_aftercare
from tests.security import book

from guihang.cases import looked
from guihang.core import scope
from guihang.core.audit import receipts
from guihang.core.models import Access
from guihang.people.asking import asking
from guihang.people.models import Unit
from guihang.people.permissions import Permission


@pytest.fixture
def db(committed: None) -> None:
    """The cast is committed: what is not is never sealed."""


@pytest.fixture
def two(cast, tmp_path: Path):
    """Two people of one station, on one page of the worker; the first alone on another."""
    with scope.opened(Unit.objects.values_list("pk", flat=True)):
        mine, theirs = in_aftercare(cast, number="GH-1"), in_aftercare(cast, number="GH-2")
    with asking(cast.worker, Permission.PERSON_VIEW, route="people", at=NOW) as asked:
        asked.saw([mine.pk, theirs.pk])
    with asking(cast.bureau, Permission.PERSON_VIEW, route="journey", at=NOW) as asked:
        asked.saw([mine.pk])
    with book.places(tmp_path):
        yield mine, theirs


def own(case, question):
    """Ask within the person's own scope, as the portal does."""
    with scope.opened((), person=case.person_id):
        return question(case.person_id)


def test_every_look_is_there_at_once_wherever_the_reader_sits(two, cast):
    mine, theirs = two

    found = own(mine, looked.reads_of_person)

    assert sorted(look.unit.zh for look in found) == ["region", "station"]
    assert {look.permission.en for look in found} == {"See people and journeys"}
    assert {look.case_id for look in found} == {mine.pk}
    assert [(look.role, look.fields) for look in found] == [
        ("bureau_staff", ("identity", "custody", "plan", "health")),
        ("social_worker", ("custody", "plan")),
    ]
    assert [look.unit.zh for look in own(theirs, looked.reads_of_person)] == ["station"]


def test_no_line_is_missing_against_the_table_itself(two):
    mine, _ = two
    with scope.opened((), audit=True):
        whole = set(Access.objects.filter(subjects__contains=[str(mine.pk)])
                    .values_list("pk", flat=True))  # fmt: skip

    assert {look.id for look in own(mine, looked.reads_of_person)} == whole


def test_a_look_comes_with_a_receipt_that_names_nobody_else(two):
    mine, theirs = two
    shared = own(theirs, looked.reads_of_person)[0].id
    assert own(mine, lambda person: looked.receipt_for(person, shared)) is None  # not sealed yet
    book.seal_all()

    mine_, other = (
        own(case, lambda person: looked.receipt_for(person, shared)) for case in (mine, theirs)
    )

    assert receipts.doubts(mine_) == receipts.doubts(other) == []
    assert str(theirs.pk) not in str(mine_)
    assert str(mine.pk) not in str(other)


def test_nobody_gets_a_receipt_for_a_look_at_somebody_else(two):
    mine, theirs = two
    alone = next(look.id for look in own(mine, looked.reads_of_person) if look.unit.zh == "region")
    book.seal_all()

    assert own(mine, lambda person: looked.receipt_for(person, alone)) is not None
    assert own(theirs, lambda person: looked.receipt_for(person, alone)) is None


def test_the_region_is_open_for_the_question_of_the_auditor_alone(two):
    mine, _ = two
    with scope.opened((), audit=True):
        assert looked.cases_numbered("GH-1") == (str(mine.pk),)
        assert looked.cases_numbered("GH-9") == ()
        assert looked.numbers_of([str(mine.pk)]) == {str(mine.pk): "GH-1"}
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_case")
            assert cursor.fetchone() == (0,)

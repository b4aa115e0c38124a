"""Without a scope nothing is read; with one, its units and no others; and it ends where it ends."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from tests.architecture.samples import full_life
from tests.conftest import NOW, admitted

from guihang.cases import queries
from guihang.cases.models import Case, Custody, Person
from guihang.casework import handovers
from guihang.core import journal, scope
from guihang.core.models import Access, Entry
from guihang.core.rowsecurity import guarded_models
from guihang.outcomes.models import Stale
from guihang.people.asking import asking
from guihang.people.models import Unit
from guihang.people.permissions import Permission

NO_CONTEXT = "no request context"


def everything() -> list[int]:
    return list(Unit.objects.values_list("pk", flat=True))


@pytest.fixture
def life(cast):
    with scope.opened(everything()):
        return full_life(cast)


def counts(units, *, user=None) -> dict[str, int]:
    with scope.opened(units, user=user):
        return {
            model._meta.label: model._default_manager.count() for model in guarded_models()
            if model is not Stale  # random ids alone, which every counting job takes away
        }  # fmt: skip


def test_reading_a_table_of_people_without_a_scope_is_refused(cast, life):
    """Of an empty table there is nothing to refuse; test_row_security asks every table, filled."""
    seen = counts(everything(), user=cast.users.lead.pk)
    filled = [model for model in guarded_models() if seen.get(model._meta.label)]
    for model in filled:
        with pytest.raises(DatabaseError, match=NO_CONTEXT) as error, transaction.atomic():
            model._default_manager.exists()
        assert error.value.__cause__.sqlstate == "42501"

    assert len(filled) >= 20


def test_writing_without_a_scope_is_refused(cast, life):
    with pytest.raises(DatabaseError, match=NO_CONTEXT), transaction.atomic():
        admitted(cast)
    with pytest.raises(DatabaseError, match=NO_CONTEXT), transaction.atomic():
        Case.objects.update(ending="lost")


def test_every_unit_that_has_to_do_with_a_case_sees_all_of_it_and_no_other_unit_anything(
    cast, life
):
    whole = counts(everything())
    whole |= {"cases.Complaint": 0, "core.Entry": whole["core.Entry"] - 1}  # not for the case
    units = cast.units

    for unit in (units.station, units.facility, units.other_station):  # holds, released, is offered
        assert counts([unit.pk]) == whole, unit
    for unit in (units.other_facility, units.league, units.region):
        seen = {label: count for label, count in counts([unit.pk]).items() if count}
        # The region answers the complaint: that there was one, and nothing of what it says.
        assert seen == ({"core.Entry": 1} if unit == units.region else {}), unit
    assert set(counts([]).values()) == {0}


def test_reads_are_seen_by_the_unit_of_the_reader_and_by_whoever_sees_the_person(cast, life):
    units = cast.units
    with scope.opened(everything()):
        other = admitted(cast, unit=units.other_facility, by=cast.other_officer)
    with asking(cast.bureau, Permission.PERSON_VIEW, route="journey", at=NOW) as asked:
        asked.saw([life.pk])
    with asking(cast.lead, Permission.PERSON_VIEW, route="journey", at=NOW) as asked:
        asked.saw([other.pk])

    seen = {}
    for unit in (units.station, units.facility, units.region, units.other_facility, units.league):
        with scope.opened([unit.pk]):
            seen[unit.code] = (len(journal.reads_of(life.pk)), Access.objects.count())
    assert seen == {
        "station": (2, 2), "facility": (2, 2), "region": (1, 2), "other-facility": (0, 1),
        "league": (0, 0),
    }  # fmt: skip


def test_a_read_is_not_written_down_for_a_unit_that_is_out_of_scope(cast, life):
    about = {"by": cast.users.worker.pk, "route": "journey", "at": NOW, "seen": [str(life.pk)]}
    with scope.opened([cast.units.station.pk]):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            journal.note("read", unit_id=cast.units.region.pk, **about)
        journal.note("read", unit_id=cast.units.station.pk, **about)  # control


def test_the_station_that_handed_over_sees_nothing_any_more(cast, life):

    with scope.opened(everything()):
        offer = queries.handovers_of(life)[-1]
        handovers.accept_handover(handover=offer, by=cast.other_worker, at=NOW)

    gone = counts([cast.units.station.pk])
    assert {gone[label] for label in ("cases.Case", "cases.Person", "followup.Contact")} == {0}
    assert counts([cast.units.other_station.pk])["cases.Person"] == 1


@pytest.mark.parametrize("model", [Person, Case, Entry])
def test_a_row_of_another_unit_cannot_be_inserted(cast, life, model):
    theirs, ours = cast.units.other_facility.pk, cast.units.facility.pk
    with scope.opened(everything()):
        row = model._default_manager.filter(unit_id=cast.units.station.pk).first()
    row.pk = row.pk.__class__(int=row.pk.int + 1)
    row.unit_id = row.facility_id = theirs
    row.offered_to_id, row.number, row.stage = None, "GH-COPY", "closed"
    if model is Entry:
        row.subject_id = None

    with scope.opened([ours, cast.units.station.pk]):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)
        assert not model._default_manager.filter(pk=row.pk).exists()
    with scope.opened([theirs]):  # the row is refused for its unit, and for nothing else
        row.id_number_index = None
        row.save(force_insert=True)


def test_a_row_that_is_out_of_scope_is_neither_changed_nor_deleted(cast, life):
    with scope.opened([cast.units.other_facility.pk]):
        assert Case.objects.filter(pk=life.pk).update(ending="lost") == 0
        assert Person.objects.update(unit=cast.units.other_facility) == 0
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            Custody.objects.filter(case=life).delete()


def setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('guihang.scope', true)")
        return cursor.fetchone()[0] or ""


def test_a_scope_ends_with_its_block_and_an_inner_one_gives_the_outer_one_back(db):
    with scope.opened([1, 2]):
        with scope.opened([3]):
            assert setting() == "{3}"
        assert setting() == "{1,2}"

    assert setting() == ""


def test_an_inner_scope_that_fails_gives_the_outer_one_back(db):
    with scope.opened([1, 2]):
        with pytest.raises(ZeroDivisionError), scope.opened([3]):
            1 / 0  # noqa: B018
        assert setting() == "{1,2}"
        with pytest.raises(DatabaseError), scope.opened([3]), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert setting() == "{1,2}"


def test_a_savepoint_that_is_rolled_back_takes_its_scope_with_it(db):
    with scope.opened([1]):
        with pytest.raises(RuntimeError), transaction.atomic(), scope.opened([2, 3]):
            raise RuntimeError
        assert setting() == "{1}"

    with pytest.raises(RuntimeError), transaction.atomic(), scope.opened([4]):
        raise RuntimeError
    assert setting() == ""


@pytest.mark.parametrize("failing", [False, True])
def test_a_scope_does_not_reach_the_next_transaction_of_the_same_connection(committed, failing):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()
    try:
        with scope.opened([1, 2]):
            assert setting() == "{1,2}"
            if failing:
                raise RuntimeError
    except RuntimeError:
        pass

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone() == pid
        assert setting() == ""
        with pytest.raises(DatabaseError, match=NO_CONTEXT), transaction.atomic():
            cursor.execute("SELECT guihang_scope()")


def test_a_scope_of_the_session_would_have_reached_it(committed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('guihang.scope', '{1}', false)")

    assert setting() == "{1}"  # the control: what set_config without «local» does


def test_no_model_of_a_person_was_forgotten():
    about = {
        model._meta.label for model in apps.get_models()
        if {getattr(field, "related_model", None) for field in model._meta.get_fields()
            if field.concrete} & {Case, Person}
    }  # fmt: skip

    assert about <= {model._meta.label for model in guarded_models()}

"""Many people by COPY: what actions would have left, in whole tables, and never among real data."""

import json
from contextlib import contextmanager

import pytest
from tests.core.postgres.conftest import folder
from tests.simulate.installation import Installation

PEOPLE = 400

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def migrated():
    """An installation with every table and nobody in it, stopped, to be copied."""
    with folder() as place:
        home = Installation(place / "var")
        assert home.run("migrate").returncode == 0
        home.cluster.stop()
        yield home


@contextmanager
def like(migrated):
    """Run a copy of an installation."""
    with folder() as place:
        home = migrated.copy(place / "var")
        yield home
        home.cluster.stop()


@pytest.fixture(scope="module")
def crowd(migrated):
    """An installation with a crowd, copied with its indexes put aside."""
    with like(migrated) as home:
        yield filled(home)


def filled(home):
    home.before = shape(home)
    home.python(f"""
from guihang.simulate import bulk
from django.utils import timezone
bulk.SPARSE = 1
steps = list(bulk.fill(now=timezone.now(), seed=1, people={PEOPLE}))
print(json.dumps([steps[-1].done]))
""")
    return home


def shape(home):
    """Everything that guards the tables: constraints, indexes, policies, grants."""
    return [
        home.sql(statement) for statement in (
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
            "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "ORDER BY 1, 2",
            "SELECT relname, relrowsecurity, relforcerowsecurity, relacl::text FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
        )
    ]  # fmt: skip


def test_as_many_people_as_asked_for_each_with_a_case_a_standing_and_an_entry(crowd):
    for table in ("cases_person", "cases_case", "followup_standing"):
        assert crowd.sql(f"SELECT count(*) FROM {table}") == [(PEOPLE,)]
    assert crowd.sql("SELECT count(*) FROM core_entry WHERE action = 'casework.admit'") == [
        (PEOPLE,)
    ]


def test_every_guard_of_the_tables_is_there_again(crowd):
    assert shape(crowd) == crowd.before


def test_every_fact_has_its_entry(crowd):
    for table in (
        "cases_consentrecord", "followup_contact", "followup_drugtest", "followup_evidence",
    ):  # fmt: skip
        assert crowd.sql(
            f"SELECT count(*) FROM {table} f WHERE NOT EXISTS "
            "(SELECT FROM core_entry e WHERE e.id = f.id AND e.subject_id = f.case_id)"
        ) == [(0,)]


def test_every_stage_of_length_and_every_facility_has_somebody(crowd):
    stages = {stage for (stage,) in crowd.sql("SELECT DISTINCT stage FROM cases_case")}
    assert stages >= {"inside", "aftercare", "closed"}
    assert crowd.sql("SELECT count(DISTINCT facility_id) FROM cases_case") == [(13,)]


def test_people_open_with_the_root_key_and_bear_the_marks(crowd):
    found = crowd.python("""
from guihang.core import scope
from guihang.cases.models import Person
from guihang.people.queries import tree
from guihang.simulate.people import is_synthetic
with scope.opened(tree().parents):
    rows = [
        (is_synthetic(p.number, p.id_number, p.phone, p.address), p.name_forms)
        for p in Person.objects.all()
    ]
print(json.dumps([len(rows), all(ok for ok, _ in rows), rows[0][1]]))
""")
    assert found[:2] == [PEOPLE, True]


def test_a_person_is_found_by_id_number_and_by_pinyin(crowd):
    found = crowd.python("""
from guihang.core import scope
from guihang.cases import queries
from guihang.cases.models import Person
from guihang.people.queries import tree
units = frozenset(tree().parents)
with scope.opened(units):
    person = Person.objects.exclude(name_index=None).first()
    hits = [
        any(case.person_id == person.pk for case in queries.search(text, units=units))
        for text in (person.id_number, person.name_forms[1])
    ]
print(json.dumps(hits))
""")
    assert found == [True, True]


def test_planning_open_cases_again_changes_nothing(crowd):
    changed = crowd.python("""
from guihang.core import scope
from guihang.cases.models import Case
from guihang.followup import plan
from guihang.followup.models import Standing, Task
from guihang.people.queries import tree
from guihang.simulate import mark
from django.utils import timezone
def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Task, Standing)]
with scope.opened(tree().parents):
    before, now = rows(), timezone.now()
    cases = Case.objects.exclude(stage="closed").select_related("person")
    for case in cases:
        plan.replan(case, at=now)
    after = rows()
print(json.dumps([len(before[0]), len(cases), sum(a != b for a, b in zip(*map(lambda r: r[0], (before, after))))]))
""")
    tasks, cases, differing = changed
    assert tasks > 20 * cases * 0.2
    # Between making and planning again a minute may pass in which a silence begins.
    assert differing <= 1


def test_a_second_batch_joins_the_first(crowd):
    added = crowd.run("simulate", "--people", "50", "--seed", "2", "--json")

    assert added.returncode == 0, added.stdout
    assert json.loads(added.stdout)["people"] == 50
    assert crowd.sql("SELECT count(*) FROM cases_person") == [(PEOPLE + 50,)]
    assert crowd.sql("SELECT count(*) FROM cases_person WHERE number LIKE 'DEMO-1-%'") == [(50,)]
    assert shape(crowd) == crowd.before


def test_a_database_with_real_data_is_refused_and_left_as_it_was(migrated):
    with like(migrated) as home:
        home.python("""
from guihang.people.models import Unit
Unit.objects.create(code="150000", kind="region", zh="自治区局", en="Bureau")
print(json.dumps(True))
""")
        before = shape(home)

        refused = home.run("simulate", "--people", "10")

        assert refused.returncode == 1
        assert "不是演示生成的数据" in refused.stdout
        assert home.sql("SELECT count(*) FROM cases_person") == [(0,)]
        assert home.sql("SELECT count(*) FROM people_unit") == [(1,)]
        assert shape(home) == before


def test_the_same_seed_draws_the_same_people(crowd):
    digests = [
        crowd.python("""
from hashlib import sha256
from datetime import datetime, UTC
from guihang.simulate.crowd import Crowd
from guihang.simulate.tables import CASE
crowd = Crowd(now=datetime(2026, 6, 1, tzinfo=UTC), seed=3, batch=9, part=0, parts=2)
rows = crowd.people(200)
dates = [row[5:13] for row in rows[CASE.name]]
print(json.dumps(sha256(repr(dates).encode()).hexdigest()))
""")
        for _ in range(2)
    ]
    assert digests[0] == digests[1]


def test_a_copy_that_was_interrupted_is_mended_and_the_region_made_anew(migrated):
    with like(migrated) as home:
        before = shape(home)
        home.python("""
from django.db import connections
from guihang.simulate import mark, region, tables
region.build(1)
found = tables.guards(connections["owner"])
mark.write(mark.Mark(1, complete=False, later=[guard.make for guard in found]))
tables.strip(connections["owner"], found)
print(json.dumps(len(found)))
""")
        assert shape(home) != before
        refused = home.run("simulate", "--people", "10")
        assert refused.returncode == 1
        assert "guihang demo" in refused.stdout

        home.python("""
from guihang.simulate import mark
mark.start_again()
print(json.dumps(mark.read()))
""")

        assert shape(home) == before
        assert home.sql("SELECT count(*) FROM people_unit") == [(0,)]

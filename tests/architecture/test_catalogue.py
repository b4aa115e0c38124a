"""The application's role owns nothing, sees only its scope, and changes nothing written once."""

import pytest
from django.apps import apps
from django.db import connections
from tests.architecture import catalogue

from guihang.cases.models import Closure, Custody
from guihang.core.models import Access, Entry, Fact

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

APP = connections["default"].settings_dict["USER"]


@pytest.fixture
def owner():
    """A cursor of the owner, whose statements the test takes back."""
    with connections["owner"].cursor() as cursor:
        yield cursor


def written_once() -> set[str]:
    return {
        model._meta.db_table for model in apps.get_models()
        if issubclass(model, (Entry, Access, Closure, Custody, Fact))
    }  # fmt: skip


def facts() -> set[str]:
    """The tables whose rows a correction supersedes."""
    return {
        model._meta.db_table for model in apps.get_models() if issubclass(model, (Custody, Fact))
    }


def test_every_table_of_people_is_guarded_row_by_row(owner):
    tables = catalogue.tables_of_people(owner)

    assert catalogue.unguarded(owner, tables) == set()
    assert {"cases_person", "cases_case", "core_entry", "followup_task"} <= tables


@pytest.mark.parametrize(
    "protection",
    [
        "",
        "ALTER TABLE planted ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE planted ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON planted USING (true)",
        "ALTER TABLE planted ENABLE ROW LEVEL SECURITY; ALTER TABLE planted FORCE ROW LEVEL SECURITY",
    ],
)
def test_a_table_of_people_that_is_open_is_found(owner, protection):
    owner.execute(f"CREATE TABLE planted (id int, case_id uuid); {protection}")

    assert "planted" in catalogue.tables_of_people(owner)
    assert catalogue.unguarded(owner, ["planted"]) == {"planted"}


def test_the_application_owns_nothing_and_has_no_power_beyond_its_grants(owner):
    assert catalogue.owned(owner, APP) == set()
    assert catalogue.powers(owner, APP) == set()


def test_what_a_role_owns_and_may_do_is_found(owner):
    owner.execute("SELECT current_user")
    role = owner.fetchone()[0]
    owner.execute(f"GRANT TEMP ON DATABASE {connections['owner'].settings_dict['NAME']} TO {APP}")

    assert {"table cases_case", "function guihang_scope"} <= catalogue.owned(owner, role)
    assert catalogue.powers(owner, APP) == {"temporary tables"}


def test_nothing_is_emptied_and_no_evidence_is_changed_or_deleted(owner):
    every_kind = ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")

    assert catalogue.table_grants(owner, APP, "TRUNCATE", "REFERENCES", "TRIGGER") == set()
    assert catalogue.table_grants(owner, APP, *every_kind) & written_once() == set()
    # A list of work, not of people: random ids of cases whose figures are to be counted again.
    of_people = catalogue.tables_of_people(owner) - {"outcomes_stale"}
    assert catalogue.table_grants(owner, APP, "DELETE") & of_people == set()


def test_of_a_fact_only_the_mark_that_it_was_superseded_may_change(owner):
    columns = catalogue.changeable_columns(owner, APP)

    assert {table: columns[table] for table in facts()} == {
        table: {"superseded_by_id"} for table in facts()
    }
    assert columns.keys() & (written_once() - facts()) == set()


@pytest.mark.parametrize(
    ("grant", "table"),
    [("TRUNCATE", "people_user"), ("UPDATE", "core_entry"), ("DELETE", "followup_contact")],
)
def test_a_grant_too_many_is_found(owner, grant, table):
    owner.execute(f"GRANT {grant} ON {table} TO {APP}")

    assert table in catalogue.table_grants(owner, APP, grant)


def test_a_column_too_many_is_found(owner):
    owner.execute(f"GRANT UPDATE (happened_at) ON followup_contact TO {APP}")

    columns = catalogue.changeable_columns(owner, APP)["followup_contact"]
    assert columns == {"superseded_by_id", "happened_at"}

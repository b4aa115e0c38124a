"""Policies are put on anew while people work: nobody ever sees a table between two of them."""

import threading
import time

import psycopg
import pytest
from django.db import connections
from tests.security.world import connect

from guihang.cases.grants import Grant
from guihang.core import rowsecurity
from guihang.core.rowsecurity import guarded_models

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def app():
    with connect("default") as connection:
        connection.execute("SET lock_timeout = '20ms'")
        yield connection


def open_between(app, put_on):
    """Return the tables that another connection could ask while a policy of theirs was off."""
    found = set()

    def look(execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if sql.startswith(("DROP POLICY", "GRANT SELECT, INSERT")):
            table = sql.rpartition("ON ")[2] if sql.startswith("DROP") else sql.split(" ON ")[1]
            try:
                app.execute(f"SELECT FROM {table.partition(' TO ')[0]} LIMIT 0")
                found.add(table)
            except psycopg.errors.LockNotAvailable:
                pass
        return answer

    with connections["owner"].execute_wrapper(look):
        put_on()
    return {table for table in found if " TO " not in table}


def test_no_table_is_open_to_others_while_its_policy_is_exchanged(app, django_db_blocker):
    assert len(guarded_models()) > 10
    assert open_between(app, lambda: rowsecurity.apply("owner")) == set()


def test_statement_by_statement_they_would_be(app):
    """The control: how the policies were put on before."""

    def one_by_one():
        with connections["owner"].cursor() as cursor:
            for statement in rowsecurity._statements(guarded_models()[0], "guihang_app"):
                cursor.execute(statement)

    try:
        assert open_between(app, one_by_one)
    finally:
        rowsecurity.apply("owner")


def test_policies_wait_for_whoever_measures_the_table_and_neither_is_refused(django_db_blocker):
    """Autovacuum does so after many writes: it holds the table, then changes its catalogue entry."""
    table, failed = Grant._meta.db_table, []

    def put_on():
        try:
            with django_db_blocker.unblock():
                rowsecurity.put(Grant, "owner")
        except Exception as error:  # told by the assertion below
            failed.append(error)
        finally:
            connections["owner"].close()

    with connect("owner") as measuring:
        with measuring.transaction():
            measuring.execute(f"LOCK TABLE {table} IN SHARE UPDATE EXCLUSIVE MODE")
            other = threading.Thread(target=put_on)
            other.start()
            waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
            while other.is_alive() and not measuring.execute(waits, [table]).fetchone()[0]:
                time.sleep(0.01)
            assert other.is_alive(), "the policies did not meet the measuring"
            measuring.execute(f"ANALYZE {table}")
        other.join()
    assert not failed

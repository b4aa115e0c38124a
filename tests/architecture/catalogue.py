"""What the database itself says about who may see and change which table."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from guihang.cases.models import Case, Person
from guihang.core.models import Access, Entry, Fact
from guihang.core.rowsecurity import guarded_models

OF_A_PERSON = ("case_id", "person_id", "subject_id", "subjects")
"""Columns by which a row belongs to somebody."""

_SECURITY = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND c.relname = ANY(%s)
   AND NOT (c.relrowsecurity AND c.relforcerowsecurity
            AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
"""
_COLUMNS = """
SELECT DISTINCT table_name FROM information_schema.columns
 WHERE table_schema = current_schema() AND column_name = ANY(%s)
"""


def unguarded(cursor: Any, tables: Iterable[str]) -> set[str]:
    """Return the tables on which row-level security is off, not forced, or without a policy."""
    cursor.execute(_SECURITY, [sorted(tables)])
    return {row[0] for row in cursor.fetchall()}


def tables_of_people(cursor: Any) -> set[str]:
    """Return the tables that hold people, cases, or rows of theirs, by models and by columns."""
    about = {Case, Person}
    modelled = {
        model._meta.db_table for model in apps.get_models()
        if model in about or issubclass(model, (Entry, Access, Fact))
        or about & {getattr(field, "related_model", None) for field in model._meta.get_fields()
                    if field.concrete}
    }  # fmt: skip
    cursor.execute(_COLUMNS, [list(OF_A_PERSON)])
    guarded = {model._meta.db_table for model in guarded_models()}
    return modelled | guarded | {row[0] for row in cursor.fetchall()}


_OWNED = """
SELECT 'table ' || relname FROM pg_class WHERE relowner = %(role)s::regrole
UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE proowner = %(role)s::regrole
UNION ALL SELECT 'schema ' || nspname FROM pg_namespace
 WHERE nspowner = %(role)s::regrole AND nspname !~ '^pg_'
UNION ALL SELECT 'database ' || datname FROM pg_database WHERE datdba = %(role)s::regrole
"""
_POWERS = """
SELECT power FROM pg_roles r, LATERAL (VALUES
  ('superuser', r.rolsuper), ('bypassrls', r.rolbypassrls), ('createrole', r.rolcreaterole),
  ('createdb', r.rolcreatedb), ('replication', r.rolreplication),
  ('member', EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid)),
  ('create in public', has_schema_privilege(r.oid, 'public', 'CREATE')),
  ('temporary tables', has_database_privilege(r.oid, current_database(), 'TEMP'))
) AS powers(power, holds) WHERE r.rolname = %(role)s AND holds
"""


def owned(cursor: Any, role: str) -> set[str]:
    """Return what a role owns in this database."""
    cursor.execute(_OWNED, {"role": role})
    return {row[0] for row in cursor.fetchall()}


def powers(cursor: Any, role: str) -> set[str]:
    """Return what a role may do beyond its grants on tables."""
    cursor.execute(_POWERS, {"role": role})
    return {row[0] for row in cursor.fetchall()}


_GRANTS = """
SELECT c.relname, g.privilege FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,
  unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS g(privilege)
 WHERE n.nspname !~ '^(pg_|information_schema)' AND c.relkind IN ('r', 'p', 'v', 'm')
   AND has_table_privilege(%(role)s, c.oid, g.privilege)
"""
_COLUMN_GRANTS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
   AND has_column_privilege(%(role)s, c.oid, a.attnum, 'UPDATE')
"""


def table_grants(cursor: Any, role: str, *privileges: str) -> set[str]:
    """Return the tables on which a role holds one of the privileges as a whole."""
    cursor.execute(_GRANTS, {"role": role})
    return {table for table, privilege in cursor.fetchall() if privilege in privileges}


def changeable_columns(cursor: Any, role: str) -> dict[str, set[str]]:
    """Return the columns of each table that a role may update."""
    cursor.execute(_COLUMN_GRANTS, {"role": role})
    found: dict[str, set[str]] = {}
    for table, column in cursor.fetchall():
        found.setdefault(table, set()).add(column)
    return found

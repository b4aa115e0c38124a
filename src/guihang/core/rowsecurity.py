"""Row-level security and grants, put on the tables after every migration.

The application role owns nothing. A model names the condition of its rows in ``row_policy``; FORCE
makes the owner obey it too. ``read_policy`` adds rows that may be read and not changed,
``seal_policy`` takes away whatever else lets in. ``row_functions`` names ids that policies compare
with: each runs as whoever asks, once a statement. What is written once is not granted for change;
``changes`` names the columns that are; ``emptied`` is a list of work whose rows are taken off it
(ADR 0003, 0011).
"""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, models, transaction

from guihang.core.models import Access, Entry, Fact

CONTEXT_FUNCTIONS = """
CREATE OR REPLACE FUNCTION guihang_scope() RETURNS int[] LANGUAGE plpgsql STABLE AS $$
DECLARE scope text := nullif(current_setting('guihang.scope', true), '');
BEGIN
  -- An empty answer would scan the whole table and look like "no rows"; a mistake must be loud.
  IF scope IS NULL THEN
    RAISE EXCEPTION 'no request context: guihang.scope is not set' USING ERRCODE = '42501';
  END IF;
  RETURN scope::int[];
END $$;
CREATE OR REPLACE FUNCTION guihang_user() RETURNS int LANGUAGE sql STABLE
  RETURN nullif(current_setting('guihang.user', true), '')::int;
CREATE OR REPLACE FUNCTION guihang_person() RETURNS uuid LANGUAGE sql STABLE
  RETURN nullif(current_setting('guihang.person', true), '')::uuid;
CREATE OR REPLACE FUNCTION guihang_token() RETURNS bytea LANGUAGE sql STABLE
  RETURN decode(nullif(current_setting('guihang.token', true), ''), 'hex');
CREATE OR REPLACE FUNCTION guihang_audit() RETURNS bool LANGUAGE sql STABLE
  RETURN coalesce(current_setting('guihang.audit', true), '') = 'on';
"""


IDS = """
CREATE OR REPLACE FUNCTION {}() RETURNS uuid[] LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN ARRAY({});
END $$
"""

WRITTEN_ONCE = (Entry, Access)


def guarded_models() -> list[Any]:
    """Return every model that carries a row policy."""
    return [model for model in apps.get_models() if getattr(model, "row_policy", "")]


def apply(using: str) -> None:
    """Put policies and grants on every table. ``using`` is the owner's connection."""
    role = connections["default"].settings_dict["USER"]
    with connections[using].cursor() as cursor:
        quoted = connections[using].ops.quote_name(role)
        cursor.execute(CONTEXT_FUNCTIONS)
        # A table of one's own is a place to copy people to, past every policy.
        database = connections[using].ops.quote_name(connections[using].settings_dict["NAME"])
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC")
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
        for table in _without_model(cursor):
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {quoted}")
    # Those with functions first: the policies of others call them.
    for model in sorted(apps.get_models(), key=lambda one: not hasattr(one, "row_functions")):
        put(model, using)


def put(model: type[models.Model], using: str) -> None:
    """Put policies and grants on one table.

    People may be at work. In between, a table without its policy would show nothing, one without
    its seal everything, one with the first grant could be changed. One table at a time, so that
    nobody who waits for one holds another that is waited for.
    """
    quoted = connections[using].ops.quote_name(connections["default"].settings_dict["USER"])
    functions = getattr(model, "row_functions", {}).items()
    with transaction.atomic(using), connections[using].cursor() as cursor:
        if getattr(model, "row_policy", ""):
            # The table before its entry in the catalogue, as autovacuum takes them: in the other
            # order each waits for the other, and the database ends the migration.
            cursor.execute(f'LOCK TABLE "{model._meta.db_table}"')
        for name, ids in functions:
            cursor.execute(IDS.format(name, ids))
        for statement in (*_statements(model, quoted), *_audited(model, quoted)):
            cursor.execute(statement)


def _without_model(cursor: Any) -> list[str]:
    """Return the tables that no model of ours or Django's makes, quoted."""
    known = [model._meta.db_table for model in apps.get_models() if model._meta.managed]
    cursor.execute(
        "SELECT quote_ident(tablename) FROM pg_tables"
        " WHERE schemaname = 'public' AND NOT tablename = ANY(%s)",
        [known],
    )
    return [row[0] for row in cursor.fetchall()]


def _statements(model: type[models.Model], role: str) -> list[str]:
    table = f'"{model._meta.db_table}"'
    policy = getattr(model, "row_policy", "")
    found = []
    if model._meta.managed:
        found.append(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {role}")
    if policy:
        found += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS reach ON {table}",
            f"CREATE POLICY reach ON {table} USING ({policy})",
            f"DROP POLICY IF EXISTS granted ON {table}",
            f"DROP POLICY IF EXISTS sealed ON {table}",
        ]
    if more := getattr(model, "read_policy", ""):
        # Policies are asked from z to a: what ``reach`` lets in costs no further question.
        found.append(f"CREATE POLICY granted ON {table} FOR SELECT USING ({more})")
    if less := getattr(model, "seal_policy", ""):
        found.append(f"CREATE POLICY sealed ON {table} AS RESTRICTIVE USING ({less})")
    if columns := getattr(model, "changes", ()):
        found.append(f"REVOKE UPDATE ON {table} FROM {role}")
        found.append(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {role}")
    if issubclass(model, (*WRITTEN_ONCE, Fact)) or getattr(model, "written_once", False):
        found.append(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
    if getattr(model, "written_by_owner", False):
        found.append(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {role}")
    if any(field.name == "superseded_by_id" for field in model._meta.fields):
        found.append(f"GRANT UPDATE (superseded_by_id) ON {table} TO {role}")
    elif policy and not getattr(model, "emptied", False):
        found.append(f"REVOKE DELETE, TRUNCATE ON {table} FROM {role}")
    return found


def _audited(model: type[models.Model], role: str) -> list[str]:
    """Let the sealing of the log and the auditor read it whole, whatever else guards it."""
    if not getattr(model, "audited", False):
        return []
    table, audit = f'"{model._meta.db_table}"', "(SELECT guihang_audit())"
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    found = [
        f"DROP POLICY IF EXISTS audit ON {table}",
        f"CREATE POLICY audit ON {table} FOR SELECT USING ({audit})",
        # The transaction and the epoch of a row are the database's to say, not the writer's.
        f"REVOKE INSERT ON {table} FROM {role}",
        f"GRANT INSERT ({columns}) ON {table} TO {role}",
    ]
    if more := getattr(model, "read_policy", ""):  # it would be asked of every row, for nothing
        found.append(f"ALTER POLICY granted ON {table} USING (NOT {audit} AND ({more}))")
    return found


def after_migrate(using: str, **_: Any) -> None:
    """Signal handler: the last app has migrated on the owner's connection."""
    if using == settings.GUIHANG_OWNER_ALIAS:
        apply(using)

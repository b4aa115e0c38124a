"""Row-level security against an oracle: the same statement over rows taken out by hand."""

import os
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import psycopg
import pytest
from django.db import connections
from tests.security import oracle
from tests.security.oracle import Who
from tests.security.sentences import Sentences
from tests.security.world import World, connect, guarded, made, tables

from guihang.cases.grants import Grant
from guihang.core import rowsecurity, scope

SEED = int(os.environ.get("GUIHANG_SEED", "20261124"))
STATEMENTS = int(os.environ.get("GUIHANG_LONG", "6000"))
CONTEXTS = 24
ROWS, NONE = "rows", "none"


class Region:
    """A world in the database, and beside it one schema a context with what it may see."""

    def __init__(self, world: World, contexts: list[Who], app: Any, owner: Any) -> None:
        self.world, self.contexts, self.app, self.owner = world, contexts, app, owner
        self.outcomes: Counter[str | None] = Counter()

    def guarded(self, who: Who, statement: str) -> Any:
        return self._answer("public", who, statement)

    def by_hand(self, who: Who, statement: str) -> Any:
        return self._answer(f"shadow_{self.contexts.index(who)}, public", who, statement)

    def _answer(self, path: str, who: Who, statement: str) -> Any:
        """Return the rows as a multiset, or the SQLSTATE of the refusal."""
        try:
            with self.app.transaction():
                self.app.execute(
                    "SELECT set_config('search_path', %s, true), set_config('guihang.scope', %s, true), "
                    "set_config('guihang.user', %s, true), set_config('guihang.person', %s, true)",
                    [path, scope.literal(who.units), str(who.user or ""), str(who.person or "")],
                )
                rows = self.app.execute(statement).fetchall()
            self.outcomes[ROWS if rows else NONE] += 1
            return Counter(rows)
        except psycopg.errors.Error as error:
            self.outcomes[error.sqlstate] += 1
            return error.sqlstate


@pytest.fixture(scope="module")
def region(committed_once: None) -> Iterator[Region]:
    rng = random.Random(SEED)
    world = made(rng)
    contexts = [_context(world, rng, place) for place in range(CONTEXTS)]
    with connect("default") as app, connect("owner") as owner:
        _shadows(world, contexts, owner, app.info.user)
        yield Region(world, contexts, app, owner)
        for place in range(CONTEXTS):
            owner.execute(f"DROP SCHEMA shadow_{place} CASCADE")


def _context(world: World, rng: random.Random, place: int) -> Who:
    units = frozenset(rng.sample(world.units, rng.randrange(0, 4)))
    person = rng.choice(world.rows["cases_case"])["person_id"] if place % 4 == 3 else None
    user = rng.choice(world.users) if place % 3 else None
    return Who(frozenset() if person else units, user, person)


def _shadows(world: World, contexts: list[Who], owner: Any, app: str) -> None:
    for place, who in enumerate(contexts):
        schema, seen = f"shadow_{place}", oracle.visible(world, who)
        owner.execute(f"CREATE SCHEMA {schema}")
        for model in guarded():
            table, key = model._meta.db_table, model._meta.pk.column
            owner.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            owner.execute(
                f"CREATE TABLE {schema}.{table} AS SELECT * FROM public.{table} "
                f"WHERE {key}::text = ANY(%s)", [[str(one) for one in seen[table]]],
            )  # fmt: skip
            owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        owner.execute(f"GRANT USAGE ON SCHEMA {schema} TO {app}")
        owner.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {app}")


def differences(region: Region, count: int, rng: random.Random, table: str = "") -> Iterator[str]:
    """Yield each of ``count`` statements that the policies and the oracle answer differently."""
    sentences = Sentences(region.world, tables(), rng)
    for _ in range(count):
        who, statement = rng.choice(region.contexts), sentences.one(table)
        if region.guarded(who, statement) != region.by_hand(who, statement):
            yield f"{who}: {statement}"


def test_thousands_of_statements_see_what_the_oracle_lets_them_see(region):
    found = list(differences(region, STATEMENTS, random.Random(SEED)))

    assert not found, f"seed {SEED}: {len(found)} of {STATEMENTS}, first {found[0]}"
    refused = {state for state in region.outcomes if state not in (ROWS, NONE)}
    assert region.outcomes[ROWS] > STATEMENTS / 2  # of two answers each
    assert refused <= {"22012"}, refused  # division by zero, on a row that may be seen


def mutants() -> list[tuple[str, str, str]]:
    """Return table, what was changed, and the SQL: each opens or shuts a policy a little.

    What stands in a function shows at the case, and is put right with the table of the grants.
    """
    found = []
    for model in guarded():
        table, policy = f'"{model._meta.db_table}"', model.row_policy
        name = model._meta.db_table
        found.append((name, "shut", f"ALTER POLICY reach ON {table} USING (false)"))
        if name not in (
            "cases_seal",
            "outcomes_stale",
        ):  # open to every context; without one is another test
            found.append((name, "open", f"ALTER POLICY reach ON {table} USING (true)"))
            found.append((name, "second", f"CREATE POLICY also ON {table} USING (true)"))
        for part in policy.split(" OR ") if " OR " in policy and "EXISTS" not in policy else ():
            if "guihang_token()" in part:  # no context here shows a secret; its own tests do
                continue
            less = " OR ".join(item for item in policy.split(" OR ") if item != part)
            found.append(
                (name, f"without {part[:20]}", f"ALTER POLICY reach ON {table} USING ({less})")
            )
        for kind in POLICIES:
            found += [(name, what, sql) for what, sql in _grants_and_seals(model, kind)]
        found += [("cases_case", what, sql) for what, sql in _functions(model)]
    return found


POLICIES = {"row_policy": "reach", "read_policy": "granted", "seal_policy": "sealed"}
SEALED = re.compile(r"NOT EXISTS \(SELECT 1 FROM cases_seal [^)]*\)")


EASED = (
    "NOT g.declined", "g.revoked_at IS NULL", "g.given_at <= now()", "g.ends_at > now()",
    "kind = 'opening'", "user_id = (SELECT guihang_user())", "kind <> 'opening'",
    "user_id = (SELECT public.guihang_user())",
)  # fmt: skip


SAME = ("kind = 'opening'", "user_id = (SELECT public.guihang_user())", "NOT g.declined")
"""Said twice on purpose: the policy of the grants hides every other grant of a sealed case."""


def _grants_and_seals(model: Any, kind: str) -> Iterator[tuple[str, str]]:
    """Yield what was changed, and the SQL, for what is granted beyond reach and what is sealed."""
    text, table = getattr(model, kind, ""), f'"{model._meta.db_table}"'
    policy = POLICIES[kind]
    if not text:
        return
    if kind != "row_policy":
        yield f"no {policy}", f"DROP POLICY {policy} ON {table}"
        yield f"{policy} shut", f"ALTER POLICY {policy} ON {table} USING (false)"
        for condition in EASED:
            if condition in text:
                eased = text.replace(condition, "true")
                yield (
                    f"{policy} without {condition}",
                    f"ALTER POLICY {policy} ON {table} USING ({eased})",
                )
    if SEALED.search(text):
        blind = SEALED.sub("true", text)
        yield f"{policy} blind to seals", f"ALTER POLICY {policy} ON {table} USING ({blind})"


def _functions(model: Any) -> Iterator[tuple[str, str]]:
    """Yield what was changed, and the SQL, for the ids that policies compare with."""
    for name, text in getattr(model, "row_functions", {}).items():
        for condition in EASED:
            eased = text.replace(f"g.{condition}", "true").replace(condition, "true")
            if eased != text and not (name == "guihang_opened" and condition in SAME):
                yield f"{name} without {condition}", rowsecurity.IDS.format(name, eased)


def _all_differ(region: Region, table: str) -> bool:
    """Whether the whole table already looks different to somebody."""
    everything = f"SELECT count(*), string_agg(t::text, ';' ORDER BY t::text) FROM {table} t"
    return any(region.guarded(who, everything) != region.by_hand(who, everything)
               for who in region.contexts)  # fmt: skip


@contextmanager
def changed(region: Region, table: str, sql: str) -> Iterator[None]:
    """Have one policy changed; whatever happens meanwhile, each is put back."""
    with ExitStack() as after:
        for model in (Grant, *(one for one in guarded() if one._meta.db_table == table)):
            after.callback(rowsecurity.put, model, "owner")
        after.callback(region.owner.execute, f'DROP POLICY IF EXISTS also ON "{table}"')
        region.owner.execute(sql)
        yield


def stored(region: Region) -> list[Any]:
    """Return every policy and every function of ours, as the database holds them."""
    return region.owner.execute(
        "SELECT tablename || ' ' || policyname, roles::text || cmd || qual, with_check FROM pg_policies "
        "UNION ALL SELECT proname::text, prosrc, NULL FROM pg_proc WHERE proname LIKE 'guihang%' "
        "ORDER BY 1"
    ).fetchall()


def test_every_changed_policy_is_found(region):
    rng, alive = random.Random(SEED), []
    before, mutated = stored(region), mutants()
    for table, what, sql in mutated:
        with changed(region, table, sql):
            if not _all_differ(region, table) and not next(
                differences(region, 400, rng, table), ""
            ):
                alive.append((table, what))

    assert len(mutated) >= 25
    assert not alive, f"seed {SEED}"
    assert stored(region) == before


def test_a_test_that_breaks_leaves_no_policy_changed(region):
    before = stored(region)
    for table, _, sql in mutants()[:3]:
        with suppress(ZeroDivisionError), changed(region, table, sql):
            assert stored(region) != before, "the control"
            raise ZeroDivisionError
        assert stored(region) == before


def test_without_a_context_nothing_is_answered(region):
    region.app.execute("RESET ALL")
    answered = set()
    for model in guarded():
        with suppress(psycopg.errors.InsufficientPrivilege):
            region.app.execute(f"SELECT * FROM {model._meta.db_table}")
            answered.add(model._meta.db_table)

    assert answered == set()


def test_the_connections_of_this_test_are_those_of_the_application(region):
    """The control: a superuser or owner would see everything, and the test would prove nothing."""
    row = region.app.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row == (False,)
    assert region.app.info.user == connections["default"].settings_dict["USER"]

"""``python -m bench.plain``: make the tables and fill them from the product's, once a size."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.plain.settings"
os.environ["BENCH_PLAIN_POOL"] = "no"

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection, transaction  # noqa: E402

COPIES = {
    "unit": "id, code, zh, en FROM public.people_unit",
    "person": (
        "id, number, '张' || right(number, 2), substr(md5(number), 1, 18), "
        "substr(md5(number), 1, 11), 'Hailar, ' || number, sex, born_on, unit_id "
        "FROM public.cases_person"
    ),
    "case": (
        "c.id, person_id, unit_id, facility_id, stage, zone, consent, drug, test_schedule, "
        "decided_on, admitted_at, term_ends_on, released_at, accepted_at, closed_at, "
        "last_contact_at, silent_since "
        "FROM public.cases_case c LEFT JOIN public.followup_standing s ON s.case_id = c.id"
    ),
    "custody": "id, case_id, unit_id, starts_at FROM public.cases_custody",
    "contact": "id, case_id, recorded_at, happened_at, channel, '' FROM public.followup_contact",
    "test": "id, case_id, taken_at, kind, result FROM public.followup_drugtest",
    "consent": "id, case_id, decision, decided_at FROM public.cases_consentrecord",
    "task": (
        "id, case_id, unit_id, role, rule, anchor, step, opens_at, due_at, closes_at, done_at, "
        "void FROM public.followup_task"
    ),
}
COLUMNS = {
    "unit": "id code zh en",
    "person": "id number name id_number phone address sex born_on unit_id",
    "case": (
        "id person_id unit_id facility_id stage zone consent drug test_schedule decided_on "
        "admitted_at term_ends_on released_at accepted_at closed_at last_contact_at silent_since"
    ),
    "custody": "id case_id unit_id starts_at",
    "contact": "id case_id recorded_at happened_at channel note",
    "test": "id case_id taken_at kind result",
    "consent": "id case_id decision decided_at",
    "task": "id case_id unit_id role rule anchor step opens_at due_at closes_at done_at void",
}


def main() -> None:
    with connection.cursor() as cursor:
        if _up_to_date(cursor):
            return
        cursor.execute("DROP SCHEMA IF EXISTS plain CASCADE")
        cursor.execute("CREATE SCHEMA plain")
        with transaction.atomic():
            _fill(cursor)
        cursor.execute("ANALYZE " + ", ".join(f"plain.plain_{name}" for name in COPIES))


def _up_to_date(cursor: "object") -> bool:
    cursor.execute("SELECT to_regclass('plain.plain_case')")
    if cursor.fetchone()[0] is None:
        return False
    cursor.execute(f"SET guihang.scope = '{_everything(cursor)}'")
    cursor.execute(
        "SELECT (SELECT count(*) FROM plain.plain_case) >= (SELECT count(*) FROM public.cases_case)"
    )
    return cursor.fetchone()[0]


def _everything(cursor: "object") -> str:
    cursor.execute("SELECT '{' || string_agg(id::text, ',') || '}' FROM public.people_unit")
    return cursor.fetchone()[0]


def _fill(cursor: "object") -> None:
    """Make the tables, copy, and let deferred indexes and keys follow the rows."""
    cursor.execute(f"SET LOCAL guihang.scope = '{_everything(cursor)}'")
    cursor.execute("SET LOCAL synchronous_commit = off")
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    models = {model._meta.model_name: model for model in apps.get_app_config("plain").get_models()}
    with connection.schema_editor() as editor:
        for name, source in COPIES.items():
            # Indexes and foreign keys wait in deferred_sql until the editor is left.
            editor.create_model(models[name])
            columns = ", ".join(COLUMNS[name].split())
            cursor.execute(f"INSERT INTO plain.plain_{name} ({columns}) SELECT {source}")
    for name in ("custody", "task"):
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('plain.plain_{name}', 'id'), "
            f"(SELECT coalesce(max(id), 1) FROM plain.plain_{name}))"
        )


if __name__ == "__main__":
    main()

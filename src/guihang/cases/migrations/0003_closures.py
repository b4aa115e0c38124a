import django.db.models.deletion
from django.db import migrations, models

# What the journal knows of closings; those that a crowd was made with are not in it.
FROM_THE_JOURNAL = """
SELECT set_config('guihang.scope', '{' || coalesce(string_agg(id::text, ','), '') || '}', true)
  FROM people_unit;
INSERT INTO cases_closure (id, case_id, recorded_at, closed, happened_at)
SELECT id, subject_id, at, action = 'casework.close_case', at FROM core_entry
 WHERE action IN ('casework.close_case', 'casework.reopen_case');
INSERT INTO cases_closure (id, case_id, recorded_at, closed, happened_at)
SELECT gen_random_uuid(), c.id, c.closed_at, true, c.closed_at FROM cases_case c
 WHERE c.closed_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM cases_closure f WHERE f.case_id = c.id);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_initial"), ("core", "0002_initial")]

    operations = [
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("closed", models.BooleanField()),
                ("happened_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.RemoveConstraint(model_name="custody", name="one_custodian_an_instant"),
        migrations.AddField(
            model_name="custody",
            name="superseded_by_id",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="custody",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_by_id", None)),
                fields=("case", "starts_at"),
                name="one_custodian_an_instant",
            ),
        ),
        migrations.RunSQL(FROM_THE_JOURNAL, migrations.RunSQL.noop),
    ]

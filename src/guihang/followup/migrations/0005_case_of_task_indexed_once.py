import django.db.models.deletion
from django.db import migrations, models

INDEX = "followup_task_case_id_e5d83829"  # the name that Django gave it


class Migration(migrations.Migration):
    dependencies = [("followup", "0004_open_tasks_by_role")]

    operations = [
        # Django would make the foreign key anew, and read every task to check it.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"DROP INDEX IF EXISTS {INDEX}",
                    f"CREATE INDEX IF NOT EXISTS {INDEX} ON followup_task (case_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="task",
                    name="case",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                )
            ],
        )
    ]

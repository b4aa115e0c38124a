from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followup", "0003_falls_silent")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None), ("void", "")),
                fields=["role", "closes_at", "id"],
                name="task_open_role",
            ),
        ),
    ]

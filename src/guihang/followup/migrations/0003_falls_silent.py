from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followup", "0002_initial")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="falls_silent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(
                condition=models.Q(("falls_silent_at__isnull", False)),
                fields=["falls_silent_at"],
                name="standing_falls_silent",
            ),
        ),
    ]

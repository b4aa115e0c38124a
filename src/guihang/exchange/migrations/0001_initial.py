import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "待确认"),
                            ("waiting", "排队中"),
                            ("running", "处理中"),
                            ("done", "已完成"),
                            ("failed", "未完成"),
                        ],
                        max_length=10,
                    ),
                ),
                ("dry_run", models.BooleanField(default=True)),
                ("sent_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("done", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("stored", models.IntegerField(default=0)),
                ("repeated", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("problem", models.TextField(blank=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-sent_at"], name="upload_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("finished_at", None),
                            ("state__in", ("done", "failed")),
                            _connector="OR",
                        ),
                        name="a_finished_upload_has_an_end",
                    )
                ],
            },
        ),
    ]

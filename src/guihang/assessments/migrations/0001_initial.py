import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerSheet",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("recorded_at", models.DateTimeField()),
                ("instrument", models.CharField(max_length=20)),
                ("version", models.PositiveSmallIntegerField()),
                ("norm", models.CharField(blank=True, max_length=20)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("self", "本人填写"),
                            ("read", "念给本人听"),
                            ("interview", "访谈"),
                            ("declined", "本人不愿回答"),
                        ],
                        max_length=10,
                    ),
                ),
                ("held_on", models.DateField()),
                ("answers_sealed", models.BinaryField(null=True)),
                ("figures_sealed", models.BinaryField(null=True)),
                ("missing", models.PositiveSmallIntegerField(default=0)),
                ("alarmed", models.BooleanField(default=False)),
                ("helped_at", models.DateTimeField(null=True)),
                (
                    "help",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("talked", "当场谈话陪伴"),
                            ("clinician", "已请医师"),
                            ("safety_plan", "与本人订了安全计划"),
                            ("emergency", "已送急诊"),
                        ],
                        max_length=12,
                    ),
                ),
                ("help_sealed", models.BinaryField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("alarmed", True), ("helped_at", None)),
                        fields=["recorded_at"],
                        name="answer_sheet_alarm",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mode", "declined"), _negated=True),
                            models.Q(("alarmed", False), ("answers_sealed", None)),
                            _connector="OR",
                        ),
                        name="who_declines_has_no_answers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("helped_at", None),
                            models.Q(("alarmed", True), models.Q(("help", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="help_says_what_was_done",
                    ),
                ],
            },
        ),
    ]

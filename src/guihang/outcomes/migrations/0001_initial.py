import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guihang.core.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Stale",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("case_id", models.UUIDField()),
                        ("was", models.JSONField(null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Counted",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="cases.case",
                            ),
                        ),
                        ("released", models.IntegerField()),
                        ("sex", models.SmallIntegerField()),
                        ("drug", models.SmallIntegerField()),
                        ("first", models.SmallIntegerField()),
                        ("consented", models.SmallIntegerField()),
                        ("relapse", models.SmallIntegerField()),
                        ("positive", models.SmallIntegerField()),
                        ("died", models.SmallIntegerField()),
                        ("custody", models.SmallIntegerField()),
                        ("moved", models.SmallIntegerField()),
                        ("verified", models.SmallIntegerField()),
                        ("contacted", models.SmallIntegerField()),
                        ("tested", models.SmallIntegerField()),
                        ("golden_planned", models.SmallIntegerField()),
                        ("golden_done", models.SmallIntegerField()),
                        ("golden_review", models.SmallIntegerField()),
                        ("due_0", models.SmallIntegerField()),
                        ("done_0", models.SmallIntegerField()),
                        ("due_1", models.SmallIntegerField()),
                        ("done_1", models.SmallIntegerField()),
                        ("due_2", models.SmallIntegerField()),
                        ("done_2", models.SmallIntegerField()),
                        (
                            "facility",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Publication",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("cohort_from", models.DateField()),
                        ("cohort_to", models.DateField()),
                        ("cut_off", models.DateField()),
                        ("published_at", models.DateTimeField()),
                        ("engine", models.CharField(max_length=40)),
                        ("rule", models.CharField(max_length=40)),
                        ("why", models.CharField(blank=True, max_length=400)),
                        ("people", models.PositiveIntegerField()),
                        ("counts", models.JSONField()),
                        (
                            "published_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-published_at"], name="publication_unit")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublishedFigure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("code", models.CharField(max_length=40)),
                        ("version", models.PositiveSmallIntegerField()),
                        ("definition", models.JSONField()),
                        ("numerator", models.BigIntegerField(null=True)),
                        ("denominator", models.BigIntegerField(null=True)),
                        ("value", models.FloatField(null=True)),
                        ("lower", models.FloatField(null=True)),
                        ("upper", models.FloatField(null=True)),
                        ("lost", models.FloatField(null=True)),
                        ("reach", models.FloatField(null=True)),
                        ("tests_done", models.BigIntegerField(null=True)),
                        ("tests_due", models.BigIntegerField(null=True)),
                        ("provisional", models.BooleanField(default=False)),
                        ("reason", models.CharField(blank=True, max_length=40)),
                        (
                            "publication",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figures",
                                to="outcomes.publication",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("publication", "code"), name="one_figure_a_code"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tally",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("kind", models.SmallIntegerField()),
                        ("period", models.IntegerField()),
                        ("one", models.IntegerField()),
                        ("two", models.SmallIntegerField()),
                        ("people", models.BigIntegerField()),
                        (
                            "facility",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("kind", "facility", "period", "one", "two"),
                                name="one_tally_a_cell",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("year", models.PositiveSmallIntegerField()),
                        (
                            "code",
                            models.CharField(
                                choices=[
                                    ("RET_DETECT_12", "1 年未发现复吸率"),
                                    ("RET_STRICT_12", "1 年严格操守保持率"),
                                    ("RELAPSE_12", "1 年复吸率(已确认)"),
                                    ("RET_DETECT_36", "3 年未发现复吸率"),
                                    ("RET_STRICT_36", "3 年严格操守保持率"),
                                    ("RELAPSE_36", "3 年复吸率(已确认)"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("percent", models.PositiveSmallIntegerField()),
                        ("basis", models.CharField(max_length=300)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "year", "code"), name="one_target_a_year"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("percent__lte", 100)),
                                name="a_share_is_at_most_all",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

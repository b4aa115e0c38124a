import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

from guihang.core.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Project",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("code", models.CharField(max_length=20)),
                        ("name", models.CharField(max_length=80)),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("medical", "医疗"),
                                    ("education", "教育"),
                                    ("psychology", "心理"),
                                    ("rehabilitation", "康复"),
                                    ("combined", "综合"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("university", models.CharField(blank=True, max_length=80)),
                        ("hypothesis", models.CharField(max_length=500)),
                        ("measure", models.CharField(max_length=200)),
                        (
                            "design",
                            models.CharField(
                                choices=[
                                    ("before_after", "前后对照，无对照组"),
                                    ("compared", "有对照组，非随机"),
                                    ("randomised", "随机对照"),
                                    ("stepped", "分批启动(各单位先后)"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("sample", models.PositiveIntegerField()),
                        ("control", models.CharField(blank=True, max_length=200)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "已申报"),
                                    ("approved", "已立项"),
                                    ("not_approved", "未立项"),
                                    ("pilot", "试点中"),
                                    ("evaluated", "已结项"),
                                    ("promoted", "已推广"),
                                    ("ended", "已终止"),
                                ],
                                default="proposed",
                                max_length=14,
                            ),
                        ),
                        ("protocol", models.TextField(blank=True)),
                        ("protocol_version", models.PositiveSmallIntegerField(default=0)),
                        ("ethics", models.CharField(blank=True, max_length=80)),
                        ("starts_on", models.DateField(null=True)),
                        (
                            "verdict",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("effective", "有效"),
                                    ("promising", "有苗头，证据不足"),
                                    ("no_effect", "未见效果"),
                                    ("harmful", "弊大于利"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("findings", models.TextField(blank=True)),
                        ("evaluated_on", models.DateField(null=True)),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("facility", "所"),
                                    ("region", "自治区"),
                                    ("nation", "全国"),
                                ],
                                default="facility",
                                max_length=10,
                            ),
                        ),
                        ("promoted_by", models.CharField(blank=True, max_length=120)),
                        ("promoted_on", models.DateField(null=True)),
                        (
                            "proposed_by",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "code"), name="one_project_a_code"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ("pilot", "evaluated", "promoted")),
                                        _negated=True,
                                    ),
                                    models.Q(
                                        models.Q(("protocol", ""), _negated=True),
                                        ("starts_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_pilot_has_a_protocol",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ("evaluated", "promoted")), _negated=True
                                    ),
                                    models.Q(
                                        models.Q(("verdict", ""), _negated=True),
                                        models.Q(("findings", ""), _negated=True),
                                        ("evaluated_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_evaluation_has_a_verdict",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "promoted"), _negated=True),
                                    models.Q(
                                        ("verdict__in", ("effective", "promising")),
                                        models.Q(("promoted_by", ""), _negated=True),
                                        ("promoted_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="only_what_holds_is_promoted",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectReport",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("month", models.DateField()),
                        ("people", models.PositiveIntegerField()),
                        ("better", models.PositiveIntegerField()),
                        ("same", models.PositiveIntegerField()),
                        ("worse", models.PositiveIntegerField()),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="knowledge.project",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("project", "month"), name="one_report_a_month"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "people__gte",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("better"), "+", models.F("same")
                                            ),
                                            "+",
                                            models.F("worse"),
                                        ),
                                    )
                                ),
                                name="no_more_are_measured_than_took_part",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Standard",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("code", models.CharField(max_length=20)),
                        ("version", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=120)),
                        ("content", models.TextField()),
                        ("in_force_on", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        (
                            "drafted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "project",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="standards",
                                to="knowledge.project",
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "code", "version"), name="one_standard_a_version"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("ended_on", None), ("in_force_on__isnull", False)
                                ),
                                fields=("unit", "code"),
                                name="one_version_in_force",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Training",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("title", models.CharField(max_length=120)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("forum", "讲坛"),
                                    ("course", "课程"),
                                    ("workshop", "工作坊"),
                                    ("exam", "考核"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("host", models.CharField(max_length=120)),
                        ("happened_on", models.DateField()),
                        ("hours", models.PositiveSmallIntegerField()),
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
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Trainee",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "officer",
                            models.ForeignKey(
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
                        (
                            "training",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="trainees",
                                to="knowledge.training",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("training", "officer"), name="one_place_a_trainee"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LibraryCase",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("title", models.CharField(max_length=120)),
                        (
                            "category",
                            models.CharField(
                                choices=[
                                    ("medical", "戒毒医疗"),
                                    ("education", "教育矫正"),
                                    ("psychology", "心理矫治"),
                                    ("rehabilitation", "康复训练"),
                                    ("social", "社会延伸帮扶"),
                                    ("prevention", "禁毒宣传教育"),
                                    ("combined", "综合性教育戒治"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("keywords", models.CharField(blank=True, max_length=100)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "起草中"),
                                    ("reading", "待复读"),
                                    ("read", "已复读，待本人同意"),
                                    ("agreed", "本人已同意，待所审"),
                                    ("facility", "所审通过"),
                                    ("bureau", "局审通过"),
                                    ("ministry", "已报部"),
                                    ("adopted", "已入选"),
                                    ("withdrawn", "已撤回"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        (
                            "consent",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("given", "本人书面同意"),
                                    ("waived", "无法联系，伦理委员会批准"),
                                    ("refused", "本人不同意"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("earlier", models.BooleanField(default=False)),
                        ("body_sealed", models.BinaryField(null=True)),
                        ("body", models.TextField(blank=True)),
                        ("grams", models.JSONField(default=list)),
                        ("remarks", models.CharField(blank=True, max_length=500)),
                        ("adopted_on", models.DateField(null=True)),
                        ("number", models.CharField(blank=True, max_length=40)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reader",
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "state__in",
                                            ("facility", "bureau", "ministry", "adopted"),
                                        ),
                                        _negated=True,
                                    ),
                                    ("earlier", True),
                                    models.Q(
                                        ("consent__in", ("given", "waived")),
                                        ("reader__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_case_leaves_read_and_agreed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("body", ""),
                                    ("state__in", ("facility", "bureau", "ministry", "adopted")),
                                    _connector="OR",
                                ),
                                name="a_draft_is_not_in_the_clear",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reader", None),
                                    ("author", None),
                                    models.Q(("reader", models.F("author")), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_second_person_reads",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "adopted"), ("adopted_on", None), _connector="XOR"
                                ),
                                name="an_adoption_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OfficerCertificate",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        ("issuer", models.CharField(max_length=80)),
                        ("issued_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        (
                            "officer",
                            models.ForeignKey(
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("until_on__gt", models.F("issued_on")),
                                    _connector="OR",
                                ),
                                name="a_certificate_ends_after_it_is_issued",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(
            "CREATE INDEX library_grams ON knowledge_librarycase USING gin (grams jsonb_path_ops)",
            "DROP INDEX library_grams",
        ),
    ]

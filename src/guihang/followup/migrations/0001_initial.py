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
                    name="Evidence",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("used_on", models.DateField()),
                        ("not_before", models.DateField(null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("self_report", "本人告知"),
                                    ("collateral", "他人反映"),
                                    ("police_determination", "公安机关认定"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("note_sealed", models.BinaryField(null=True)),
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
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("held_at", models.DateTimeField()),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("go_on", "继续寻找"),
                                    ("lost", "标记为失联"),
                                    ("found", "已找到，恢复联系"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note_sealed", models.BinaryField(null=True)),
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
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Standing",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="standing",
                                serialize=False,
                                to="cases.case",
                            ),
                        ),
                        ("last_contact_at", models.DateTimeField(null=True)),
                        ("last_test_at", models.DateTimeField(null=True)),
                        ("last_negative_at", models.DateTimeField(null=True)),
                        ("first_positive_at", models.DateTimeField(null=True)),
                        ("relapse_on", models.DateField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("ended_by", models.CharField(blank=True, max_length=12)),
                        ("silent_since", models.DateTimeField(null=True)),
                        ("falls_silent_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("falls_silent_at__isnull", False)),
                                fields=["falls_silent_at"],
                                name="standing_falls_silent",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attempt",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("happened_at", models.DateTimeField()),
                        (
                            "target",
                            models.CharField(
                                choices=[
                                    ("person", "本人"),
                                    ("family", "家属"),
                                    ("grid", "村社网格"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "电话"),
                                    ("video", "视频"),
                                    ("message", "信息往来"),
                                    ("face", "当面(站内)"),
                                    ("visit", "上门走访"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("no_answer", "无人接听"),
                                    ("wrong_number", "号码有误"),
                                    ("not_home", "不在家"),
                                    ("message_left", "已留口信"),
                                    ("news", "得知近况"),
                                    ("declines_now", "本人暂不愿谈"),
                                    ("in_custody", "因他案被羁押"),
                                    ("deceased", "已去世"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("note_sealed", models.BinaryField(null=True)),
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
                            models.Index(fields=["case", "happened_at"], name="attempt_case")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Contact",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("happened_at", models.DateTimeField()),
                        (
                            "channel",
                            models.CharField(
                                choices=[
                                    ("phone", "电话"),
                                    ("video", "视频"),
                                    ("message", "信息往来"),
                                    ("face", "当面(站内)"),
                                    ("visit", "上门走访"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("fulfils", models.CharField(blank=True, max_length=100)),
                        ("note_sealed", models.BinaryField(null=True)),
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
                            models.Index(fields=["case", "happened_at"], name="contact_case")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrugTest",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("taken_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("onsite", "现场尿检"),
                                    ("lab", "实验室检测"),
                                    ("retest", "实验室复检"),
                                    ("hair", "毛发检测"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[
                                    ("negative", "阴性"),
                                    ("positive", "阳性"),
                                    ("mixed", "同周有阴有阳"),
                                    ("invalid", "无效"),
                                    ("declined", "本人未同意检测"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("drugs", models.JSONField(default=list)),
                        ("chain_complete", models.BooleanField(default=False)),
                        ("appeal_open", models.BooleanField(default=False)),
                        ("unannounced", models.BooleanField(default=False)),
                        ("fulfils", models.CharField(blank=True, max_length=100)),
                        ("note_sealed", models.BinaryField(null=True)),
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
                        "indexes": [models.Index(fields=["case", "taken_at"], name="test_case")],
                    },
                ),
                migrations.CreateModel(
                    name="ProtocolVersion",
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
                        ("code", models.CharField(max_length=30)),
                        ("version", models.PositiveSmallIntegerField()),
                        ("body", models.JSONField()),
                        ("effective_on", models.DateField()),
                        ("proposed_at", models.DateTimeField()),
                        ("adopted_at", models.DateTimeField(null=True)),
                        (
                            "adopted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("code", "version"), name="one_protocol_a_version"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("adopted_by", None),
                                    models.Q(
                                        ("adopted_by", models.F("proposed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="who_proposes_does_not_adopt",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("held_at", models.DateTimeField()),
                        ("closing", models.BooleanField(default=False)),
                        (
                            "housing",
                            models.CharField(
                                choices=[
                                    ("good", "稳定"),
                                    ("fair", "一般"),
                                    ("needs_help", "需要帮助"),
                                    ("not_said", "未谈及"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "work",
                            models.CharField(
                                choices=[
                                    ("good", "稳定"),
                                    ("fair", "一般"),
                                    ("needs_help", "需要帮助"),
                                    ("not_said", "未谈及"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "family",
                            models.CharField(
                                choices=[
                                    ("good", "稳定"),
                                    ("fair", "一般"),
                                    ("needs_help", "需要帮助"),
                                    ("not_said", "未谈及"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "health",
                            models.CharField(
                                choices=[
                                    ("good", "稳定"),
                                    ("fair", "一般"),
                                    ("needs_help", "需要帮助"),
                                    ("not_said", "未谈及"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("craving", models.PositiveSmallIntegerField(null=True)),
                        ("fulfils", models.CharField(blank=True, max_length=100)),
                        ("note_sealed", models.BinaryField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "second_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closing", False),
                                    ("second_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_closing_review_has_two_workers",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
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
                        ("role", models.CharField(max_length=30)),
                        ("rule", models.CharField(max_length=30)),
                        ("version", models.PositiveSmallIntegerField()),
                        ("anchor", models.CharField(max_length=40)),
                        ("step", models.CharField(max_length=40)),
                        ("opens_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        ("done_at", models.DateTimeField(null=True)),
                        ("done_by_id", models.UUIDField(null=True)),
                        ("void", models.CharField(blank=True, max_length=20)),
                        (
                            "case",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
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
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at", None), ("void", "")),
                                fields=["unit", "closes_at", "id"],
                                name="task_open_unit",
                            ),
                            models.Index(
                                condition=models.Q(("done_at", None), ("void", "")),
                                fields=["closes_at", "id"],
                                name="task_open",
                            ),
                            models.Index(
                                condition=models.Q(("done_at", None), ("void", "")),
                                fields=["role", "closes_at", "id"],
                                name="task_open_role",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "rule", "anchor", "step"), name="one_task_a_step"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opens_at__lte", models.F("due_at")),
                                    ("due_at__lte", models.F("closes_at")),
                                ),
                                name="a_window_is_in_order",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

import django.db.models.deletion
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
                    name="Access",
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
                        ("at", models.DateTimeField()),
                        ("unit_id", models.IntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("read", "查阅"),
                                    ("search", "查找"),
                                    ("export", "导出"),
                                    ("print", "打印"),
                                    ("refused", "被拒绝"),
                                    ("signed_in", "登录"),
                                    ("not_signed_in", "登录失败"),
                                    ("signed_out", "退出"),
                                    ("token", "令牌变动"),
                                    ("rights", "权限表变动"),
                                    ("verified", "日志核验"),
                                    ("over_budget", "超出查阅额度"),
                                ],
                                default="read",
                                max_length=16,
                            ),
                        ),
                        ("address", models.GenericIPAddressField(null=True)),
                        ("route", models.CharField(max_length=60)),
                        ("permission", models.CharField(max_length=60)),
                        ("subjects", models.JSONField(default=list)),
                        ("found", models.IntegerField(default=0)),
                        ("role", models.CharField(db_default="", max_length=30)),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-at"], name="access_at"),
                            models.Index(
                                condition=models.Q(("kind", "over_budget")),
                                fields=["-at"],
                                name="access_over_budget",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
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
                        ("key", models.CharField(max_length=200)),
                        ("body", models.BinaryField()),
                        ("saved_at", models.DateTimeField()),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "key"), name="one_draft_a_form")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Drill",
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
                        ("began_at", models.DateTimeField()),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("backup", models.CharField(blank=True, max_length=80)),
                        ("seconds", models.FloatField(default=0)),
                        ("checks", models.JSONField(default=list)),
                        ("passed", models.BooleanField(default=False)),
                        ("problem", models.JSONField(default=list)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["-began_at"], name="drill_began")],
                    },
                ),
                migrations.CreateModel(
                    name="Entry",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("action", models.CharField(max_length=60)),
                        ("at", models.DateTimeField()),
                        ("unit_id", models.IntegerField()),
                        ("subject_id", models.UUIDField(null=True)),
                        ("supersedes_id", models.UUIDField(null=True, unique=True)),
                        ("reason", models.BinaryField(null=True)),
                        ("body", models.BinaryField()),
                        ("digest", models.BinaryField()),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_id", "at"], name="entry_subject"),
                            models.Index(fields=["unit_id", "-at"], name="entry_unit"),
                            models.Index(fields=["-at"], name="entry_at"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LogSeal",
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
                        ("epoch", models.SmallIntegerField()),
                        ("number", models.IntegerField()),
                        ("layout", models.SmallIntegerField()),
                        ("begins", models.BigIntegerField()),
                        ("ends", models.BigIntegerField()),
                        ("rows", models.IntegerField()),
                        ("sealed_at", models.DateTimeField()),
                        ("note", models.TextField(blank=True)),
                        ("root", models.BinaryField()),
                        ("previous", models.BinaryField()),
                        ("head", models.BinaryField()),
                        ("signature", models.BinaryField()),
                        ("key", models.BinaryField()),
                        ("leaves", models.BinaryField()),
                    ],
                    options={
                        "db_table": "core_seal",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("epoch", "number"), name="one_seal_a_batch"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Looked",
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
                        ("subject_id", models.UUIDField()),
                        ("at", models.DateTimeField()),
                        ("unit_id", models.IntegerField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("read", "查阅"),
                                    ("search", "查找"),
                                    ("export", "导出"),
                                    ("print", "打印"),
                                    ("refused", "被拒绝"),
                                    ("signed_in", "登录"),
                                    ("not_signed_in", "登录失败"),
                                    ("signed_out", "退出"),
                                    ("token", "令牌变动"),
                                    ("rights", "权限表变动"),
                                    ("verified", "日志核验"),
                                    ("over_budget", "超出查阅额度"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "access",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="shown",
                                to="core.access",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_id", "-access"], name="looked_subject"),
                            models.Index(fields=["by", "at"], name="looked_by"),
                        ],
                    },
                ),
            ]
        ),
    ]

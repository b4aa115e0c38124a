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
                    name="Person",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("number", models.CharField(max_length=30, unique=True)),
                        (
                            "identity",
                            models.CharField(
                                choices=[
                                    ("confirmed", "已核实"),
                                    ("claimed", "自报"),
                                    ("unknown", "身份不明"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "sex",
                            models.CharField(
                                choices=[("0", "未知"), ("1", "男"), ("2", "女"), ("9", "未说明")],
                                max_length=1,
                            ),
                        ),
                        ("born_on", models.DateField(null=True)),
                        ("key", models.BinaryField()),
                        ("name_sealed", models.BinaryField(null=True)),
                        ("id_number_sealed", models.BinaryField(null=True)),
                        ("phone_sealed", models.BinaryField(null=True)),
                        ("address_sealed", models.BinaryField(null=True)),
                        ("name_index", models.BinaryField(null=True)),
                        ("id_number_index", models.BinaryField(null=True)),
                        ("phone_index", models.BinaryField(null=True)),
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
                            models.Index(fields=["unit"], name="person_unit"),
                            models.Index(fields=["name_index"], name="person_name"),
                            models.Index(fields=["phone_index"], name="person_phone"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("id_number_index",), name="one_person_an_id_number"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("inside", "在所"),
                                    ("released", "出所待衔接"),
                                    ("aftercare", "照管中"),
                                    ("closed", "已结案"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "zone",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("detox", "生理脱毒区"),
                                    ("adapt", "教育适应区"),
                                    ("consolidate", "康复巩固区"),
                                    ("return", "回归指导区"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "drug",
                            models.CharField(
                                choices=[
                                    ("opioid", "阿片类"),
                                    ("ats", "苯丙胺类"),
                                    ("ketamine", "氯胺酮"),
                                    ("cannabis", "大麻类"),
                                    ("etomidate", "依托咪酯"),
                                    ("caffeine", "安钠咖"),
                                    ("other", "其他"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("decided_on", models.DateField()),
                        ("admitted_at", models.DateTimeField()),
                        ("term_ends_on", models.DateField()),
                        ("released_at", models.DateTimeField(null=True)),
                        ("accepted_at", models.DateTimeField(null=True)),
                        (
                            "consent",
                            models.CharField(
                                choices=[
                                    ("not_asked", "尚未征询"),
                                    ("given", "自愿接受照管"),
                                    ("declined", "不参加照管"),
                                    ("withdrawn", "已退出照管"),
                                ],
                                default="not_asked",
                                max_length=10,
                            ),
                        ),
                        (
                            "test_schedule",
                            models.CharField(
                                choices=[
                                    ("tests-a", "检测方案甲(三年 22 次)"),
                                    ("tests-b", "检测方案乙(三年 28 次)"),
                                    ("weekly-tests", "每周检测(24 周)"),
                                    ("none", "不安排检测"),
                                ],
                                default="tests-a",
                                max_length=30,
                            ),
                        ),
                        ("closed_at", models.DateTimeField(null=True)),
                        (
                            "ending",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("completed", "三年期满"),
                                    ("left", "本人退出"),
                                    ("moved", "迁往外地"),
                                    ("custody", "再次被收戒或羁押"),
                                    ("deceased", "去世"),
                                    ("lost", "长期失联"),
                                    ("study_end", "观察期结束"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("sealing_due_on", models.DateField(null=True)),
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
                            "offered_to",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
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
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cases",
                                to="cases.person",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-admitted_at", "-id"], name="case_unit"),
                            models.Index(
                                fields=["facility", "-admitted_at", "-id"], name="case_facility"
                            ),
                            models.Index(fields=["-admitted_at", "-id"], name="case_newest"),
                            models.Index(
                                fields=["unit", "stage", "-admitted_at", "-id"],
                                name="case_unit_stage",
                            ),
                            models.Index(
                                fields=["stage", "-admitted_at", "-id"], name="case_stage"
                            ),
                            models.Index(
                                condition=models.Q(("stage", "inside")),
                                fields=["term_ends_on"],
                                name="case_term_inside",
                            ),
                            models.Index(
                                condition=models.Q(("offered_to__isnull", False)),
                                fields=["offered_to"],
                                name="case_offered",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("stage", "closed"), _negated=True),
                                fields=("person",),
                                name="one_open_case_a_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("released_at", None),
                                    ("released_at__gte", models.F("admitted_at")),
                                    _connector="OR",
                                ),
                                name="released_after_admission",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stage", "inside"),
                                    ("stage", "closed"),
                                    ("released_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="outside_means_released",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Seal",
                    fields=[
                        (
                            "case",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                primary_key=True,
                                related_name="+",
                                serialize=False,
                                to="cases.case",
                            ),
                        ),
                        ("person_id", models.UUIDField(db_index=True)),
                        ("sealed_at", models.DateTimeField()),
                        ("boxes", models.BinaryField()),
                        ("number_sealed", models.BinaryField()),
                        ("id_number_sealed", models.BinaryField(null=True)),
                    ],
                ),
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
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ConsentRecord",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "decision",
                            models.CharField(
                                choices=[
                                    ("given", "愿意接受照管"),
                                    ("declined", "不参加照管"),
                                    ("withdrawn", "退出照管"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("decided_at", models.DateTimeField()),
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
                    name="Device",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("person_id", models.UUIDField()),
                        ("digest", models.BinaryField(unique=True)),
                        ("pin", models.CharField(max_length=128)),
                        ("called", models.CharField(max_length=60)),
                        ("made_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("wrong", models.PositiveSmallIntegerField(default=0)),
                        ("session", models.BinaryField(null=True)),
                        ("seen_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["person_id"], name="device_person")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("wrong__lte", 5)), name="a_device_ends_in_time"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyPass",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("person_id", models.UUIDField()),
                        (
                            "relation",
                            models.CharField(
                                choices=[
                                    ("spouse", "配偶"),
                                    ("parent", "父母"),
                                    ("child", "子女"),
                                    ("sibling", "兄弟姐妹"),
                                    ("other", "其他"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("items", models.JSONField()),
                        ("words_sealed", models.BinaryField(null=True)),
                        ("given_at", models.DateTimeField()),
                        ("code_digest", models.BinaryField(unique=True)),
                        ("session", models.BinaryField(null=True)),
                        ("ends_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                        ("seen_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
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
                    name="Grant",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("person_id", models.UUIDField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("consent", "本人同意"),
                                    ("emergency", "紧急查阅"),
                                    ("opening", "封存档案依法启封"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("employment", "就业帮扶"),
                                    ("treatment", "医疗救治"),
                                    ("assistance", "社会救助"),
                                    ("legal_aid", "法律援助"),
                                    ("emergency", "危及生命健康的紧急情况"),
                                    ("sealed_file", "依法查阅封存档案"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("fields", models.JSONField(default=list)),
                        ("given_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("revoked_at", models.DateTimeField(null=True)),
                        ("declined", models.BooleanField(default=False)),
                        ("text", models.CharField(blank=True, max_length=20)),
                        ("text_hash", models.CharField(blank=True, max_length=64)),
                        (
                            "language",
                            models.CharField(
                                blank=True,
                                choices=[("zh", "汉语"), ("mn", "蒙古语"), ("en", "英语")],
                                max_length=2,
                            ),
                        ),
                        (
                            "explained",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("read", "本人自己阅读"),
                                    ("aloud", "工作人员朗读并说明"),
                                    ("interpreted", "经翻译说明"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("witness_sealed", models.BinaryField(null=True)),
                        (
                            "nature",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("life", "生命危险"),
                                    ("overdose", "疑似用药过量"),
                                    ("crisis", "自伤自杀危险"),
                                    ("illness", "急症需要病史"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason_sealed", models.BinaryField(null=True)),
                        ("told_sealed", models.BinaryField(null=True)),
                        ("reviewed_at", models.DateTimeField(null=True)),
                        (
                            "finding",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("justified", "确有必要"),
                                    ("unnecessary", "并无必要"),
                                    ("abuse", "涉嫌滥用，移送处理"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("finding_sealed", models.BinaryField(null=True)),
                        ("key", models.BinaryField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
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
                            "recipient",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "reviewed_by",
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
                        (
                            "user",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["recipient", "ends_at"], name="grant_recipient"),
                            models.Index(fields=["user", "ends_at"], name="grant_user"),
                            models.Index(
                                condition=models.Q(("kind", "emergency"), ("reviewed_at", None)),
                                fields=["unit"],
                                name="grant_unreviewed",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "consent"), _negated=True),
                                    models.Q(
                                        ("recipient__isnull", False),
                                        ("user", None),
                                        models.Q(("text", ""), _negated=True),
                                        models.Q(("text_hash", ""), _negated=True),
                                        models.Q(("language", ""), _negated=True),
                                        models.Q(("explained", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_consent_has_its_elements",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind", "consent"),
                                    models.Q(
                                        ("declined", False),
                                        ("recipient", None),
                                        ("user__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="other_grants_are_for_one_user",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "emergency"), _negated=True),
                                    models.Q(
                                        models.Q(("nature", ""), _negated=True),
                                        ("reason_sealed__isnull", False),
                                        ("told_sealed__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_emergency_has_its_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reviewed_by", None),
                                    models.Q(("reviewed_by", models.F("user")), _negated=True),
                                    _connector="OR",
                                ),
                                name="nobody_reviews_themselves",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Disclosure",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("happened_at", models.DateTimeField()),
                        (
                            "basis",
                            models.CharField(
                                choices=[
                                    ("consent", "本人同意"),
                                    ("emergency", "紧急情况"),
                                    ("law", "法律规定"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("employment", "就业帮扶"),
                                    ("treatment", "医疗救治"),
                                    ("assistance", "社会救助"),
                                    ("legal_aid", "法律援助"),
                                    ("emergency", "危及生命健康的紧急情况"),
                                    ("sealed_file", "依法查阅封存档案"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("fields", models.JSONField(default=list)),
                        ("told_sealed", models.BinaryField(null=True)),
                        ("notice", models.CharField(max_length=20)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "grant",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.grant",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["case", "-happened_at"], name="disclosure_case")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("offered", "待接收"),
                                    ("accepted", "已接收"),
                                    ("returned", "已退回"),
                                    ("expired", "已超期"),
                                    ("withdrawn", "已撤回"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("offered_at", models.DateTimeField()),
                        ("expires_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("note_sealed", models.BinaryField(null=True)),
                        ("answer_sealed", models.BinaryField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "from_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "to_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["state", "expires_at"], name="handover_open")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("offered", "expired"))),
                                fields=("case",),
                                name="one_open_offer_a_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("from_unit", models.F("to_unit")), _negated=True
                                ),
                                name="a_handover_changes_units",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "offered"),
                                    ("answered_at__isnull", False),
                                    _connector="XOR",
                                ),
                                name="an_answer_has_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("person_id", models.UUIDField()),
                        ("given_at", models.DateTimeField()),
                        ("code_digest", models.BinaryField(unique=True)),
                        ("ends_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
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
                    name="OwnRequest",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("text_sealed", models.BinaryField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer_sealed", models.BinaryField(null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("help", "求助"),
                                    ("correction", "更正"),
                                    ("legal_aid", "法律援助"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("hard", "我现在很难熬，想有人陪我说说话"),
                                    ("health", "身体或睡眠"),
                                    ("home", "住处"),
                                    ("work", "工作或学习"),
                                    ("money", "钱和生活"),
                                    ("family", "家里的事"),
                                    ("papers", "证件和手续"),
                                    ("other", "其他"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "which",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("name", "我的姓名"),
                                    ("id_number", "我的证件号码"),
                                    ("phone", "我的电话"),
                                    ("address", "我的住址"),
                                    ("record", "别的记录(见面、电话、检测、日期)"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "等待答复"),
                                    ("passed_on", "已转交"),
                                    ("done", "已答复"),
                                    ("accepted", "已更正"),
                                    ("refused", "未更正"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("old_sealed", models.BinaryField(null=True)),
                        ("new_sealed", models.BinaryField(null=True)),
                        ("statement_sealed", models.BinaryField(null=True)),
                        ("stated_at", models.DateTimeField(null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
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
                                condition=models.Q(("state", "open")),
                                fields=["due_at"],
                                name="request_open",
                            ),
                            models.Index(fields=["case", "-asked_at"], name="request_case"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("answered_at", None), ("state", "open")),
                                    models.Q(
                                        models.Q(("state", "open"), _negated=True),
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_answer_has_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("statement_sealed", None),
                                    ("state", "refused"),
                                    _connector="OR",
                                ),
                                name="a_statement_stands_against_a_refusal",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Relative",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "relation",
                            models.CharField(
                                choices=[
                                    ("spouse", "配偶"),
                                    ("parent", "父母"),
                                    ("child", "子女"),
                                    ("sibling", "兄弟姐妹"),
                                    ("other", "其他"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("may_contact", models.BooleanField()),
                        ("name_sealed", models.BinaryField(null=True)),
                        ("phone_sealed", models.BinaryField(null=True)),
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
                    name="Release",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("released_at", models.DateTimeField()),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("expiry", "期满解除"),
                                    ("early", "提前解除"),
                                    ("changed", "变更为社区戒毒"),
                                ],
                                max_length=10,
                            ),
                        ),
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
                    name="SealedFigure",
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
                        ("year", models.PositiveSmallIntegerField()),
                        ("figure", models.CharField(max_length=40)),
                        ("people", models.PositiveIntegerField()),
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
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("facility", "unit", "year", "figure"),
                                name="one_figure_a_year",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealedOutcome",
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
                        ("year", models.PositiveSmallIntegerField()),
                        ("sex", models.CharField(max_length=1)),
                        ("drug", models.CharField(max_length=10)),
                        ("days", models.PositiveIntegerField()),
                        ("event", models.BooleanField()),
                        ("people", models.PositiveIntegerField()),
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
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("facility", "unit", "year", "sex", "drug", "days", "event"),
                                name="one_count_a_group",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SealingDelay",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("handling", "国家机关正在依法办理案件"),
                                    ("dispute", "复议、诉讼或申诉未结"),
                                    ("person", "本人要求暂缓"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("until_on", models.DateField()),
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
                    name="SealNotice",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("partner", "停止使用并收存副本"),
                                    ("paper", "书面通知曾被告知者"),
                                    ("person", "书面告知本人档案被启封"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("made_at", models.DateTimeField()),
                        ("text_sealed", models.BinaryField(null=True)),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "done_by",
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
                                condition=models.Q(("done_at", None)),
                                fields=["unit"],
                                name="seal_notice_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_at", None), ("text_sealed__isnull", False)),
                                    models.Q(("done_at__isnull", False), ("text_sealed", None)),
                                    _connector="OR",
                                ),
                                name="a_confirmed_notice_names_nobody",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TermEvent",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "change",
                            models.CharField(
                                choices=[
                                    ("away", "脱逃(期限停止计算)"),
                                    ("escape", "脱逃后送回(天数不计入)"),
                                    ("extension", "延长期限"),
                                    ("early", "提前解除"),
                                    ("outside", "所外就医(时间计入)"),
                                    ("criminal", "刑事羁押(连续计算)"),
                                    ("barred", "不得提前解除"),
                                    ("changed", "变更为社区戒毒"),
                                    ("ended", "立即解除"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("decided_on", models.DateField()),
                        ("days", models.PositiveSmallIntegerField(default=0)),
                        ("months", models.PositiveSmallIntegerField(default=0)),
                        ("ends_on", models.DateField(null=True)),
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
                    name="Unsealing",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("asked_at", models.DateTimeField()),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("handling", "国家机关办案需要"),
                                    ("rules", "有关单位依国家规定查询"),
                                    ("person", "本人申请"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("wanted_sealed", models.BinaryField()),
                        ("document_sealed", models.BinaryField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待两名保管人批准"),
                                    ("opened", "已启封"),
                                    ("no_record", "无记录"),
                                    ("refused", "未批准"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("ends_at", models.DateTimeField(null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "first_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "second_by",
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
                                    models.Q(("state", "opened"), _negated=True),
                                    models.Q(
                                        ("first_by__isnull", False),
                                        ("second_by__isnull", False),
                                        models.Q(
                                            ("first_by", models.F("second_by")), _negated=True
                                        ),
                                        models.Q(("first_by", models.F("asked_by")), _negated=True),
                                        models.Q(
                                            ("second_by", models.F("asked_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="two_custodians_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ZonePlacement",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "zone",
                            models.CharField(
                                choices=[
                                    ("detox", "生理脱毒区"),
                                    ("adapt", "教育适应区"),
                                    ("consolidate", "康复巩固区"),
                                    ("return", "回归指导区"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("placed_on", models.DateField()),
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
                    name="Complaint",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("asked_at", models.DateTimeField()),
                        ("due_at", models.DateTimeField()),
                        ("text_sealed", models.BinaryField(null=True)),
                        ("answered_at", models.DateTimeField(null=True)),
                        ("answer_sealed", models.BinaryField(null=True)),
                        ("person_id", models.UUIDField()),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("conduct", "对我的态度或行为"),
                                    ("decision", "对我作出的决定"),
                                    ("delay", "该办的没有办"),
                                    ("data", "我的信息被看或被说出去"),
                                    ("who", "想知道看档案的人是谁"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("about_access", models.BigIntegerField(null=True)),
                        ("barred", models.JSONField(default=list)),
                        (
                            "finding",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("upheld", "属实，已处理"),
                                    ("partly", "部分属实"),
                                    ("not_upheld", "不属实"),
                                    ("told", "已告知"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("who_sealed", models.BinaryField(null=True)),
                        (
                            "about_unit",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "about_user",
                            models.ForeignKey(
                                db_index=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "handler",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("answered_at", None)),
                                fields=["handler", "due_at"],
                                name="complaint_open",
                            ),
                            models.Index(fields=["person_id"], name="complaint_person"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_at", None),
                                    models.Q(
                                        models.Q(("finding", ""), _negated=True),
                                        ("answered_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_closed_complaint_has_a_finding",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("answered_by", None),
                                    ("about_user", None),
                                    models.Q(
                                        ("answered_by", models.F("about_user")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="nobody_answers_what_names_them",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Custodian",
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
                        ("public_key", models.BinaryField(unique=True)),
                        ("made_at", models.DateTimeField()),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "user",
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
                                condition=models.Q(("ended_at", None)),
                                fields=("user",),
                                name="one_key_a_custodian",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Custody",
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
                        ("starts_at", models.DateTimeField()),
                        ("entry_id", models.UUIDField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
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
                                condition=models.Q(("superseded_by_id", None)),
                                fields=("case", "starts_at"),
                                name="one_custodian_an_instant",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("person_id", models.UUIDField()),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("purpose", "处理目的已实现或保存期限已届满"),
                                    ("withdrawn", "本人撤回同意，无其他依据"),
                                    ("unlawful", "违法或违约处理"),
                                    ("ordered", "有权机关决定"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "待另一人决定"),
                                    ("done", "已删除"),
                                    ("refused", "不予删除"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("proposed_at", models.DateTimeField()),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("decided_entry", models.UUIDField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "decided_by",
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
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "waiting"),
                                    ("decided_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="an_erasure_is_decided_by_somebody",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        ("decided_by", models.F("proposed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="an_erasure_takes_two_people",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("case",),
                                name="one_waiting_erasure",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

import django.db.models.deletion
import django.db.models.expressions
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
                    name="Assessment",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("intake", "入所调查评估"),
                                    ("detox_stage", "生理脱毒阶段性评价"),
                                    ("adapt_stage", "教育适应阶段评估"),
                                    ("one_year", "一年后综合诊断评估"),
                                    ("pre_expiry", "期满前综合诊断评估"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待评审"),
                                    ("decided", "已评审，待告知本人"),
                                    ("served", "已告知本人并公示"),
                                    ("review", "本人申请复核"),
                                    ("reviewed", "已复核"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        (
                            "physiological",
                            models.CharField(
                                blank=True,
                                choices=[("pass", "合格"), ("fail", "不合格")],
                                max_length=4,
                            ),
                        ),
                        (
                            "psychophysical",
                            models.CharField(
                                blank=True,
                                choices=[("pass", "合格"), ("fail", "不合格")],
                                max_length=4,
                            ),
                        ),
                        (
                            "behaviour",
                            models.CharField(
                                blank=True,
                                choices=[("pass", "合格"), ("fail", "不合格")],
                                max_length=4,
                            ),
                        ),
                        (
                            "social",
                            models.CharField(
                                blank=True,
                                choices=[("good", "良好"), ("fair", "一般")],
                                max_length=4,
                            ),
                        ),
                        ("proposed_on", models.DateField()),
                        ("grounds_sealed", models.BinaryField(null=True)),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("stage_passed", "阶段评估合格"),
                                    ("stage_failed", "阶段评估不合格"),
                                    ("on_time", "按期解除"),
                                    ("early", "提出提前解除意见"),
                                    ("extend", "提出延长期限意见"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("community_rehab", models.BooleanField(default=False)),
                        ("decided_on", models.DateField(null=True)),
                        ("minutes_sealed", models.BinaryField(null=True)),
                        ("served_at", models.DateTimeField(null=True)),
                        ("review_asked_on", models.DateField(null=True)),
                        ("review_sealed", models.BinaryField(null=True)),
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
                            "decided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("case", "kind"),
                                name="one_open_assessment_a_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        ("decided_by", models.F("proposed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="who_proposes_an_assessment_does_not_decide",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "proposed"),
                                    models.Q(
                                        ("decided_on__isnull", False),
                                        models.Q(("outcome", ""), _negated=True),
                                    ),
                                    _connector="XOR",
                                ),
                                name="a_decided_assessment_has_an_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reviewed_by", None),
                                    models.Q(
                                        ("reviewed_by", models.F("decided_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="who_decides_an_assessment_does_not_review_it",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AssessmentEvidence",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "domain",
                            models.CharField(
                                choices=[
                                    ("physiological", "生理脱毒"),
                                    ("psychophysical", "身心康复"),
                                    ("behaviour", "行为表现"),
                                    ("social", "社会环境与适应能力"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("source", models.CharField(max_length=80)),
                        ("found_sealed", models.BinaryField(null=True)),
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="custody.assessment",
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
                    name="CommitteeMember",
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
                        (
                            "assessment",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="custody.assessment",
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
                            "user",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("assessment", "user"), name="one_seat_a_committee"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EmergencyDrill",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "scenario",
                            models.CharField(
                                choices=[
                                    ("medical", "应急医疗救护"),
                                    ("fire", "火灾疏散"),
                                    ("escape", "防脱逃处置"),
                                    ("disturbance", "群体性事件处置"),
                                    ("epidemic", "疫情防控"),
                                    ("disaster", "雪灾地震等灾害"),
                                    ("self_harm", "自伤自杀处置"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "condition",
                            models.CharField(
                                choices=[
                                    ("day", "日间"),
                                    ("night", "夜间"),
                                    ("winter", "严寒"),
                                    ("remote", "远距离救护"),
                                    ("short", "警力不足"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("held_at", models.DateTimeField()),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("people", models.PositiveSmallIntegerField()),
                        ("course", models.TextField()),
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
                    name="CorrectiveTask",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("found", models.CharField(max_length=300)),
                        ("task", models.CharField(max_length=300)),
                        ("due_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "整改中"),
                                    ("reported", "已报完成，待查验"),
                                    ("closed", "已查验销号"),
                                ],
                                default="open",
                                max_length=10,
                            ),
                        ),
                        ("done_on", models.DateField(null=True)),
                        ("done_note", models.CharField(blank=True, max_length=300)),
                        ("closed_on", models.DateField(null=True)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "owner",
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
                            "drill",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="custody.emergencydrill",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_by", None),
                                    models.Q(("closed_by", models.F("owner")), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_task_is_closed_by_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(
                                        ("closed_on__isnull", False), ("done_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="a_closed_task_was_done",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyMeal",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "occasion",
                            models.CharField(
                                choices=[
                                    ("birthday", "生日餐"),
                                    ("family", "亲情餐"),
                                    ("festival", "节日团聚"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("happened_on", models.DateField()),
                        ("relatives", models.PositiveSmallIntegerField()),
                        ("children", models.PositiveSmallIntegerField(default=0)),
                        ("guardian_agreed", models.BooleanField(default=False)),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("children", 0), ("guardian_agreed", True), _connector="OR"
                                ),
                                name="children_come_with_the_consent_of_a_guardian",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyVisit",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "mode",
                            models.CharField(
                                choices=[
                                    ("in_person", "现场会见"),
                                    ("video", "视频探访"),
                                    ("phone", "电话"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("held", "已会见"),
                                    ("refused", "未准许"),
                                    ("missed", "家属未到"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("happened_at", models.DateTimeField()),
                        ("minutes", models.PositiveSmallIntegerField(default=0)),
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
                        ("visitors", models.PositiveSmallIntegerField(default=1)),
                        ("contraband", models.BooleanField(default=False)),
                        ("who_sealed", models.BinaryField(null=True)),
                        ("why_sealed", models.BinaryField(null=True)),
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
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("outcome", "refused"), _negated=True),
                                    ("why_sealed__isnull", False),
                                    _connector="OR",
                                ),
                                name="a_refused_visit_says_why",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Headcount",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("counted_at", models.DateTimeField()),
                        ("expected", models.PositiveIntegerField()),
                        ("away", models.PositiveIntegerField(default=0)),
                        ("found", models.PositiveIntegerField()),
                        ("note", models.CharField(blank=True, max_length=200)),
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
                                    (
                                        "expected",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("found"), "+", models.F("away")
                                        ),
                                    ),
                                    models.Q(("note", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="a_headcount_that_differs_is_explained",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HealthRecord",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("entry", "入所健康检查"),
                                    ("injury", "伤情记录"),
                                    ("detox_end", "脱毒观察结论"),
                                    ("back", "建议返回生理脱毒区"),
                                    ("self_harm", "自伤自杀风险筛查"),
                                    ("restraint", "约束期间检查"),
                                    ("leave", "离所医学意见"),
                                    ("illness", "病情与处置"),
                                    ("referral", "所外就诊"),
                                ],
                                max_length=12,
                            ),
                        ),
                        (
                            "conclusion",
                            models.CharField(
                                choices=[
                                    ("fit", "适宜"),
                                    ("limited", "有条件适宜"),
                                    ("unfit", "不适宜"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("happened_at", models.DateTimeField()),
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
                            "signed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["case", "kind"], name="health_case")],
                    },
                ),
                migrations.CreateModel(
                    name="Incident",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("escape", "脱逃"),
                                    ("escape_attempt", "脱逃未遂"),
                                    ("death", "死亡"),
                                    ("suicide_attempt", "自杀未遂"),
                                    ("self_harm", "自伤自残"),
                                    ("assault", "伤害他人"),
                                    ("fight", "打架"),
                                    ("contraband", "违禁品"),
                                    ("drug_found", "毒品流入"),
                                    ("medical", "突发疾病"),
                                    ("epidemic", "疫情"),
                                    ("fire", "火灾"),
                                    ("disaster", "自然灾害"),
                                    ("production", "生产安全事故"),
                                    ("disturbance", "群体性事件"),
                                    ("food", "食物中毒"),
                                    ("misconduct", "工作人员违纪"),
                                    ("data_breach", "信息泄露"),
                                    ("other", "其他"),
                                ],
                                max_length=16,
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("ordinary", "一般"),
                                    ("large", "较大"),
                                    ("major", "重大"),
                                    ("grave", "特别重大"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("happened_at", models.DateTimeField()),
                        ("reported_at", models.DateTimeField()),
                        ("breach", models.BooleanField(default=False)),
                        ("account_sealed", models.BinaryField(null=True)),
                        ("closed_on", models.DateField(null=True)),
                        ("lesson_sealed", models.BinaryField(null=True)),
                        (
                            "closed_by",
                            models.ForeignKey(
                                db_constraint=False,
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
                            models.Index(fields=["unit", "-happened_at"], name="incident_unit")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("reported_at__gte", models.F("happened_at"))),
                                name="an_incident_is_reported_after_it_happened",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InfectionScreen",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("happened_at", models.DateTimeField()),
                        ("disease_sealed", models.BinaryField()),
                        ("finding_sealed", models.BinaryField()),
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
                    name="Leave",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("death", "近亲属死亡"),
                                    ("critical", "近亲属病危"),
                                    ("change", "家庭重大变故"),
                                    ("merit", "表现良好探亲"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "已申请"),
                                    ("verified", "已核实"),
                                    ("weighed", "已作风险评估，待决定"),
                                    ("approved", "已批准"),
                                    ("refused", "未批准"),
                                    ("departed", "已离所"),
                                    ("returned", "已返回"),
                                    ("escape", "未按时返回，按脱逃审查"),
                                ],
                                default="requested",
                                max_length=10,
                            ),
                        ),
                        ("from_on", models.DateField()),
                        ("until_on", models.DateField()),
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
                        ("reason_sealed", models.BinaryField(null=True)),
                        ("proof", models.CharField(blank=True, max_length=120)),
                        ("risk_sealed", models.BinaryField(null=True)),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("answer_sealed", models.BinaryField(null=True)),
                        ("departed_at", models.DateTimeField(null=True)),
                        ("returned_at", models.DateTimeField(null=True)),
                        (
                            "test",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("negative", "阴性"),
                                    ("positive", "阳性"),
                                    ("not_taken", "未检测"),
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
                        (
                            "decided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ("refused", "returned")), _negated=True
                                ),
                                fields=("case",),
                                name="one_open_leave_a_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until_on__gte", models.F("from_on"))),
                                name="a_leave_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        ("decided_by", models.F("proposed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="who_asks_for_a_leave_does_not_decide",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NearMiss",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("escape", "脱逃"),
                                    ("escape_attempt", "脱逃未遂"),
                                    ("death", "死亡"),
                                    ("suicide_attempt", "自杀未遂"),
                                    ("self_harm", "自伤自残"),
                                    ("assault", "伤害他人"),
                                    ("fight", "打架"),
                                    ("contraband", "违禁品"),
                                    ("drug_found", "毒品流入"),
                                    ("medical", "突发疾病"),
                                    ("epidemic", "疫情"),
                                    ("fire", "火灾"),
                                    ("disaster", "自然灾害"),
                                    ("production", "生产安全事故"),
                                    ("disturbance", "群体性事件"),
                                    ("food", "食物中毒"),
                                    ("misconduct", "工作人员违纪"),
                                    ("data_breach", "信息泄露"),
                                    ("other", "其他"),
                                ],
                                max_length=16,
                            ),
                        ),
                        ("happened_on", models.DateField()),
                        ("told_sealed", models.BinaryField(null=True)),
                        ("learned", models.CharField(max_length=300)),
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
                    name="NoticeGiven",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("served", "决定书已送达本人"),
                                    ("family_told", "已通知家属"),
                                    ("police_told", "已通知户籍地派出所"),
                                    ("employer_told", "已通知所在单位"),
                                    ("admission_told", "入所书面通知家属"),
                                    ("opinion_sent", "提前解除或延长意见已送决定机关"),
                                    ("opinion_decided", "决定机关已就意见作出决定"),
                                    ("decision_served", "提前解除或延长决定已送达本人"),
                                    ("decision_told", "已就该决定通知家属、单位、派出所"),
                                    ("change_proposed", "已提出变更为社区戒毒"),
                                    ("change_decided", "决定机关已就变更作出决定"),
                                    ("escape_told", "脱逃已通知公安机关"),
                                    ("release_announced", "期满前已通知决定机关"),
                                    ("family_called", "已通知家属、单位、派出所领回"),
                                    ("certificate_given", "解除证明书已发给本人"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("happened_at", models.DateTimeField()),
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
                    name="Overstay",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("ends_on", models.DateField()),
                        ("found_at", models.DateTimeField()),
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
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "ends_on"), name="one_overstay_an_end"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Restraint",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "ground",
                            models.CharField(
                                choices=[
                                    ("self_harm", "可能自伤自残"),
                                    ("suicide", "可能自杀"),
                                    ("confused", "戒断反应致意识行为紊乱、危及自身"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待批准"),
                                    ("refused", "未批准"),
                                    ("running", "正在约束"),
                                    ("ended", "已解除，待复核"),
                                    ("reviewed", "已复核"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        ("tried_sealed", models.BinaryField(null=True)),
                        ("started_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        ("injured", models.BooleanField(null=True)),
                        ("family_told", models.BooleanField(default=False)),
                        ("debrief_sealed", models.BinaryField(null=True)),
                        ("reviewed_on", models.DateField(null=True)),
                        ("review_sealed", models.BinaryField(null=True)),
                        (
                            "approved_by",
                            models.ForeignKey(
                                db_constraint=False,
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
                            "proposed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("proposed", "running"))),
                                fields=("case",),
                                name="one_open_restraint_a_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    models.Q(
                                        ("approved_by", models.F("proposed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="who_proposes_a_restraint_does_not_approve",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reviewed_by", None),
                                    models.Q(
                                        models.Q(
                                            ("reviewed_by", models.F("proposed_by")), _negated=True
                                        ),
                                        models.Q(
                                            ("reviewed_by", models.F("approved_by")), _negated=True
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_restraint_is_reviewed_by_a_third",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at", None),
                                    ("ended_at__gte", models.F("started_at")),
                                    _connector="OR",
                                ),
                                name="a_restraint_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Observation",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("observed_at", models.DateTimeField()),
                        ("medical", models.BooleanField()),
                        ("still_needed", models.BooleanField()),
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
                            "restraint",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="observations",
                                to="custody.restraint",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="StageCheck",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("mind", "民警心理状况检查"),
                                    ("entry_test", "入所教育考试"),
                                    ("fitness", "体能测试"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("passed", models.BooleanField()),
                        ("happened_at", models.DateTimeField()),
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
                    name="TreatmentSession",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "centre",
                            models.CharField(
                                choices=[
                                    ("medical", "戒毒医疗中心"),
                                    ("education", "教育矫正中心"),
                                    ("psychology", "心理矫治中心"),
                                    ("training", "康复训练中心"),
                                    ("assessment", "诊断评估中心"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("topic", models.CharField(max_length=120)),
                        ("held_at", models.DateTimeField()),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("led_by", models.CharField(max_length=60)),
                        ("people", models.PositiveSmallIntegerField()),
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
                        "indexes": [models.Index(fields=["unit", "-held_at"], name="session_unit")],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
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
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "session",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="custody.treatmentsession",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session", "case"), name="one_place_a_session"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ZoneProposal",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
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
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待决定"),
                                    ("placed", "已批准"),
                                    ("declined", "未批准"),
                                ],
                                default="proposed",
                                max_length=10,
                            ),
                        ),
                        ("proposed_on", models.DateField()),
                        ("ground_sealed", models.BinaryField(null=True)),
                        ("decided_on", models.DateField(null=True)),
                        ("policy", models.CharField(blank=True, max_length=30)),
                        ("missing", models.JSONField(default=list)),
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
                            "decided_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("case",),
                                name="one_open_zone_proposal_a_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", None),
                                    models.Q(
                                        ("decided_by", models.F("proposed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="who_proposes_a_zone_does_not_decide",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state", "proposed"),
                                    ("decided_on__isnull", False),
                                    _connector="XOR",
                                ),
                                name="a_zone_decision_has_a_day",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

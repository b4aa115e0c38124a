import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from guihang.core.together import Together


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_initial"),
        ("community", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="Activity",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("fitness", "全民健身"),
                                    ("club", "社区社团"),
                                    ("rite", "村社礼俗"),
                                    ("culture", "文化艺术"),
                                    ("nature", "草原与劳动"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("title", models.CharField(max_length=120)),
                        ("place", models.CharField(max_length=120)),
                        ("held_on", models.DateField()),
                        ("others", models.PositiveSmallIntegerField()),
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
                    name="Course",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        (
                            "trade",
                            models.CharField(
                                choices=[
                                    ("vine", "葡萄种植与酿酒"),
                                    ("cooking", "烹饪与面点"),
                                    ("farming", "种植养殖"),
                                    ("electric", "电工与维修"),
                                    ("craft", "民族手工艺"),
                                    ("service", "家政与服务"),
                                    ("computer", "计算机与电商"),
                                    ("other", "其他"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("hours", models.PositiveSmallIntegerField()),
                        ("places", models.PositiveSmallIntegerField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
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
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="a_course_ends_after_it_starts",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enrolment",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("enrolled", "在学"),
                                    ("finished", "结业"),
                                    ("left", "中途退出"),
                                ],
                                default="enrolled",
                                max_length=10,
                            ),
                        ),
                        ("ended_on", models.DateField(null=True)),
                        (
                            "certificate",
                            models.CharField(
                                choices=[
                                    ("none", "无证书"),
                                    ("level", "职业技能等级证书"),
                                    ("qualification", "职业资格证书"),
                                    ("special", "专项职业能力证书"),
                                    ("operation", "特种作业操作证"),
                                ],
                                default="none",
                                max_length=14,
                            ),
                        ),
                        ("level", models.PositiveSmallIntegerField(null=True)),
                        ("issuer", models.CharField(blank=True, max_length=80)),
                        ("number_sealed", models.BinaryField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enrolments",
                                to="care.course",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("case", "course"), name="one_place_a_course"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("certificate", "none"), ("state", "finished"), _connector="OR"
                                ),
                                name="a_certificate_needs_a_finished_course",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Episode",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("intake", "接案"),
                                    ("assessment", "预估"),
                                    ("plan", "计划"),
                                    ("intervention", "介入"),
                                    ("review", "评估"),
                                    ("closing", "待督导签字"),
                                    ("closed", "结案"),
                                ],
                                default="intake",
                                max_length=12,
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("self", "本人"),
                                    ("ward", "大队"),
                                    ("medical", "医疗"),
                                    ("psychology", "心理"),
                                    ("family", "家属"),
                                    ("station", "工作站"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("problems", models.JSONField()),
                        (
                            "language",
                            models.CharField(
                                choices=[("zh", "汉语"), ("mn", "蒙古语"), ("other", "其他")],
                                max_length=5,
                            ),
                        ),
                        (
                            "literacy",
                            models.CharField(
                                choices=[
                                    ("reads", "能读写"),
                                    ("some", "读写有困难"),
                                    ("none", "不能读写"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("risks_sealed", models.BinaryField(null=True)),
                        ("signed_on", models.DateField(null=True)),
                        ("review_due_on", models.DateField(null=True)),
                        (
                            "ending",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("goals_met", "目标达成"),
                                    ("own_wish", "本人意愿"),
                                    ("transfer", "转介"),
                                    ("release", "出所"),
                                    ("death", "去世"),
                                    ("lost", "失去联系"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("opinion_sealed", models.BinaryField(null=True)),
                        ("onward_sealed", models.BinaryField(null=True)),
                        ("closed_on", models.DateField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "follows",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="care.episode",
                            ),
                        ),
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
                            "supervised_by",
                            models.ForeignKey(
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
                                condition=models.Q(("state", "closed"), _negated=True),
                                fields=("case",),
                                name="one_open_episode_a_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(
                                        ("supervised_by__isnull", False),
                                        models.Q(("ending", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_closure_is_signed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("supervised_by", None),
                                    models.Q(
                                        ("supervised_by", models.F("proposed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="who_proposes_a_closure_does_not_sign_it",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyClass",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("school", "家属学校课"),
                                    ("open_day", "场所开放日"),
                                    ("group", "家属互助小组"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("topic", models.CharField(max_length=120)),
                        ("teacher", models.CharField(max_length=80)),
                        ("held_on", models.DateField()),
                        ("minutes", models.PositiveSmallIntegerField()),
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
                    name="Attendance",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("relatives", models.PositiveSmallIntegerField()),
                        ("children", models.PositiveSmallIntegerField(default=0)),
                        ("safe", models.BooleanField()),
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
                            "family_class",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendances",
                                to="care.familyclass",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("children__lte", models.F("relatives"))),
                                name="children_are_relatives_too",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_by_id", None)),
                                fields=("case", "family_class"),
                                name="one_attendance_a_class",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyMeasure",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("held_on", models.DateField()),
                        (
                            "answers_by",
                            models.CharField(
                                choices=[("person", "本人"), ("relative", "家属")], max_length=10
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("answers", models.JSONField()),
                        ("total", models.PositiveSmallIntegerField()),
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
                        "indexes": [models.Index(fields=["held_on"], name="family_measure_day")],
                    },
                ),
                migrations.CreateModel(
                    name="Goal",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("domain", models.CharField(max_length=12)),
                        ("wish_sealed", models.BinaryField()),
                        ("measure_sealed", models.BinaryField()),
                        ("baseline_sealed", models.BinaryField()),
                        ("means_sealed", models.BinaryField(null=True)),
                        ("responsible", models.CharField(max_length=60)),
                        ("target_on", models.DateField()),
                        (
                            "attained",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("-2", "−2 远低于预期"),
                                    ("-1", "−1 低于预期"),
                                    ("0", "0 达到预期"),
                                    ("1", "+1 高于预期"),
                                    ("2", "+2 远高于预期"),
                                ],
                                max_length=2,
                            ),
                        ),
                        ("scaled_on", models.DateField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "episode",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="goals",
                                to="care.episode",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("attained", ""), ("scaled_on", None)),
                                    models.Q(
                                        models.Q(("attained", ""), _negated=True),
                                        ("scaled_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_scaled_goal_has_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Helping",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("since_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        ("mentor_sealed", models.BinaryField()),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.volunteer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until_on", None)),
                                fields=("case",),
                                name="one_way_of_serving_a_case",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("until_on__gte", models.F("since_on")),
                                    _connector="OR",
                                ),
                                name="nobody_stops_serving_before_beginning",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Intervention",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("happened_at", models.DateTimeField()),
                        ("minutes", models.PositiveSmallIntegerField()),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("motivational", "动机式访谈"),
                                    ("cbt", "认知行为"),
                                    ("family", "家庭工作"),
                                    ("group", "小组"),
                                    ("crisis", "危机干预"),
                                    ("task", "任务中心"),
                                    ("advocacy", "权益倡导"),
                                    ("referral", "转介"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("content_sealed", models.BinaryField(null=True)),
                        ("following_sealed", models.BinaryField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "episode",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interventions",
                                to="care.episode",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="JobBase",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        ("operator", models.CharField(max_length=80)),
                        ("seats", models.PositiveSmallIntegerField()),
                        ("wage", models.PositiveIntegerField()),
                        ("housing", models.BooleanField(default=False)),
                        ("insurance", models.BooleanField(default=False)),
                        ("contract", models.BooleanField(default=False)),
                        ("disclosure", models.CharField(max_length=200)),
                        ("complaints_to", models.CharField(max_length=80)),
                        ("inspected_on", models.DateField(null=True)),
                        ("finding", models.CharField(blank=True, max_length=300)),
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
                    name="NeedsAssessment",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("severity", models.JSONField()),
                        ("first", models.JSONField()),
                        ("strengths_sealed", models.BinaryField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "episode",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="needs",
                                to="care.episode",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Opening",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("opened_on", models.DateField()),
                        ("address", models.CharField(max_length=200)),
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
                            models.UniqueConstraint(fields=("unit",), name="a_station_opens_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Participation",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("helped", models.BooleanField(default=False)),
                        (
                            "feeling",
                            models.CharField(
                                choices=[
                                    ("liked", "喜欢"),
                                    ("so_so", "一般"),
                                    ("disliked", "不喜欢"),
                                    ("not_said", "未谈"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note_sealed", models.BinaryField(null=True)),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="participations",
                                to="care.activity",
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_by_id", None)),
                                fields=("case", "activity"),
                                name="one_participation_an_activity",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Placement",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("base", "就业基地"),
                                    ("employed", "单位就业"),
                                    ("own", "自主创业"),
                                    ("public", "公益性岗位"),
                                    ("flexible", "灵活就业"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("interested", "有意向"),
                                    ("matched", "已匹配"),
                                    ("interview", "面试"),
                                    ("offer", "已录用"),
                                    ("started", "在岗"),
                                    ("ended", "已结束"),
                                ],
                                default="interested",
                                max_length=10,
                            ),
                        ),
                        ("drives", models.BooleanField(default=False)),
                        ("wish_sealed", models.BinaryField(null=True)),
                        ("employer_sealed", models.BinaryField(null=True)),
                        ("told_employer", models.BooleanField(default=False)),
                        ("wage", models.PositiveIntegerField(null=True)),
                        ("contract", models.BooleanField(default=False)),
                        ("started_on", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        (
                            "ending",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("own_wish", "本人换岗或离职"),
                                    ("employer", "单位解除"),
                                    ("season", "季节性工作结束"),
                                    ("health", "健康原因"),
                                    ("other", "其他"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "base",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="placements",
                                to="care.jobbase",
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
                        "indexes": [models.Index(fields=["started_on"], name="placement_started")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "started"), _negated=True),
                                    ("started_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="who_works_has_started",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on", None), ("state", "ended"), _connector="OR"
                                ),
                                name="who_left_work_has_ended",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on", None),
                                    ("started_on", None),
                                    ("ended_on__gte", models.F("started_on")),
                                    _connector="OR",
                                ),
                                name="work_ends_after_it_starts",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanReview",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("held_on", models.DateField()),
                        ("changed", models.BooleanField()),
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
                            "episode",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="care.episode",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Room",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("office", "后续照管办公室"),
                                    ("counselling", "心理咨询谈话室"),
                                    ("dormitory", "临时安置宿舍"),
                                    ("rehab_office", "社区康复办公室"),
                                    ("test_room", "尿检室"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("name", models.CharField(max_length=60)),
                        ("beds", models.PositiveSmallIntegerField(default=0)),
                        ("equipment", models.TextField(blank=True)),
                        ("closed_on", models.DateField(null=True)),
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
                                    models.Q(("beds__gt", 0), ("kind", "dormitory")),
                                    models.Q(
                                        models.Q(("kind", "dormitory"), _negated=True), ("beds", 0)
                                    ),
                                    _connector="OR",
                                ),
                                name="beds_stand_in_a_dormitory",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StationPlan",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[("scheme", "实施方案"), ("year", "年度工作计划")],
                                max_length=10,
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField()),
                        ("title", models.CharField(max_length=120)),
                        ("body", models.TextField()),
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
                    name="Stay",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("bed", models.PositiveSmallIntegerField()),
                        ("begins_on", models.DateField()),
                        ("planned_until_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        ("why_sealed", models.BinaryField(null=True)),
                        ("goes_to_sealed", models.BinaryField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "room",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stays",
                                to="care.room",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on", None)),
                                fields=("room", "bed"),
                                name="one_person_a_bed",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on", None)),
                                fields=("case",),
                                name="one_bed_a_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("bed__gt", 0)), name="beds_are_counted_from_one"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on", None),
                                    ("ended_on__gte", models.F("begins_on")),
                                    _connector="OR",
                                ),
                                name="a_stay_ends_after_it_begins",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Tie",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "sphere",
                            models.CharField(
                                choices=[
                                    ("family", "家人亲属"),
                                    ("friends", "朋友同伴"),
                                    ("work", "工作学习"),
                                    ("neighbours", "邻里嘎查"),
                                    ("services", "服务机构"),
                                    ("culture", "文化与信念"),
                                    ("leisure", "文体社团"),
                                    ("using", "旧圈子"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("who_sealed", models.BinaryField()),
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
                    name="TieLook",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("on", models.DateField()),
                        (
                            "strength",
                            models.CharField(
                                choices=[
                                    ("strong", "紧密"),
                                    ("weak", "疏远"),
                                    ("stressed", "紧张"),
                                    ("broken", "断开"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "direction",
                            models.CharField(
                                choices=[("both", "双向"), ("in", "支持本人"), ("out", "本人付出")],
                                max_length=5,
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
                            "tie",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="looks",
                                to="care.tie",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="VrCourse",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "protocol",
                            models.CharField(
                                choices=[
                                    ("cue_aversion", "诱发—厌恶—回归家庭"),
                                    ("cue_exposure", "线索暴露"),
                                    ("refusal", "拒绝技巧训练"),
                                    ("relaxation", "放松与自然场景"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("planned", models.PositiveSmallIntegerField()),
                        ("agreed_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
                        ("result_sealed", models.BinaryField(null=True)),
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
                                condition=models.Q(("ended_on", None)),
                                fields=("case",),
                                name="one_vr_course_a_person",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="VrSession",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("happened_at", models.DateTimeField()),
                        ("device", models.CharField(max_length=60)),
                        ("software", models.CharField(max_length=30)),
                        ("scenes", models.CharField(max_length=200)),
                        ("craving_before", models.PositiveSmallIntegerField()),
                        ("craving_peak", models.PositiveSmallIntegerField()),
                        ("craving_after", models.PositiveSmallIntegerField()),
                        ("craving_later", models.PositiveSmallIntegerField(null=True)),
                        ("heart_mean", models.PositiveSmallIntegerField(null=True)),
                        ("heart_max", models.PositiveSmallIntegerField(null=True)),
                        ("rmssd", models.PositiveSmallIntegerField(null=True)),
                        ("sdnn", models.PositiveSmallIntegerField(null=True)),
                        ("nausea", models.PositiveSmallIntegerField(default=0)),
                        (
                            "stop",
                            models.CharField(
                                choices=[
                                    ("planned", "按计划结束"),
                                    ("request", "本人要求停止"),
                                    ("heart", "心率过高"),
                                    ("panic", "惊恐"),
                                    ("nausea", "恶心眩晕"),
                                    ("technical", "设备原因"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("debrief_minutes", models.PositiveSmallIntegerField()),
                        ("looked_after_sealed", models.BinaryField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sessions",
                                to="care.vrcourse",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("craving_peak__gte", models.F("craving_before")),
                                    ("craving_peak__gte", models.F("craving_after")),
                                    ("craving_peak__lte", 100),
                                ),
                                name="a_peak_is_the_highest",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("craving_after__lte", models.F("craving_before")),
                                    ("looked_after_sealed__isnull", False),
                                    _connector="OR",
                                ),
                                name="nobody_leaves_vr_with_more_craving_alone",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signal",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        ("digest", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("keep_until_on", models.DateField()),
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
                                related_name="signals",
                                to="care.vrsession",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("session",), name="one_signal_a_session"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkConfirmation",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("superseded_by_id", models.UUIDField(editable=False, null=True)),
                        (
                            "mark",
                            models.CharField(
                                choices=[
                                    ("30", "满 30 天"),
                                    ("90", "满 90 天"),
                                    ("180", "满 180 天"),
                                ],
                                max_length=3,
                            ),
                        ),
                        ("asked_on", models.DateField()),
                        ("works", models.BooleanField()),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("person", "本人告知"),
                                    ("payslip", "工资单或社保"),
                                    ("employer", "单位证实(经本人同意)"),
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
                        (
                            "placement",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="confirmations",
                                to="care.placement",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_by_id", None)),
                                fields=("placement", "mark"),
                                name="one_answer_a_mark",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AidApplication",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "scheme",
                            models.CharField(
                                choices=[
                                    ("dibao", "最低生活保障(低保)"),
                                    ("temporary_assistance", "临时救助"),
                                    ("public_rental_housing", "公租房(廉租房)"),
                                    ("medical_assistance", "医疗救助"),
                                    ("legal_aid", "法律援助"),
                                    ("destitute", "特困人员供养"),
                                    ("emergency_care", "疾病应急救助"),
                                    ("education", "教育救助"),
                                    ("employment", "就业救助"),
                                    ("shelter", "流浪乞讨人员救助"),
                                ],
                                max_length=24,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("need", "待申请"),
                                    ("applied", "已申请"),
                                    ("granted", "已获批"),
                                    ("refused", "未获批"),
                                    ("received", "已落实"),
                                    ("dropped", "本人不再申请"),
                                ],
                                default="need",
                                max_length=10,
                            ),
                        ),
                        ("away", models.BooleanField(default=False)),
                        ("need_sealed", models.BinaryField(null=True)),
                        ("documents", models.CharField(blank=True, max_length=300)),
                        ("office", models.CharField(blank=True, max_length=80)),
                        ("applied_on", models.DateField(null=True)),
                        ("decided_on", models.DateField(null=True)),
                        ("received_on", models.DateField(null=True)),
                        ("renew_on", models.DateField(null=True)),
                        ("amount", models.PositiveIntegerField(null=True)),
                        ("refusal_sealed", models.BinaryField(null=True)),
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
                        "indexes": [models.Index(fields=["received_on"], name="aid_received")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ("need", "applied"))),
                                fields=("case", "scheme"),
                                name="one_open_application_a_scheme",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("received_on", None),
                                    models.Q(
                                        ("received_on__gte", models.F("decided_on")),
                                        ("state", "received"),
                                    ),
                                    _connector="OR",
                                ),
                                name="aid_is_received_after_it_is_granted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_on", None),
                                    ("decided_on__gte", models.F("applied_on")),
                                    _connector="OR",
                                ),
                                name="aid_is_decided_after_it_is_applied_for",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CircleMember",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("officer", "民警"),
                                    ("caring_ambassador", "爱心大使"),
                                    ("volunteer", "志愿者"),
                                    ("family", "家属"),
                                    ("worker", "社工"),
                                    ("peer", "同伴"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("name_sealed", models.BinaryField()),
                        ("task_sealed", models.BinaryField()),
                        ("since_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        (
                            "case",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="cases.case",
                            ),
                        ),
                        (
                            "supporter",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.supporter",
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.volunteer",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until_on", None),
                                    ("until_on__gte", models.F("since_on")),
                                    _connector="OR",
                                ),
                                name="nobody_leaves_a_circle_before_joining",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("volunteer", None), ("part", "volunteer"), _connector="OR"
                                    ),
                                    models.Q(
                                        ("supporter", None),
                                        ("part", "caring_ambassador"),
                                        _connector="OR",
                                    ),
                                ),
                                name="who_is_on_the_register_helps_as_what_they_are",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]

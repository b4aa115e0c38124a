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
                    name="Conference",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("title", models.CharField(max_length=120)),
                        ("held_on", models.DateField()),
                        ("place", models.CharField(max_length=120)),
                        ("chair", models.CharField(max_length=60)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("called", "已通知"),
                                    ("held", "已召开"),
                                    ("cancelled", "已取消"),
                                ],
                                default="called",
                                max_length=10,
                            ),
                        ),
                        ("minutes", models.TextField(blank=True)),
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
                                    ("state", "held"), ("minutes", ""), _connector="XOR"
                                ),
                                name="a_meeting_held_has_minutes",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("unfinished", "上次未完成的决议"),
                                    ("handover_overdue", "超期未接收的衔接"),
                                    ("handover_returned", "被退回的衔接"),
                                    ("not_offered", "出所后尚未发起衔接"),
                                    ("aid", "超过办理期限的救助"),
                                    ("complaint", "超期未答复的投诉"),
                                    ("other", "其他事项"),
                                ],
                                max_length=18,
                            ),
                        ),
                        ("number", models.PositiveIntegerField()),
                        ("text", models.CharField(max_length=300)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agenda",
                                to="partners.conference",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="MemberUnit",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("ncc_office", "禁毒办"),
                                    ("police", "公安"),
                                    ("civil_affairs", "民政"),
                                    ("labour", "人力资源和社会保障"),
                                    ("health", "卫生健康"),
                                    ("insurance", "医疗保障"),
                                    ("education", "教育"),
                                    ("housing", "住房和城乡建设"),
                                    ("finance", "财政"),
                                    ("youth_league", "共青团"),
                                    ("women", "妇联"),
                                    ("community", "社区"),
                                    ("school", "学校"),
                                    ("enterprise", "企业"),
                                    ("medical", "医疗单位"),
                                    ("media", "新闻媒体"),
                                    ("other", "其他"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("in_commission", models.BooleanField()),
                        ("offers", models.CharField(blank=True, max_length=300)),
                        ("liaison", models.CharField(blank=True, max_length=120)),
                        ("ended_on", models.DateField(null=True)),
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
                                condition=models.Q(("ended_on", None)),
                                fields=("unit", "name"),
                                name="a_member_unit_is_listed_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attendance",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("people", models.PositiveSmallIntegerField()),
                        (
                            "own_unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
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
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attendance",
                                to="partners.conference",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.memberunit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("member", None), ("own_unit", None), _connector="XOR"
                                ),
                                name="a_seat_belongs_to_one_body",
                            ),
                            models.UniqueConstraint(
                                fields=("conference", "member"), name="one_seat_a_member"
                            ),
                            models.UniqueConstraint(
                                fields=("conference", "own_unit"), name="one_seat_a_unit"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Resolution",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("meeting", models.CharField(max_length=120)),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("unfinished", "上次未完成的决议"),
                                    ("handover_overdue", "超期未接收的衔接"),
                                    ("handover_returned", "被退回的衔接"),
                                    ("not_offered", "出所后尚未发起衔接"),
                                    ("aid", "超过办理期限的救助"),
                                    ("complaint", "超期未答复的投诉"),
                                    ("other", "其他事项"),
                                ],
                                max_length=18,
                            ),
                        ),
                        ("content", models.CharField(max_length=500)),
                        ("due_on", models.DateField()),
                        ("later_on", models.DateField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "办理中"),
                                    ("done", "已完成"),
                                    ("dropped", "不再办理"),
                                ],
                                default="open",
                                max_length=8,
                            ),
                        ),
                        ("finished_on", models.DateField(null=True)),
                        ("evidence", models.CharField(blank=True, max_length=500)),
                        (
                            "conference",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="resolutions",
                                to="partners.conference",
                            ),
                        ),
                        (
                            "member",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="partners.memberunit",
                            ),
                        ),
                        (
                            "own_unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
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
                            models.Index(
                                condition=models.Q(("state", "open")),
                                fields=["unit", "due_on"],
                                name="resolution_open",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("member", None), ("own_unit", None), _connector="XOR"
                                ),
                                name="a_resolution_has_one_owner",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("finished_on", None), ("state", "open")),
                                    models.Q(
                                        models.Q(("state", "open"), _negated=True),
                                        ("finished_on__isnull", False),
                                        models.Q(("evidence", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="what_is_finished_has_a_day_and_evidence",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ResolutionAnswer",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("under_way", "正在办理"),
                                    ("done", "已办结，请确认"),
                                    ("cannot", "办不了，需要帮助"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("content", models.CharField(max_length=1000)),
                        ("office", models.CharField(max_length=80)),
                        ("by_link", models.BooleanField()),
                        (
                            "own_unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "resolution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="answers",
                                to="partners.resolution",
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
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ResolutionLink",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("digest", models.BinaryField(unique=True)),
                        ("addressee", models.CharField(max_length=120)),
                        ("ends_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                        (
                            "resolution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="links",
                                to="partners.resolution",
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
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Secondment",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("where", models.CharField(max_length=120)),
                        (
                            "subject",
                            models.CharField(
                                choices=[
                                    ("treatment", "戒治业务"),
                                    ("management", "所政管理"),
                                    ("psychology", "心理矫治"),
                                    ("aftercare", "后续照管"),
                                    ("skills", "职业技能"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("deliverable", models.CharField(max_length=200)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("returned_on", models.DateField(null=True)),
                        ("briefing", models.TextField(blank=True)),
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
                                condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                                name="a_secondment_ends_after_it_starts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("returned_on", None),
                                    models.Q(("briefing", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="who_returns_gives_a_briefing",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SisterFacility",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        ("province", models.CharField(max_length=20)),
                        ("content", models.CharField(max_length=500)),
                        ("signed_on", models.DateField()),
                        ("ended_on", models.DateField(null=True)),
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
                                condition=models.Q(("ended_on", None)),
                                fields=("unit", "name"),
                                name="a_pair_stands_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Exchange",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("visited", "赴对方学习"),
                                    ("received", "接待来访"),
                                    ("online", "线上交流"),
                                    ("lent", "互派骨干"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("happened_on", models.DateField()),
                        ("people", models.PositiveSmallIntegerField()),
                        ("content", models.CharField(max_length=300)),
                        ("taken_over", models.CharField(blank=True, max_length=300)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "sister",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="exchanges",
                                to="partners.sisterfacility",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Support",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("policy", "政策"),
                                    ("funds", "资金"),
                                    ("site", "场地"),
                                    ("facility", "设施设备"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("content", models.CharField(max_length=300)),
                        ("asked_on", models.DateField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "待答复"),
                                    ("granted", "已落实"),
                                    ("refused", "未同意"),
                                    ("ended", "已结束"),
                                ],
                                default="asked",
                                max_length=8,
                            ),
                        ),
                        ("answered_on", models.DateField(null=True)),
                        ("answer", models.CharField(blank=True, max_length=300)),
                        ("yuan", models.PositiveIntegerField(null=True)),
                        ("until_on", models.DateField(null=True)),
                        ("renewals", models.PositiveSmallIntegerField(default=0)),
                        (
                            "member",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supports",
                                to="partners.memberunit",
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
                                    models.Q(("answered_on", None), ("state", "asked")),
                                    models.Q(
                                        models.Q(("state", "asked"), _negated=True),
                                        ("answered_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="an_answer_to_support_has_a_day",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="University",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("addiction", "成瘾科学与医学"),
                                    ("psychology", "心理矫治"),
                                    ("social_work", "社会工作"),
                                    ("policing", "警务与执法"),
                                    ("sport", "体育康复"),
                                    ("skills", "职业技能"),
                                    ("training", "民警培训"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("content", models.CharField(max_length=500)),
                        ("deidentified_only", models.BooleanField()),
                        ("signed_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
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
                                    ("until_on__gt", models.F("signed_on")),
                                    _connector="OR",
                                ),
                                name="an_agreement_ends_after_it_is_signed",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JointProject",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("title", models.CharField(max_length=120)),
                        ("starts_on", models.DateField()),
                        ("due_on", models.DateField()),
                        ("finished_on", models.DateField(null=True)),
                        ("result", models.TextField(blank=True)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "university",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="projects",
                                to="partners.university",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("finished_on", None),
                                    models.Q(("result", ""), _negated=True),
                                    _connector="XOR",
                                ),
                                name="what_is_finished_has_a_result",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Expert",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=60)),
                        ("title", models.CharField(max_length=60)),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("addiction", "成瘾科学与医学"),
                                    ("psychology", "心理矫治"),
                                    ("social_work", "社会工作"),
                                    ("policing", "警务与执法"),
                                    ("sport", "体育康复"),
                                    ("skills", "职业技能"),
                                    ("training", "民警培训"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("since_on", models.DateField()),
                        ("until_on", models.DateField(null=True)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
                            ),
                        ),
                        (
                            "university",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="experts",
                                to="partners.university",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
            ]
        ),
    ]

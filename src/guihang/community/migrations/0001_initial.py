import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guihang.core.ids
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
                    name="Ambassador",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("number", models.CharField(max_length=12, unique=True)),
                        ("alias", models.CharField(max_length=20)),
                        ("name_sealed", models.BinaryField()),
                        ("phone_sealed", models.BinaryField(null=True)),
                        ("stable_since", models.DateField()),
                        ("appointed_on", models.DateField(null=True)),
                        ("ended_on", models.DateField(null=True)),
                        (
                            "appointed_by",
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
                                    ("appointed_by", None),
                                    ("proposed_by", None),
                                    models.Q(
                                        ("appointed_by", models.F("proposed_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="another_person_appoints",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Association",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        ("seat", models.CharField(max_length=80)),
                        ("purpose", models.CharField(max_length=300)),
                        ("supervised_by", models.CharField(max_length=80)),
                        ("registration", models.CharField(blank=True, max_length=60)),
                        ("founded_on", models.DateField()),
                        ("head_sealed", models.BinaryField()),
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
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("title", models.CharField(max_length=80)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("campus", "进校园"),
                                    ("community", "进社区"),
                                    ("enterprise", "进企业"),
                                    ("pasture", "进牧区"),
                                    ("media", "媒体报道"),
                                    ("online", "线上传播"),
                                    ("open_day", "场所开放日"),
                                    ("tour", "禁毒宣传法治乌兰牧骑"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("audience", models.PositiveIntegerField()),
                        ("reach", models.PositiveIntegerField(default=0)),
                        (
                            "association",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.association",
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
                            models.Index(fields=["unit", "-starts_on"], name="campaign_unit")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="a_campaign_ends_after_it_began",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appearance",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("talk", "现身说法"),
                                    ("interview", "采访"),
                                    ("event", "主题活动"),
                                    ("group", "进所小组"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("held_on", models.DateField()),
                        ("audience", models.PositiveIntegerField()),
                        ("before", models.PositiveSmallIntegerField()),
                        ("after", models.PositiveSmallIntegerField(null=True)),
                        ("companion", models.CharField(max_length=60)),
                        (
                            "ambassador",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appearances",
                                to="community.ambassador",
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
                            "campaign",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.campaign",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("before__lte", 10),
                                    models.Q(("after", None), ("after__lte", 10), _connector="OR"),
                                ),
                                name="strain_is_rated_from_0_to_10",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Member",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("club", "学校社团"),
                                    ("school", "学校"),
                                    ("agency", "社会组织"),
                                    ("enterprise", "企业"),
                                    ("community", "社区"),
                                    ("medical", "医疗机构"),
                                    ("media", "媒体"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("joined_on", models.DateField()),
                        ("plaque_on", models.DateField(null=True)),
                        ("left_on", models.DateField(null=True)),
                        (
                            "association",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="members",
                                to="community.association",
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
                                condition=models.Q(("left_on", None)),
                                fields=("association", "name"),
                                name="one_membership_a_name",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("plaque_on", None),
                                    ("plaque_on__gte", models.F("joined_on")),
                                    _connector="OR",
                                ),
                                name="a_plaque_follows_the_joining",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Project",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        (
                            "field",
                            models.CharField(
                                choices=[
                                    ("education", "教育帮扶"),
                                    ("family", "家庭关系"),
                                    ("work", "就业创业"),
                                    ("mind", "心理关怀"),
                                    ("prevention", "禁毒宣传"),
                                    ("aftercare", "后续照管"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("lead", models.CharField(max_length=80)),
                        ("aim", models.CharField(max_length=300)),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField(null=True)),
                        ("outside_id", models.CharField(max_length=60, null=True, unique=True)),
                        ("result", models.CharField(blank=True, max_length=300)),
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
                                    ("ends_on", None),
                                    ("ends_on__gte", models.F("starts_on")),
                                    _connector="OR",
                                ),
                                name="a_project_ends_after_it_began",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ProjectPartner",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        (
                            "adds",
                            models.CharField(
                                choices=[
                                    ("time", "服务时间"),
                                    ("money", "资金物资"),
                                    ("place", "场地"),
                                    ("skill", "专业技能"),
                                    ("work", "就业岗位"),
                                    ("voice", "宣传"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("since", models.DateField()),
                        (
                            "project",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="partners",
                                to="community.project",
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
                                fields=("project", "name"), name="one_partner_a_project"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stop",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("held_on", models.DateField()),
                        ("place", models.CharField(max_length=80)),
                        ("programme", models.CharField(max_length=120)),
                        ("audience", models.PositiveIntegerField()),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="stops",
                                to="community.campaign",
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
                                fields=("campaign", "held_on", "place"),
                                name="one_stop_a_day_and_place",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Supporter",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("agency", "社会工作服务机构"),
                                    ("charity", "慈善组织"),
                                    ("enterprise", "企业"),
                                    ("residents", "居民组织"),
                                    ("person", "爱心人士"),
                                    ("ambassador", "爱心大使(爱心使者)"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("name_sealed", models.BinaryField()),
                        ("contact_sealed", models.BinaryField(null=True)),
                        (
                            "offer",
                            models.CharField(
                                choices=[
                                    ("time", "服务时间"),
                                    ("money", "资金物资"),
                                    ("place", "场地"),
                                    ("skill", "专业技能"),
                                    ("work", "就业岗位"),
                                    ("voice", "宣传"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("since", models.DateField()),
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
                                    ("ended_on", None),
                                    ("ended_on__gte", models.F("since")),
                                    _connector="OR",
                                ),
                                name="a_supporter_ends_after_they_began",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Survey",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "moment",
                            models.CharField(
                                choices=[("before", "活动前"), ("after", "活动后")], max_length=6
                            ),
                        ),
                        ("version", models.PositiveSmallIntegerField()),
                        ("people", models.PositiveIntegerField()),
                        ("right", models.PositiveIntegerField()),
                        ("attitude", models.PositiveIntegerField()),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="surveys",
                                to="community.campaign",
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
                                condition=models.Q(("people__gt", 0)), name="a_survey_has_people"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("name", models.CharField(max_length=80)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("community", "社区居民"),
                                    ("school", "学校"),
                                    ("agency", "社工机构"),
                                    ("enterprise", "企业"),
                                    ("medical", "医疗卫生"),
                                    ("legal", "法律服务"),
                                    ("other", "其他"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("founded_on", models.DateField()),
                        ("lead_sealed", models.BinaryField()),
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
                                    ("ended_on", None),
                                    ("ended_on__gte", models.F("founded_on")),
                                    _connector="OR",
                                ),
                                name="a_team_ends_after_it_began",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Shift",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("company", "陪伴帮扶"),
                                    ("lesson", "授课培训"),
                                    ("prevention", "禁毒宣传"),
                                    ("family", "家庭支持"),
                                    ("leisure", "文体活动"),
                                    ("advice", "法律就业咨询"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("task", models.CharField(max_length=120)),
                        ("where", models.CharField(max_length=80)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("seats", models.PositiveSmallIntegerField()),
                        ("taken", models.PositiveSmallIntegerField(default=0)),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        (
                            "project",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.project",
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
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.team",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["unit", "-starts_at"], name="shift_unit")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="a_shift_lasts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("taken__lte", models.F("seats"))),
                                name="a_shift_is_not_overfull",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Training",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("course", models.CharField(max_length=120)),
                        ("held_on", models.DateField()),
                        ("hours", models.PositiveSmallIntegerField()),
                        ("taught_by", models.CharField(max_length=80)),
                        ("attended", models.JSONField()),
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
                    name="Use",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("story", "故事"),
                                    ("picture", "照片"),
                                    ("voice", "声音视频"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "place",
                            models.CharField(
                                choices=[
                                    ("site", "公开网页"),
                                    ("school", "学校社区活动"),
                                    ("press", "报刊广播电视"),
                                    ("online", "新媒体"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("alias", models.CharField(max_length=20)),
                        ("title", models.CharField(max_length=60)),
                        ("shown_sealed", models.BinaryField(null=True)),
                        ("agreed_on", models.DateField()),
                        ("until_on", models.DateField()),
                        ("approved_at", models.DateTimeField(null=True)),
                        ("withdrawn_at", models.DateTimeField(null=True)),
                        (
                            "ambassador",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="uses",
                                to="community.ambassador",
                            ),
                        ),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "recorded_by",
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
                                condition=models.Q(("until_on__gt", models.F("agreed_on"))),
                                name="a_consent_lasts_a_while",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("withdrawn_at", None), ("shown_sealed", None), _connector="OR"
                                ),
                                name="nothing_is_left_of_what_was_withdrawn",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    ("recorded_by", None),
                                    models.Q(
                                        ("approved_by", models.F("recorded_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="another_person_approves",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Volunteer",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("number", models.CharField(max_length=12, unique=True)),
                        ("own_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                        (
                            "source",
                            models.CharField(
                                choices=[("self", "本人网上报名"), ("team", "队伍登记")],
                                max_length=8,
                            ),
                        ),
                        (
                            "skill",
                            models.CharField(
                                choices=[
                                    ("talk", "陪伴谈心"),
                                    ("teach", "授课辅导"),
                                    ("work", "就业指导"),
                                    ("law", "法律"),
                                    ("health", "医疗心理"),
                                    ("arts", "文艺体育"),
                                    ("other", "其他"),
                                ],
                                max_length=8,
                            ),
                        ),
                        (
                            "stage",
                            models.CharField(
                                choices=[
                                    ("applied", "待审核"),
                                    ("accepted", "已注册"),
                                    ("refused", "未通过"),
                                    ("left", "已退出"),
                                ],
                                default="applied",
                                max_length=10,
                            ),
                        ),
                        ("name_sealed", models.BinaryField()),
                        ("phone_sealed", models.BinaryField()),
                        ("phone_index", models.BinaryField()),
                        ("consent_version", models.PositiveSmallIntegerField(null=True)),
                        ("vetted_at", models.DateTimeField(null=True)),
                        ("checks", models.JSONField(default=list)),
                        ("why_sealed", models.BinaryField(null=True)),
                        ("trained_on", models.DateField(null=True)),
                        ("left_on", models.DateField(null=True)),
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
                            "team",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="community.team",
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
                            "vetted_by",
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
                            models.Index(fields=["unit", "-recorded_at"], name="volunteer_unit"),
                            models.Index(fields=["phone_index"], name="volunteer_phone"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stage", "applied"),
                                    ("vetted_at__isnull", False),
                                    ("stage", "left"),
                                    _connector="OR",
                                ),
                                name="nobody_is_registered_unvetted",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("vetted_by", None),
                                    ("proposed_by", None),
                                    models.Q(("vetted_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="another_person_vets",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("stage", "left"), _negated=True),
                                    ("left_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="who_left_has_a_day",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SignUp",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("left_at", models.DateTimeField(null=True)),
                        (
                            "shift",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sign_ups",
                                to="community.shift",
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
                                condition=models.Q(("left_at", None)),
                                fields=("shift", "volunteer"),
                                name="one_seat_a_volunteer",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Service",
                    fields=[
                        ("recorded_at", models.DateTimeField()),
                        (
                            "id",
                            models.UUIDField(
                                default=guihang.core.ids.uuid7, primary_key=True, serialize=False
                            ),
                        ),
                        ("task", models.CharField(max_length=120)),
                        ("place", models.CharField(blank=True, max_length=6)),
                        ("starts_at", models.DateTimeField()),
                        ("ends_at", models.DateTimeField()),
                        ("minutes", models.PositiveSmallIntegerField()),
                        ("outside_id", models.CharField(max_length=60, null=True, unique=True)),
                        ("confirmed_at", models.DateTimeField(null=True)),
                        ("dropped_at", models.DateTimeField(null=True)),
                        ("note_sealed", models.BinaryField(null=True)),
                        (
                            "confirmed_by",
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
                                related_name="+",
                                to="community.project",
                            ),
                        ),
                        (
                            "recorded_by",
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
                            "shift",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="community.shift",
                            ),
                        ),
                        (
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="services",
                                to="community.volunteer",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                fields=["volunteer", "starts_at"], name="service_volunteer"
                            ),
                            models.Index(fields=["unit", "-starts_at"], name="service_unit"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("dropped_at", None)),
                                fields=("shift", "volunteer"),
                                name="one_service_a_shift",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                                name="a_service_lasts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", None),
                                    ("recorded_by", None),
                                    models.Q(
                                        ("confirmed_by", models.F("recorded_by")), _negated=True
                                    ),
                                    _connector="OR",
                                ),
                                name="another_person_confirms",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pass",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("own_id", models.UUIDField()),
                        ("code_digest", models.BinaryField(unique=True)),
                        ("session", models.BinaryField(null=True)),
                        ("ends_at", models.DateTimeField()),
                        ("used_at", models.DateTimeField(null=True)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="people.unit",
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
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
                    fields=[
                        ("id", models.UUIDField(primary_key=True, serialize=False)),
                        ("recorded_at", models.DateTimeField()),
                        ("number", models.CharField(max_length=12, unique=True)),
                        ("since", models.DateField()),
                        ("until", models.DateField()),
                        ("minutes", models.PositiveIntegerField()),
                        ("times", models.PositiveSmallIntegerField()),
                        ("document_sealed", models.BinaryField(null=True)),
                        (
                            "issued_by",
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
                            "volunteer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="community.volunteer",
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

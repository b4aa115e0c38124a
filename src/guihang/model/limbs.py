"""The seven limbs. A newcomer reads this first; a test resolves every name in it."""

from guihang.care import counts as care
from guihang.community import counts as community
from guihang.engines.words import Words
from guihang.knowledge import counts as knowledge
from guihang.model.table import Item, Limb, Number, Shown, held
from guihang.partners import counts as partners


def _register(*slugs: str) -> tuple[Shown, ...]:
    return tuple(Shown(register=slug) for slug in slugs)


def _page(*routes: str) -> tuple[Shown, ...]:
    return tuple(Shown(route=route) for route in routes)


GOAL = Limb(
    1, Words("一个目标", "One goal"),
    Words("帮助康复人员身心康复、回归社会，降低复吸率，提高操守保持率。",
          "People recover and return to society; relapse falls, abstinence retention rises."),
    (
        Item(
            "goal.targets", Words("年度目标", "Targets of the year"), ("outcomes.set_target",),
            _register("targets") + _page("outcomes"), (Number(Words("个目标", "targets"), held("targets")),),
        ),
        Item(
            "goal.figures", Words("公布的数字", "Published figures"), ("outcomes.publish",),
            _page("outcomes"),
        ),
    ),
)  # fmt: skip

FORCES = Limb(
    2, Words("两种力量", "Two forces"),
    Words("政府力量提供政策、资金、场地、设施；社会力量提供个性化、多元化的服务。",
          "Government gives policy, funds, sites and facilities; society gives service to each person."),
    (
        Item(
            "forces.government", Words("禁毒委成员单位的支持", "Support by members of the narcotics commission"),
            ("partners.list_member", "partners.ask_support", "partners.grant_support", "partners.renew_support"),
            _register("members", "supports"),
            (Number(Words("家成员单位", "member units"), partners.member_units),
             Number(Words("项支持", "supports given"), partners.supports_given)),
        ),
        Item(
            "forces.society", Words("社会机构、爱心人士、居民", "Agencies, caring people, residents"),
            ("community.add_supporter",), _register("supporters"),
            (Number(Words("个", "supporters"), held("supporters")),),
        ),
        Item(
            "forces.projects", Words("“1+X”志愿服务项目", "1+X projects"),
            ("community.start_project", "community.join_project"), _register("projects"),
            (Number(Words("个项目", "projects"), held("projects")),),
        ),
    ),
)  # fmt: skip

IDEAS = Limb(
    3, Words("三个理念", "Three ideas"),
    Words("科学戒治、社会治理、系统工程。",
          "Scientific treatment, social governance, systems engineering."),
    (
        Item(
            "ideas.science", Words("教育矫治优势项目与技术标准", "Advantage projects and standards"),
            ("knowledge.propose_project", "knowledge.decide_project", "knowledge.evaluate_project",
             "knowledge.draft_standard"),
            _register("advantage-projects", "standards"),
            (Number(Words("个有方案和数据的项目", "projects with protocol and data"), knowledge.projects_with_evidence),
             Number(Words("项全国推广", "promoted nationally"), knowledge.projects_promoted_nationally),
             Number(Words("项标准", "standards in force"), knowledge.standards_in_force)),
        ),
        Item(
            "ideas.governance", Words("社会协同、公众参与", "Society and the public take part"),
            ("community.add_supporter", "partners.list_member"), _register("supporters", "members"),
        ),
        Item(
            "ideas.systems", Words("五组系统：需要与服务", "Five groups of systems: needs and services"),
            ("care.assess_needs",), _register("episodes"),
            (Number(Words("次接案", "cases taken up"), care.episodes_opened),),
        ),
    ),
)  # fmt: skip

MECHANISMS = Limb(
    4, Words("四种机制", "Four mechanisms"),
    Words("高校联动、系统内联动、多方联动、“民警+爱心大使+志愿者+家属”队伍联动。",
          "Universities; sister facilities; many agencies; the team of officer, ambassador, volunteer, family."),
    (
        Item(
            "mechanisms.universities", Words("高校联动", "Universities"),
            ("partners.agree_with_university", "partners.invite_expert", "partners.start_joint_project"),
            _register("universities", "experts", "joint-projects"),
            (Number(Words("所高校", "universities"), partners.universities),
             Number(Words("个联合项目", "joint projects"), partners.joint_projects)),
        ),
        Item(
            "mechanisms.sisters", Words("友好所与挂职锻炼", "Sister facilities and secondments"),
            ("partners.pair_up", "partners.exchange", "partners.second", "partners.return_secondment"),
            _register("sister-facilities", "exchanges", "secondments"),
            (Number(Words("个所有友好所", "facilities with a sister"), partners.facilities_with_sisters),
             Number(Words("人次挂职", "secondments"), partners.secondments)),
        ),
        Item(
            "mechanisms.conference", Words("联席会议", "Joint conference"),
            ("partners.call_conference", "partners.attend", "partners.resolve", "partners.finish_resolution"),
            _register("conferences", "resolutions"),
            (Number(Words("次会议", "conferences"), partners.conferences),
             Number(Words("项决议", "resolutions"), partners.resolutions),
             Number(Words("项按期了结", "kept in time"), partners.resolutions_kept)),
        ),
        Item(
            "mechanisms.circle", Words("队伍联动：身边的人", "The circle round a person"),
            ("care.join_circle",), _register("circle"),
            (Number(Words("人次参与", "members of circles"), held("circle")),),
        ),
    ),
)  # fmt: skip

SERVICES = Limb(
    5, Words("五大服务模式", "Five services"),
    Words("个案矫治、家庭为本、职业为本、后续照管、形象大使。",
          "Casework, family, work, aftercare stations, image ambassadors."),
    (
        Item(
            "services.casework", Words("个案矫治", "Casework"),
            ("care.take_up", "care.assess_needs", "care.sign_plan", "care.record_intervention",
             "care.review_plan", "care.sign_closing"),
            _register("episodes", "goals"),
            (Number(Words("次接案", "taken up"), care.episodes_opened),
             Number(Words("次结案", "closed"), care.episodes_closed)),
        ),
        Item(
            "services.library", Words("案例库", "Case library"),
            ("casework.draft_case", "knowledge.read_case", "knowledge.adopt_case"), _register("library"),
            (Number(Words("例入选", "adopted"), knowledge.library_cases),),
        ),
        Item(
            "services.family", Words("家庭为本", "Family"),
            ("care.hold_class", "care.measure_family", "care.add_tie", "custody.record_family_visit",
             "custody.request_leave", "custody.record_family_meal"),
            _register("family-classes", "attendances", "family-measures", "ties", "visits", "leaves", "family-meals"),
            (Number(Words("个家庭接受服务", "families served"), care.families_served),
             Number(Words("次会见", "visits"), held("visits"))),
        ),
        Item(
            "services.work", Words("职业为本", "Work"),
            ("care.open_course", "care.open_base", "care.start_work", "care.confirm_work"),
            _register("courses", "enrolments", "job-bases", "placements"),
            (Number(Words("人就业创业", "people in work"), care.people_in_work),
             Number(Words("个就业基地", "job bases"), care.job_bases)),
        ),
        Item(
            "services.aftercare", Words("后续照管工作站", "Aftercare stations"),
            ("care.set_up_room", "care.open_station", "care.write_station_plan", "care.begin_stay",
             "followup.record_contact"),
            _page("stations", "handovers") + _register("rooms", "stays", "station-plans", "openings"),
            (Number(Words("个站点启用", "stations open"), care.stations_open),
             Number(Words("人次住宿", "stays"), care.stays)),
        ),
        Item(
            "services.ambassadors", Words("形象大使", "Image ambassadors"),
            ("community.propose_ambassador", "community.appoint_ambassador", "community.agree_use",
             "community.record_appearance"),
            _register("ambassadors", "uses", "appearances"),
            (Number(Words("名聘任", "appointed"), community.image_ambassadors),),
        ),
    ),
)  # fmt: skip

STRATEGIES = Limb(
    6, Words("六个策略", "Six strategies"),
    Words("防戒守、社团化、专业化信息化智能化、黄金三月制、服务接受者转化为服务提供者、新生活体验。",
          "Prevent–treat–keep; associations; professional, digital, intelligent; the golden three "
          "months; served become servers; new-life experience."),
    (
        Item(
            "strategies.prevent", Words("防：安全", "Prevent: safety"),
            ("custody.record_incident", "custody.record_near_miss", "custody.record_headcount",
             "custody.propose_restraint", "custody.record_drill"),
            _register("incidents", "near-misses", "headcounts", "restraints", "drills", "corrective-tasks"),
            (Number(Words("次演练", "drills"), held("drills")),
             Number(Words("起险情上报", "near misses told"), held("near-misses"))),
        ),
        Item(
            "strategies.treat", Words("戒：五大中心、分区与评估", "Treat: centres, zones, assessment"),
            ("custody.record_session", "custody.propose_zone", "custody.decide_zone",
             "custody.decide_assessment"),
            _register("sessions", "zone-proposals", "stage-checks", "assessments", "notices",
                      "overstays", "health", "infection-screens"),
            (Number(Words("次戒治活动", "sessions"), held("sessions")),),
        ),
        Item(
            "strategies.keep", Words("守：随访与检测", "Keep: follow-up and tests"),
            ("followup.record_contact", "followup.record_test"), _page("today", "rules"),
        ),
        Item(
            "strategies.associations", Words("社团化：禁毒联盟", "Associations: the alliance"),
            ("community.found_association", "community.add_member", "community.award_plaque"),
            _register("associations", "association-members"),
            (Number(Words("个社团", "associations"), held("associations")),),
        ),
        Item(
            "strategies.professional", Words("专业化：民警培训", "Professional: training"),
            ("knowledge.hold_training", "knowledge.train", "knowledge.certify"),
            _register("officer-trainings", "officer-certificates"),
            (Number(Words("场培训", "trainings"), knowledge.trainings),
             Number(Words("名民警", "officers"), knowledge.officers_trained)),
        ),
        Item(
            "strategies.digital", Words("信息化：量表与数据", "Digital: instruments and data"),
            ("assessments.give",), _register("answer-sheets") + _page("data", "outcomes"),
            (Number(Words("份量表", "answer sheets"), held("answer-sheets")),),
        ),
        Item(
            "strategies.intelligent", Words("智能化：VR", "Intelligent: VR"),
            ("care.plan_vr", "care.record_vr_session"), _register("vr-courses", "vr-sessions"),
            (Number(Words("次训练", "sessions"), held("vr-sessions")),),
        ),
        Item(
            "strategies.golden", Words("黄金三月制", "The golden three months"),
            ("followup.record_contact", "followup.record_review"), _page("today", "outcomes"),
        ),
        Item(
            "strategies.servers", Words("服务接受者成为服务提供者", "Those served become those who serve"),
            ("care.begin_helping",), _register("helping"),
            (Number(Words("人", "people who serve"), care.people_who_serve),),
        ),
        Item(
            "strategies.newlife", Words("新生活体验", "New-life experience"),
            ("care.hold_activity", "care.take_part"), _register("activities", "participations"),
            (Number(Words("次活动", "activities"), care.activities),
             Number(Words("人参加", "people"), care.people_in_activities)),
        ),
    ),
)  # fmt: skip

RESULTS = Limb(
    7, Words("七方面成效", "Seven results"),
    Words("救助、操守保持、就业、家庭、公众意识、志愿者队伍、后续照管模式。",
          "Aid, retention, work, families, awareness, volunteers, the aftercare model."),
    (
        Item(
            "results.aid", Words("解决实际困难", "Aid"),
            ("care.note_aid_need", "care.record_aid_received"), _register("aid"),
            (Number(Words("人得到救助", "people with aid"), care.people_with_aid),),
        ),
        Item(
            "results.retention", Words("操守保持率", "Retention"),
            ("followup.record_test", "outcomes.publish"), _page("outcomes"),
        ),
        Item(
            "results.work", Words("就业", "Work"), ("care.start_work", "care.confirm_work"),
            _register("placements"),
            (Number(Words("人就业创业", "people in work"), care.people_in_work),
             Number(Words("人满 90 天在岗", "still at work at 90 days"), care.people_kept_in_work)),
        ),
        Item(
            "results.families", Words("家庭关系", "Families"), ("care.measure_family",),
            _register("family-measures"),
            (Number(Words("个家庭接受服务", "families served"), care.families_served),),
        ),
        Item(
            "results.awareness", Words("公众意识", "Public awareness"),
            ("community.hold_campaign", "community.record_survey", "community.add_stop"),
            _register("campaigns"),
            (Number(Words("场宣传", "campaigns"), held("campaigns")),
             Number(Words("人次", "reached"), community.people_reached)),
        ),
        Item(
            "results.volunteers", Words("志愿者队伍", "Volunteers"),
            ("community.found_team", "community.enrol", "community.vet", "community.record_hours",
             "community.confirm_hours", "community.certify"),
            _register("teams", "volunteers", "shifts", "hours", "trainings", "certificates"),
            (Number(Words("支队伍", "teams"), community.teams),
             Number(Words("名注册", "registered"), community.registered_volunteers),
             Number(Words("名活跃", "active"), community.active_volunteers),
             Number(Words("小时", "hours confirmed"), community.hours_confirmed)),
        ),
        Item(
            "results.aftercare", Words("本土后续照管模式", "The aftercare model"),
            ("care.open_station", "casework.accept_handover"), _page("stations", "handbook", "rules"),
            (Number(Words("个站点启用", "stations open"), care.stations_open),),
        ),
    ),
)  # fmt: skip

LIMBS = (GOAL, FORCES, IDEAS, MECHANISMS, SERVICES, STRATEGIES, RESULTS)

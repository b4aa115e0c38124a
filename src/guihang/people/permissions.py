"""Every permission, every role, and the tables that join them. Nothing else.

A role counts only at the unit of the post and the units below it. ``GRANTS`` says what a role may
do, ``SEES`` which classes of fields it is shown, ``SHARED`` what a purpose may carry to a partner
at most. The page 权限一览 is drawn from these tables.
"""

from enum import StrEnum, auto

from django.db import models

from guihang.core.words import W
from guihang.engines.words import Words


class Permission(StrEnum):
    PERSON_VIEW = auto()
    PERSON_FIND_ANYWHERE = auto()
    PERSON_ADMIT = auto()
    PERSON_CORRECT = auto()
    ZONE_PLACE = auto()
    RELEASE = auto()
    HANDOVER_OFFER = auto()
    HANDOVER_ANSWER = auto()
    CONSENT_RECORD = auto()
    CONTACT_RECORD = auto()
    TEST_RECORD = auto()
    EVIDENCE_RECORD = auto()
    REVIEW_RECORD = auto()
    CASE_CLOSE = auto()
    TEAM_MANAGE = auto()
    PROTOCOL_VIEW = auto()
    PROTOCOL_PROPOSE = auto()
    PROTOCOL_ADOPT = auto()
    OUTCOME_VIEW = auto()
    OUTCOME_PUBLISH = auto()
    DATA_IMPORT = auto()
    DATA_EXPORT = auto()
    JOURNAL_VIEW = auto()
    AUDIT_VIEW = auto()
    SHARING_RECORD = auto()
    SHARED_VIEW = auto()
    EMERGENCY_OPEN = auto()
    EMERGENCY_REVIEW = auto()
    SEALING_MANAGE = auto()
    SEALED_ASK = auto()
    SEAL_NOTICE = auto()
    ACCOUNT_VIEW = auto()
    ACCOUNT_MANAGE = auto()
    ACCESS_MANAGE = auto()
    TOKEN_HOLD = auto()
    OWN_ACCESS_GIVE = auto()
    REQUEST_ANSWER = auto()
    COMPLAINT_ANSWER = auto()
    TERM_RECORD = auto()
    OWN_FILE = auto()
    ERASURE_PROPOSE = auto()
    ERASURE_DECIDE = auto()
    BACKUP_MANAGE = auto()
    SAFETY_VIEW = auto()
    SAFETY_RECORD = auto()
    SAFETY_REVIEW = auto()
    ZONE_DECIDE = auto()
    HEALTH_RECORD = auto()
    ASSESSMENT_RECORD = auto()
    ASSESSMENT_DECIDE = auto()
    LEAVE_DECIDE = auto()
    CARE_VIEW = auto()
    CARE_RECORD = auto()
    CARE_SIGN = auto()
    INSTRUMENT_GIVE = auto()
    STATION_RECORD = auto()
    TOGETHER_VIEW = auto()
    PARTNER_RECORD = auto()
    CONFERENCE_HOLD = auto()
    COMMUNITY_RECORD = auto()
    VOLUNTEER_VET = auto()
    PROGRAMME_RECORD = auto()
    PROGRAMME_DECIDE = auto()
    LIBRARY_DRAFT = auto()
    LIBRARY_REVIEW = auto()
    LIBRARY_PUBLISH = auto()
    TARGET_SET = auto()


LABELS: dict[Permission, Words] = {
    Permission.PERSON_VIEW: Words("查看人员与旅程", "See people and journeys"),
    Permission.PERSON_FIND_ANYWHERE: Words(
        "按证件号全区查找", "Find by ID number in the whole region"
    ),
    Permission.PERSON_ADMIT: Words("登记入所", "Admit a person"),
    Permission.PERSON_CORRECT: Words("更正身份信息", "Correct identity"),
    Permission.ZONE_PLACE: Words("分区流转", "Place in a zone"),
    Permission.RELEASE: Words("登记与更正出所", "Record a release"),
    Permission.HANDOVER_OFFER: Words("发起衔接", "Offer a handover"),
    Permission.HANDOVER_ANSWER: Words("接收或退回衔接", "Accept or return a handover"),
    Permission.CONSENT_RECORD: Words("登记照管意愿", "Record aftercare consent"),
    Permission.CONTACT_RECORD: Words("登记联系与走访", "Record contacts and visits"),
    Permission.TEST_RECORD: Words("登记检测", "Record tests"),
    Permission.EVIDENCE_RECORD: Words("登记使用证据", "Record evidence of use"),
    Permission.REVIEW_RECORD: Words("登记阶段评估", "Record reviews"),
    Permission.CASE_CLOSE: Words("结案与重新开案", "Close and reopen a case"),
    Permission.TEAM_MANAGE: Words("管理岗位与任职", "Manage posts"),
    Permission.PROTOCOL_VIEW: Words("查看随访方案", "See protocols"),
    Permission.PROTOCOL_PROPOSE: Words("提出随访方案", "Propose a protocol"),
    Permission.PROTOCOL_ADOPT: Words("批准随访方案", "Adopt a protocol"),
    Permission.OUTCOME_VIEW: Words("查看成效", "See outcomes"),
    Permission.OUTCOME_PUBLISH: Words("发布成效数字", "Publish outcome figures"),
    Permission.DATA_IMPORT: Words("导入数据", "Import data"),
    Permission.DATA_EXPORT: Words("导出名单", "Export lists"),
    Permission.JOURNAL_VIEW: Words("查看操作与查阅记录", "See the journal and the log of reads"),
    Permission.AUDIT_VIEW: Words("审计全部日志", "Audit the whole log"),
    Permission.SHARING_RECORD: Words(
        "登记与撤回信息共享同意", "Record and withdraw consent to share"
    ),
    Permission.SHARED_VIEW: Words("查看经本人同意共享的信息", "See what people agreed to share"),
    Permission.EMERGENCY_OPEN: Words("紧急查阅", "Open a file in an emergency"),
    Permission.EMERGENCY_REVIEW: Words("复核紧急查阅", "Review emergency access"),
    Permission.SEALING_MANAGE: Words("封存与暂缓封存", "Seal records and delay sealing"),
    Permission.SEALED_ASK: Words("申请查阅封存档案", "Ask for a sealed record"),
    Permission.SEAL_NOTICE: Words("确认封存通知", "Confirm notices of sealing"),
    Permission.ACCOUNT_VIEW: Words("查看账号", "See accounts"),
    Permission.ACCOUNT_MANAGE: Words(
        "开通与停用账号、重设密码", "Open and close accounts, reset passwords"
    ),
    Permission.ACCESS_MANAGE: Words(
        "安排三员岗位、重置第二步验证、结束登录",
        "Fill administrators' posts, reset second factors, end sessions",
    ),
    Permission.TOKEN_HOLD: Words("持有访问令牌", "Hold API tokens"),
    Permission.OWN_ACCESS_GIVE: Words(
        "给本人开通查看自己档案的口令", "Give a person the code to their own file"
    ),
    Permission.REQUEST_ANSWER: Words("答复本人的求助与申请", "Answer what a person asks for"),
    Permission.COMPLAINT_ANSWER: Words("处理对下级的投诉", "Answer complaints about units below"),
    Permission.TERM_RECORD: Words("登记期限变动", "Record what changes the term"),
    Permission.OWN_FILE: Words("本人查看并办理自己的事", "A person's own file, for the person"),
    Permission.ERASURE_PROPOSE: Words("申请删除身份信息", "Propose to erase a person"),
    Permission.ERASURE_DECIDE: Words("决定是否删除身份信息", "Decide on an erasure"),
    Permission.BACKUP_MANAGE: Words("查看备份、进行恢复演练", "See backups, run restore drills"),
    Permission.SAFETY_VIEW: Words(
        "查看所内安全与医疗台账", "See the facility's safety and health registers"
    ),
    Permission.SAFETY_RECORD: Words("登记安全事项", "Record safety matters"),
    Permission.SAFETY_REVIEW: Words("复核安全事项与演练", "Review safety matters and drills"),
    Permission.ZONE_DECIDE: Words("批准分区流转", "Decide on zones"),
    Permission.HEALTH_RECORD: Words("登记健康与医疗", "Record health and treatment"),
    Permission.ASSESSMENT_RECORD: Words(
        "登记诊断评估证据", "Record evidence for the diagnostic assessment"
    ),
    Permission.ASSESSMENT_DECIDE: Words("作出诊断评估结论", "Decide the diagnostic assessment"),
    Permission.LEAVE_DECIDE: Words("批准离所探视", "Decide on leave from the facility"),
    Permission.CARE_VIEW: Words("查看服务台账", "See the registers of services"),
    Permission.CARE_RECORD: Words("登记服务", "Record services"),
    Permission.CARE_SIGN: Words("督导签字", "Sign off as supervisor"),
    Permission.INSTRUMENT_GIVE: Words("使用评估量表", "Give instruments"),
    Permission.STATION_RECORD: Words(
        "登记站点建设与床位", "Record rooms, beds and plans of a station"
    ),
    Permission.TOGETHER_VIEW: Words("查看协同台账", "See the registers of partners and society"),
    Permission.PARTNER_RECORD: Words("登记合作单位与机制", "Record partners and mechanisms"),
    Permission.CONFERENCE_HOLD: Words("召开联席会议", "Hold joint conferences"),
    Permission.COMMUNITY_RECORD: Words(
        "登记社会力量与活动", "Record society's part and activities"
    ),
    Permission.VOLUNTEER_VET: Words("审核志愿者、核对时长", "Vet volunteers, confirm hours"),
    Permission.PROGRAMME_RECORD: Words("登记优势项目与培训", "Record programmes and training"),
    Permission.PROGRAMME_DECIDE: Words("审定优势项目", "Decide on programmes"),
    Permission.LIBRARY_DRAFT: Words("起草案例", "Draft library cases"),
    Permission.LIBRARY_REVIEW: Words("复读案例", "Read library cases a second time"),
    Permission.LIBRARY_PUBLISH: Words("报送与采用案例", "Forward and adopt library cases"),
    Permission.TARGET_SET: Words("设定年度目标", "Set targets"),
}


class Role(models.TextChoices):
    OFFICER = "officer", W("戒毒民警", "Facility officer")
    FACILITY_HEAD = "facility_head", W("所领导", "Head of facility")
    DOCTOR = "doctor", W("戒毒所医生", "Facility doctor")
    STATION_HEAD = "station_head", W("站长(司法所长)", "Station head")
    SOCIAL_WORKER = "social_worker", W("专职社工", "Full-time social worker")
    DRUG_SOCIAL_WORKER = "drug_social_worker", W("禁毒社工", "Anti-drug social worker")
    LOCAL_POLICE = "local_police", W("派出所民警", "Local police officer")
    VOLUNTEER = "volunteer", W("志愿者", "Volunteer")
    BUREAU_LEAD = "bureau_lead", W("局领导", "Head of bureau")
    BUREAU_STAFF = "bureau_staff", W("局业务科室", "Bureau staff")
    ANALYST = "analyst", W("统计分析员", "Analyst")
    PARTNER = "partner", W("合作单位人员", "Partner staff")
    SYSTEM_ADMIN = "system_admin", W("系统管理员", "System administrator")
    SECURITY_ADMIN = "security_admin", W("安全管理员", "Security administrator")
    AUDIT_ADMIN = "audit_admin", W("审计管理员", "Audit administrator")


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""三员: no account holds two of these at a time, nor one beside any other role (GB/T 22239-2019,
level 3). The database refuses it too: migration 0003 of people."""

CASELESS = ADMINISTRATORS
"""Roles that reach the rows of their own unit only, not of those below: nobody is held there."""


_FOLLOW_UP = {
    Permission.PERSON_VIEW, Permission.CONSENT_RECORD, Permission.CONTACT_RECORD,
    Permission.TEST_RECORD, Permission.EVIDENCE_RECORD, Permission.REVIEW_RECORD,
    Permission.PROTOCOL_VIEW, Permission.SHARING_RECORD, Permission.EMERGENCY_OPEN,
    Permission.TOKEN_HOLD, Permission.OWN_ACCESS_GIVE, Permission.REQUEST_ANSWER,
    Permission.SEAL_NOTICE,
}  # fmt: skip
_STATION = _FOLLOW_UP | {Permission.HANDOVER_ANSWER, Permission.HANDOVER_OFFER}
_FACILITY = _FOLLOW_UP | {
    Permission.PERSON_ADMIT, Permission.PERSON_CORRECT, Permission.ZONE_PLACE,
    Permission.HANDOVER_OFFER,
}  # fmt: skip
_CARE = {
    Permission.CARE_VIEW, Permission.CARE_RECORD, Permission.INSTRUMENT_GIVE,
    Permission.TOGETHER_VIEW, Permission.COMMUNITY_RECORD, Permission.LIBRARY_DRAFT,
}  # fmt: skip
_STATION |= _CARE | {Permission.STATION_RECORD}
_FACILITY |= _CARE | {
    Permission.SAFETY_VIEW, Permission.SAFETY_RECORD, Permission.ASSESSMENT_RECORD,
    Permission.PROGRAMME_RECORD,
}  # fmt: skip
_TOGETHER = {
    Permission.TOGETHER_VIEW, Permission.PARTNER_RECORD, Permission.CONFERENCE_HOLD,
    Permission.COMMUNITY_RECORD, Permission.VOLUNTEER_VET, Permission.PROGRAMME_RECORD,
}  # fmt: skip
_HEAD = _TOGETHER | {
    Permission.CASE_CLOSE, Permission.TEAM_MANAGE, Permission.OUTCOME_VIEW,
    Permission.DATA_IMPORT, Permission.DATA_EXPORT, Permission.JOURNAL_VIEW,
    Permission.EMERGENCY_REVIEW, Permission.SEALING_MANAGE, Permission.SEALED_ASK,
    Permission.ERASURE_PROPOSE, Permission.CARE_SIGN, Permission.LIBRARY_REVIEW,
}  # fmt: skip
_BUREAU = _TOGETHER | {
    Permission.PERSON_VIEW, Permission.PERSON_FIND_ANYWHERE, Permission.PROTOCOL_VIEW,
    Permission.PROTOCOL_PROPOSE, Permission.OUTCOME_VIEW, Permission.DATA_EXPORT,
    Permission.JOURNAL_VIEW, Permission.EMERGENCY_OPEN, Permission.TOKEN_HOLD,
    Permission.SEAL_NOTICE,
}  # fmt: skip

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OFFICER: frozenset(_FACILITY),
    Role.FACILITY_HEAD: frozenset(
        _FACILITY
        | _HEAD
        | {
            Permission.RELEASE,
            Permission.TERM_RECORD,
            Permission.HANDOVER_ANSWER,
            Permission.SAFETY_REVIEW,
            Permission.ZONE_DECIDE,
            Permission.ASSESSMENT_DECIDE,
            Permission.LEAVE_DECIDE,
        }
    ),
    # What a doctor signs nobody else can: the gates between zones rest on it.
    Role.DOCTOR: frozenset(
        {
            Permission.PERSON_VIEW,
            Permission.SAFETY_VIEW,
            Permission.SAFETY_RECORD,
            Permission.HEALTH_RECORD,
            Permission.PROTOCOL_VIEW,
            Permission.EMERGENCY_OPEN,
            Permission.TOKEN_HOLD,
        }
    ),
    Role.STATION_HEAD: frozenset(_STATION | _HEAD | {Permission.PERSON_CORRECT}),
    Role.SOCIAL_WORKER: frozenset(_STATION | {Permission.PERSON_CORRECT}),
    Role.DRUG_SOCIAL_WORKER: frozenset(_STATION),
    Role.LOCAL_POLICE: frozenset(
        {Permission.PERSON_VIEW, Permission.TEST_RECORD, Permission.EVIDENCE_RECORD}
    ),
    Role.VOLUNTEER: frozenset(),
    Role.BUREAU_LEAD: frozenset(
        _BUREAU
        | {
            Permission.PROTOCOL_ADOPT,
            Permission.TEAM_MANAGE,
            Permission.EMERGENCY_REVIEW,
            Permission.SEALING_MANAGE,
            Permission.SEALED_ASK,
            Permission.ERASURE_DECIDE,
            Permission.BACKUP_MANAGE,
            Permission.COMPLAINT_ANSWER,
            Permission.PROGRAMME_DECIDE,
            Permission.LIBRARY_PUBLISH,
            Permission.TARGET_SET,
            Permission.SAFETY_VIEW,
            Permission.OUTCOME_PUBLISH,
        }
    ),
    Role.BUREAU_STAFF: frozenset(_BUREAU | {Permission.LIBRARY_PUBLISH, Permission.SAFETY_VIEW}),
    Role.ANALYST: frozenset(
        {Permission.OUTCOME_VIEW, Permission.PROTOCOL_VIEW, Permission.TOKEN_HOLD}
    ),
    Role.PARTNER: frozenset({Permission.SHARED_VIEW, Permission.SEAL_NOTICE}),
    Role.SYSTEM_ADMIN: frozenset(
        {Permission.ACCOUNT_VIEW, Permission.ACCOUNT_MANAGE, Permission.BACKUP_MANAGE}
    ),
    Role.SECURITY_ADMIN: frozenset(
        {Permission.ACCOUNT_VIEW, Permission.ACCESS_MANAGE, Permission.TEAM_MANAGE}
    ),
    Role.AUDIT_ADMIN: frozenset(
        {Permission.AUDIT_VIEW, Permission.ACCOUNT_VIEW, Permission.COMPLAINT_ANSWER}
    ),
}


OWN = frozenset({Permission.OWN_FILE})
"""What the person in recovery may do with their own file, and no post grants to anybody."""


class Fields(models.TextChoices):
    """A class of fields: what is shown or withheld together. A masked name and the number of the
    person stand wherever the case does; everything else belongs to one of these."""

    IDENTITY = "identity", W("身份(姓名、证件号)", "Identity: name, ID number")
    CONTACT = "contact", W("联系方式(电话、住址)", "Contact details: phone, address")
    CUSTODY = "custody", W("阶段与责任单位", "Stage and responsible unit")
    PLAN = "plan", W("随访计划与联系情况", "Plan and contacts")
    HEALTH = "health", W("检测、评估与健康", "Tests, reviews, health")
    FAMILY = "family", W("家属", "Family")
    NOTES = "notes", W("文字记录", "Notes")


_EVERY_FIELD = frozenset(Fields)

SEES: dict[Role, frozenset[Fields]] = {
    Role.OFFICER: _EVERY_FIELD,
    Role.FACILITY_HEAD: _EVERY_FIELD,
    Role.DOCTOR: frozenset({Fields.IDENTITY, Fields.CUSTODY, Fields.HEALTH}),
    Role.STATION_HEAD: _EVERY_FIELD,
    Role.SOCIAL_WORKER: _EVERY_FIELD,
    Role.DRUG_SOCIAL_WORKER: _EVERY_FIELD,
    # The police of the place record tests and evidence; family and what a person confides in a
    # worker are not theirs.
    Role.LOCAL_POLICE: frozenset({Fields.IDENTITY, Fields.CONTACT, Fields.CUSTODY, Fields.HEALTH}),
    Role.BUREAU_LEAD: frozenset({Fields.IDENTITY, Fields.CUSTODY, Fields.PLAN, Fields.HEALTH}),
    Role.BUREAU_STAFF: frozenset({Fields.IDENTITY, Fields.CUSTODY, Fields.PLAN, Fields.HEALTH}),
}
"""Role → the classes of fields it is shown of the cases within reach; a role without a line sees
none."""


class Purpose(models.TextChoices):
    """Why somebody outside the system is told something. A closed list."""

    EMPLOYMENT = "employment", W("就业帮扶", "Help with work")
    TREATMENT = "treatment", W("医疗救治", "Medical treatment")
    ASSISTANCE = "assistance", W("社会救助", "Social assistance")
    LEGAL_AID = "legal_aid", W("法律援助", "Legal aid")
    EMERGENCY = "emergency", W("危及生命健康的紧急情况", "A medical emergency")
    SEALED_FILE = "sealed_file", W("依法查阅封存档案", "A sealed record, by law")


SHARED: dict[Purpose, frozenset[Fields]] = {
    Purpose.EMPLOYMENT: frozenset({Fields.IDENTITY, Fields.CONTACT}),
    Purpose.TREATMENT: frozenset({Fields.IDENTITY, Fields.CONTACT, Fields.HEALTH}),
    Purpose.ASSISTANCE: frozenset({Fields.IDENTITY, Fields.CONTACT, Fields.FAMILY}),
    Purpose.LEGAL_AID: frozenset({Fields.IDENTITY, Fields.CONTACT, Fields.CUSTODY}),
    Purpose.EMERGENCY: frozenset({Fields.IDENTITY, Fields.CONTACT, Fields.HEALTH, Fields.FAMILY}),
    Purpose.SEALED_FILE: frozenset({Fields.IDENTITY, Fields.CUSTODY, Fields.HEALTH}),
}
"""Purpose → the classes of fields that it can carry at most. Notes leave by none of them."""


WORKS_FOR: dict[Role, frozenset[Role]] = {
    # Until a station accepts, the releasing facility does what a station would do.
    Role.OFFICER: frozenset({Role.OFFICER, Role.SOCIAL_WORKER}),
    Role.FACILITY_HEAD: frozenset({Role.FACILITY_HEAD, Role.STATION_HEAD}),
    Role.DRUG_SOCIAL_WORKER: frozenset({Role.DRUG_SOCIAL_WORKER, Role.SOCIAL_WORKER}),
}
"""Role of a post → the owners in a protocol whose tasks it does at its unit; else its own."""


def roles_granting(permission: Permission) -> frozenset[Role]:
    """Return the roles that hold ``permission``."""
    return frozenset(role for role, granted in GRANTS.items() if permission in granted)

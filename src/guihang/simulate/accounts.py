"""The demo accounts: who they are and what they are good for. No Django: printed by the starter."""

from typing import NamedTuple

from guihang.engines.words import Words

PASSWORD = "guihang-demo"  # noqa: S105  printed on the screen: behind it are invented people only

PHONE = "GUIHANGDEMOGUIHANGDEMOGUIHANGDEM"
"""Secret of the codes of every demo account (base32); the sign-in page shows the code of now."""


class Account(NamedTuple):
    """User name, code of the role, and the unit whose first post of that role it holds."""

    username: str
    role: str
    unit: str
    words: Words


ACCOUNTS = (
    Account("worker", "social_worker", "S150702", Words(
        "海拉尔区工作站 · 专职社工", "Hailar station · full-time social worker")),
    Account("stationhead", "station_head", "S150702", Words(
        "海拉尔区工作站 · 站长", "Hailar station · head")),
    Account("drugworker", "drug_social_worker", "S150702", Words(
        "海拉尔区工作站 · 禁毒社工", "Hailar station · anti-drug social worker")),
    Account("police", "local_police", "S150702", Words(
        "海拉尔区工作站 · 派出所民警", "Hailar station · local police officer")),
    Account("volunteer", "volunteer", "S150702", Words(
        "海拉尔区工作站 · 志愿者(看不到档案)", "Hailar station · volunteer (sees no file)")),
    Account("partner", "partner", "P150702-work", Words(
        "海拉尔区人社局 · 联络员(只看本人同意共享的)", "Hailar employment service · sees what is shared")),
    Account("officer", "officer", "F10", Words(
        "呼伦贝尔市强戒所 · 戒毒民警", "Hulunbuir facility · officer")),
    Account("head", "facility_head", "F10", Words(
        "呼伦贝尔市强戒所 · 所长", "Hulunbuir facility · head")),
    Account("doctor", "doctor", "F10", Words(
        "呼伦贝尔市强戒所 · 医生", "Hulunbuir facility · doctor")),
    Account("bureau", "bureau_staff", "150000", Words(
        "自治区局 · 业务处室(提出方案)", "Regional bureau · staff (proposes protocols)")),
    Account("lead", "bureau_lead", "150000", Words(
        "自治区局 · 局领导(批准方案)", "Regional bureau · head (adopts protocols)")),
    Account("analyst", "analyst", "150000", Words(
        "自治区局 · 统计分析(只看汇总)", "Regional bureau · analyst (totals only)")),
    Account("sysadmin", "system_admin", "150000", Words(
        "自治区局 · 系统管理员(账号)", "Regional bureau · system administrator (accounts)")),
    Account("secadmin", "security_admin", "150000", Words(
        "自治区局 · 安全管理员(岗位与登录)", "Regional bureau · security administrator (posts, sign-in)")),
    Account("auditadmin", "audit_admin", "150000", Words(
        "自治区局 · 审计管理员(只看记录)", "Regional bureau · audit administrator (records only)")),
)  # fmt: skip

"""What the pages of the product are called, for a log that is read by people."""

from guihang.engines.words import Words

ROUTES = {
    "today": Words("今日", "Today"), "people": Words("人员名单", "People"),
    "search": Words("查找人员", "Search for people"), "journey": Words("旅程", "Journey"),
    "identity": Words("身份与联系方式", "Identity and contact details"),
    "handovers": Words("衔接名单", "Handovers"), "handover": Words("衔接", "Handover"),
    "act": Words("办理表单", "Form of an action"), "start": Words("办理表单", "Form of an action"),
    "stations": Words("站点", "Stations"), "station": Words("站点详情", "One station"),
    "outcomes": Words("成效", "Outcomes"), "data": Words("数据导入", "Data import"),
    "rules": Words("规则", "Rules"), "rules-dry-run": Words("方案试算", "Dry run of a protocol"),
    "rules-journal": Words("操作与查阅记录", "Journal and log of reads"),
    "journal": Words("操作与查阅记录", "Journal and log of reads"),
    "rules-permissions": Words("权限一览", "Table of permissions"),
    "access-review": Words("岗位复核", "Access review"),
    "audit": Words("审计日志", "Audit log"), "account": Words("我的账号", "My account"),
    "account_login": Words("登录页", "Sign-in page"),
    "mfa_authenticate": Words("登录第二步", "Second step of signing in"),
    "mfa_login_webauthn": Words("通行密钥登录", "Sign-in by passkey"),
    "logout": Words("退出", "Sign out"), "leave": Words("快速离开", "Quick exit"),
    "api:cases": Words("接口：个案列表", "API: list of cases"),
    "api:case": Words("接口：个案旅程", "API: journey of a case"),
    "api:worklist": Words("接口：待办", "API: open tasks"),
    "api:action": Words("接口：办理", "API: an action"),
    "by totp": Words("凭手机验证码", "By a code from the phone"),
    "by webauthn": Words("凭通行密钥", "By a passkey"),
    "by recovery_codes": Words("凭恢复码", "By a recovery code"),
    "token issued": Words("生成令牌", "A token was issued"),
    "token revoked": Words("作废令牌", "A token was revoked"),
}  # fmt: skip
"""Route of a page, or what stands in the log for one → words. One that is missing is shown as is."""


def called(route: str) -> Words:
    """Return what a route is called; a file is called like its page."""
    name = route.removesuffix("-export")
    if name.startswith("rights "):
        return Words(f"权限表 {name[7:]}", f"Table of permissions {name[7:]}")
    found = ROUTES.get(name, Words(name, name))
    return Words(f"{found.zh}(文件)", f"{found.en} (file)") if route != name else found

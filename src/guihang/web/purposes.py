"""What a form is for and what follows from it, and why a post has no tasks of its own."""

from guihang.engines.consents import TEXTS
from guihang.engines.words import Words
from guihang.people.permissions import Role

PURPOSES = {
    "casework.admit": Words(
        "建立个案：本所从入所时间起负责，期满日由系统按决定日期计算。",
        "Opens the case: the facility is responsible from the admission on, and the end of the "
        "term is computed from the day of the decision.",
    ),
    "casework.release": Words(
        "登记本人离所。工作站接收之前，本所继续负责。",
        "Records that the person has left. The facility stays responsible until a station accepts.",
    ),
    "casework.record_consent": Words(
        "记录本人的真实意愿；出所后会再次征询，随时可以改变。",
        "Records what the person wants. They are asked again after the release and may change "
        "their mind at any time.",
    ),
    "casework.offer_handover": Words(
        "请一个工作站接收。对方接收之前，本单位始终负责；3 个工作日未答复将逐级提请处理。",
        "Asks a station to take over. Your unit stays responsible until it accepts; unanswered "
        "for 3 working days, the offer goes up the line.",
    ),
    "casework.accept_handover": Words(
        "接收后由本单位负责；本人尚未出所的，自出所时起负责。",
        "Your unit becomes responsible: now, or from the release when the person is still inside.",
    ),
    "casework.return_handover": Words(
        "退回后仍由移交单位负责，请写明原因以便对方处理。",
        "The sender stays responsible. Say why, so that they can act on it.",
    ),
    "casework.withdraw_handover": Words(
        "撤回后由本单位继续负责，可以改送其他工作站。",
        "Your unit stays responsible and may offer the case to another station.",
    ),
    "casework.close_case": Words(
        "结案后不再安排随访；档案封存到期日由系统计算。",
        "Ends the follow-up. The day on which the file is due for sealing is computed.",
    ),
    "casework.reopen_case": Words(
        "恢复工作；由结案时的责任单位继续负责。",
        "Takes the work up again, under the unit that closed the case.",
    ),
    "cases.correct_identity": Words(
        "按所填内容整体更新身份信息；原内容与原因保留在记录中。",
        "Replaces the identity on file with what stands here. What it was before, and why it "
        "changed, stay on record.",
    ),
    "cases.share": Words(
        f"逐字向本人说明，由本人决定：{TEXTS[-1].body.zh}",
        f"Read this to the person, who decides: {TEXTS[-1].body.en}",
    ),
    "cases.stop_sharing": Words(
        "撤回立即生效，不需要理由。", "Takes effect at once and needs no reason."
    ),
    "cases.record_disclosure": Words(
        "书面或口头对外提供的，逐次登记；本人可以看到。",
        "What was told outside on paper or by word of mouth, each time. The person can see it.",
    ),
    "casework.open_in_emergency": Words(
        "只在生命健康紧急、又来不及征得同意时使用。打开 60 分钟；责任单位负责人立即看到，"
        "72 小时内由他人复核，本人也能看到。",
        "Only where life or health is in danger and consent cannot wait. It opens for 60 minutes; "
        "the head of the responsible unit sees it at once, somebody else reviews it within 72 "
        "hours, and the person can see it.",
    ),
    "casework.delay_sealing": Words(
        "到期封存是本人的权利；只有法律写明的理由可以暂缓，到期自动结束，本人可以看到。",
        "Being sealed when due is the person's right. Only a reason that the law names delays it, "
        "for a time, and the person can see it.",
    ),
    "casework.ask_for_sealed": Words(
        "封存档案不在系统可读范围内。申请由三名保管人中的两名用各自的密钥答复："
        "有记录的为申请人开放 24 小时，没有的答复“无记录”。",
        "The product cannot read sealed records. Two of three custodians answer with their keys: a "
        "record opens for who asked, for 24 hours; otherwise the answer is “no record”.",
    ),
    "cases.add_relative": Words(
        "只有本人同意，才可以联系家属。", "Family is contacted only with the person's consent."
    ),
    "followup.record_contact": Words(
        "已与本人取得联系。只联系到家属或村社网格的，请登记“联系尝试”。",
        "You reached the person. Family or the village grid only? Record an attempt instead.",
    ),
    "followup.record_attempt": Words(
        "没有联系上本人。尝试与联系分开统计，不会算作完成。",
        "You did not reach the person. Attempts are counted apart and never pass for a contact.",
    ),
    "followup.record_test": Words(
        "按采样当天登记。阳性意味着提供帮助，不是处罚。",
        "Dated by the day of the sample. A positive result calls for help, not for a penalty.",
    ),
    "followup.record_review": Words(
        "与本人面谈后填写，记录近况和需要的帮助。",
        "Filled in after talking with the person: how things are, and which help is needed.",
    ),
    "followup.record_meeting": Words(
        "多次联系不上时，由团队共同决定下一步。",
        "When somebody cannot be reached, the team decides on the next step.",
    ),
    "followup.record_evidence": Words(
        "登记使用毒品的证据和时间范围。", "How we know of use, and when it can have been."
    ),
    "people.confirm_access": Words(
        "确认此人仍需要这个岗位的权限；下次复核在一个季度之后。",
        "Confirms that the holder still needs what the post allows; the next review is in a quarter.",
    ),
    "people.appoint": Words(
        "任职后即可办理该岗位的任务。", "From that day on the tasks of the post are theirs."
    ),
    "people.leave_post": Words(
        "离任后任务留在岗位，由继任者办理。",
        "Open tasks stay with the post, for whoever comes next.",
    ),
}
"""Name of an action → its sentence. What is not here explains itself."""

_BUREAU = Words(
    "局里不直接办理随访：逐级提请的衔接列在上面，各单位的任务可在全单位中查看。",
    "The bureau follows nobody itself. Handovers that came up the line stand above; the tasks of "
    "its units are under the whole unit.",
)

NO_TASKS = {
    Role.LOCAL_POLICE: Words(
        "随访方案不给派出所民警分派任务：后续照管是自愿的，联系、走访和检测邀约由社工办理。"
        "民警是 1+N+警 团队成员，依程序所做的检测和公安机关认定在本人旅程上登记，"
        "检测任务也可在全单位中办理。",
        "No protocol gives tasks to the local police: aftercare is voluntary, and contacts, visits "
        "and the offer of a test are the social workers'. As a member of the 1+N+police team you "
        "record the tests and determinations that the police made: on the journey, or from the "
        "test tasks under the whole unit.",
    ),
    Role.DOCTOR: Words(
        "医生不承担随访任务：健康记录、传染病筛查和脱毒观察结论在“所内”登记，也可从本人旅程进入。",
        "Doctors own no follow-up tasks: health records, screens and the conclusion of detox are "
        "recorded under Inside, or from a person's journey.",
    ),
    Role.BUREAU_LEAD: _BUREAU,
    Role.BUREAU_STAFF: _BUREAU,
}
"""Role that sees people but owns no step of any protocol → what it does instead."""

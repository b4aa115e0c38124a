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
    "cases.answer_complaint": Words(
        "写明查了什么、结论和处理。本人会看到全文；被投诉的人看不到。",
        "Say what was looked into, what was found and done. The person reads all of it; whoever it is about does not.",
    ),
    "cases.answer_help": Words(
        "写给本人看：已经做了什么，或者什么时候做。用平常的话。",
        "Written for the person: what was done, or will be done and when. In everyday words.",
    ),
    "cases.decide_correction": Words(
        "写明改或不改、为什么。不改的，本人可以附上自己的说明；原来写的始终保留。",
        "Say whether it is changed, and why. Against a no the person can set a statement; what "
        "stood there stays on record.",
    ),
    "cases.give_code": Words(
        "打印一次口令交给本人，14 天内用一次。旧口令同时失效。",
        "A code on paper for the person: it opens once, within 14 days. Older codes end.",
    ),
    "cases.pass_on_legal_aid": Words(
        "24 小时内转交法律援助机构(《法律援助法》第三十九条)，写明转给了谁。",
        "To be passed to legal aid within 24 hours (Legal Aid Law art 39). Say to whom.",
    ),
    "casework.answer_unsealing": Words(
        "登记两名保管人的答复。",
        "Records what two custodians answered.",
    ),
    "casework.confirm_seal_notice": Words(
        "确认副本已收回，或该通知的人已通知。",
        "Confirms that copies were put away, or that who was to be told was told.",
    ),
    "casework.decide_erasure": Words(
        "同意后，识别本人的内容永远无法恢复；统计保留，但与任何人无关。",
        "After a yes, what names the person can never be read again. Figures stay, tied to nobody.",
    ),
    "casework.propose_erasure": Words(
        "先申请，由另一人决定；决定之前什么都不变。",
        "A proposal. Somebody else decides; until then nothing changes.",
    ),
    "casework.record_term_event": Words(
        "按决定书登记，期满日由系统重新计算，并列出依据的条款。",
        "Entered from the written decision. The end of the term is computed anew, with the article behind it.",
    ),
    "casework.review_emergency": Words(
        "判断当时是否确有必要。不必要的，还在进行的查阅立即结束。",
        "Say whether it was needed. If it was not, what is still open closes now.",
    ),
    "casework.revise_case": Words(
        "改完保存。标题会出现在列表里，不写姓名、单位和日期。",
        "Change the text and save. The title stands in lists: no name, unit or date in it.",
    ),
    "casework.submit_case": Words(
        "提交后交给另一位同事复读，不能再改。还有标出的，先替换，或写明为什么可以保留。",
        "It goes to a colleague and can no longer be changed. What is still marked is replaced "
        "first, or you say why it may stay.",
    ),
    "community.add_stop": Words(
        "巡演走一站登记一站：哪天、在哪里、演了什么、来了多少人。",
        "One stop of a tour: the day, the place, what was shown, how many came.",
    ),
    "community.cancel_shift": Words(
        "报了名的志愿者会在自己的页面上看到取消。",
        "Whoever signed up sees on their page that it is off.",
    ),
    "community.end_supporter": Words(
        "不再帮扶或聘期结束时登记；以前做的都保留。",
        "When the help or the appointment ends. What was done stays.",
    ),
    "community.end_team": Words(
        "队伍解散，队员仍是志愿者，时长不变。",
        "The team ends; its members stay volunteers and keep their hours.",
    ),
    "community.finish_project": Words(
        "写明做成了什么，帮到了谁(不写姓名)。",
        "Say what came of it and for whom, without names.",
    ),
    "community.join_project": Words(
        "“1+X”里的一个 X：谁参加，出什么。",
        "One of the X: who joins, and what they bring.",
    ),
    "knowledge.adopt_case": Words(
        "司法部公布后登记。入选的案例全区都能读到。",
        "Once the ministry has published it. Every office can read it from then on.",
    ),
    "knowledge.adopt_standard": Words(
        "从生效日起执行这一版，原来的版本同日停止。",
        "This version is in force from the day; the one before ends then.",
    ),
    "knowledge.decide_project": Words(
        "由提出人以外的人审定：设计是否可行，有没有办法测量。",
        "Somebody else than the proposer decides: can it work, and can it be measured?",
    ),
    "knowledge.end_project": Words(
        "提前停止，写明原因；已经测量的数据保留。",
        "Stops it early, with the reason. What was measured stays.",
    ),
    "knowledge.evaluate_project": Words(
        "只写数据支持的结论。没有对照组的，不写“证明有效”。",
        "Claim only what the data support: without a comparison group nothing is “proved”.",
    ),
    "knowledge.forward_case": Words(
        "所审通过后报局，局审通过后报司法部。",
        "From the facility to the bureau; from the bureau to the ministry.",
    ),
    "knowledge.pass_case": Words(
        "通过后正文不再加密，本单位可以检索；之后由局里报送。",
        "From now on the text is in the clear and found by your units; the bureau forwards it.",
    ),
    "knowledge.promote_project": Words(
        "登记由谁、在多大范围推广。",
        "Who takes it up, and how widely.",
    ),
    "knowledge.report_project": Words(
        "每月一次：多少人参加，量表显示多少人好转、没变、变差。",
        "Once a month: how many took part and, by the measure, how many are better, the same, worse.",
    ),
    "knowledge.start_project": Words(
        "从这一天起试点。写好方案之后才能开始。",
        "The pilot begins on this day. The protocol comes first.",
    ),
    "knowledge.train": Words(
        "一次登记一位参训民警；培训结束后登记。",
        "One officer who came, after the training.",
    ),
    "knowledge.withdraw_case": Words(
        "撤回后正文清空，谁也检索不到。本人改变主意，或担心被认出时用。",
        "Empties the text, and no search finds it: the person changed their mind, or could be known.",
    ),
    "knowledge.write_protocol": Words(
        "对象、做法、次数、停止条件和测量时间。再写一次就是新版本，旧版本保留。",
        "For whom, what, how often, when to stop, when to measure. Writing again makes a new "
        "version; the old ones stay.",
    ),
    "outcomes.publish": Words(
        "按词典逐项计算并连同定义永久保存；数据截止日以后的事不算。",
        "Works out every figure of the dictionary and keeps it with its definition. What came "
        "after the cut-off does not count.",
    ),
    "outcomes.revise_target": Words(
        "只改目标数；原来的数留在历史里。",
        "Changes the number; what it was stays in the history.",
    ),
    "partners.attend": Words(
        "到会填人数，缺席填 0。成员单位和系统内单位二选一。",
        "How many came; 0 says that the body was absent. A member unit or a unit of the system, one of the two.",
    ),
    "partners.cancel_conference": Words(
        "取消本次会议；卡住的事留到下一次。",
        "Calls the meeting off; what is stuck waits for the next.",
    ),
    "partners.end_member": Words(
        "不再列入名单；做过的事都保留。",
        "Off the list; what it did stays.",
    ),
    "partners.end_pair": Words(
        "从今天起结束结对；交流记录保留。",
        "Ends the pair today; the exchanges stay on record.",
    ),
    "partners.end_support": Words(
        "登记不再提供，写明原因。",
        "Nothing is given any more, and why.",
    ),
    "partners.end_university": Words(
        "从今天起终止；专家和项目记录保留。",
        "Ends today; experts and projects stay on record.",
    ),
    "partners.exchange": Words(
        "谁去了哪里、看了什么、回来用什么。",
        "Who went where, saw what, and what will be used at home.",
    ),
    "partners.extend_resolution": Words(
        "可以延长；是否按期了结仍按最初的日期算。",
        "More time is possible; whether it was kept in time is still counted by the first day.",
    ),
    "partners.finish_joint_project": Words(
        "写明做成了什么：论文、课程、工具或数据。",
        "What it brought: a paper, a course, a tool, data.",
    ),
    "partners.finish_resolution": Words(
        "看到凭据再了结；责任单位自己说办好了还不算。选“已办结”或“不再办”。",
        "With evidence: the owner's word does not end it. Choose done or dropped.",
    ),
    "partners.grant_support": Words(
        "对方落实后登记：给了什么、多少、到哪天。",
        "Once it is given: what, how much, until when.",
    ),
    "partners.invite_expert": Words(
        "从有协议的高校聘请，写明专长。只给去标识化的资料。",
        "Somebody of a university under agreement. Only de-identified data are given.",
    ),
    "partners.move_conference": Words(
        "改日期或地点；议题会按新的日期重新汇总。",
        "Another day or place; the agenda is drawn up anew for it.",
    ),
    "partners.refuse_support": Words(
        "对方没有同意也要登记，写明理由，方便下次再提。",
        "A no is recorded too, with its reason, so that it can be asked again.",
    ),
    "partners.renew_support": Words(
        "快到期时续办，新的到期日要晚于原来的。",
        "Before it runs out; the new last day is later than the old one.",
    ),
    "partners.return_secondment": Words(
        "回来后向同事汇报了什么，哪些做法要用起来。",
        "What was told to colleagues after the return, and what will be taken over.",
    ),
    "partners.start_joint_project": Words(
        "和高校一起做的一件事：题目、目的、起止时间。",
        "One thing done together with a university: title, aim, span.",
    ),
    "partners.update_member": Words(
        "更新联络方式和能提供的支持。原来的内容会被替换。",
        "How to reach it and what it can give. What stood there is replaced.",
    ),
}
"""Name of an action → its sentence, where the action does not say it itself (``purpose=``)."""

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

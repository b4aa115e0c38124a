"""How each count reads in the bulletin: one sentence a code, without its full stop."""

from guihang.engines.words import Words

type Sentence = Words

COUNTED: dict[str, Sentence] = {
    "AID_PEOPLE": Words("全年有 {n} 人获得低保、临时救助、住房或医疗等救助",
                        "{n} people were given an allowance, housing, medical or other aid"),
    "AID_KINDS": Words("共落实救助 {n} 项", "{n} kinds of aid were received"),
    "WORK_STARTED": Words("帮助 {n} 人实现就业创业", "{n} people started work or a business"),
    "WORK_KEPT_90": Words("其中 {n} 人 90 天后仍在岗", "{n} of them were in work 90 days later"),
    "FAMILY_BETTER": Words("按前后两次量表，{n} 人的家庭关系有改善",
                           "by two answers to one scale, the family relations of {n} people improved"),
    "FAMILY_WORSE": Words("同一方法下，{n} 人的家庭关系变差", "by the same measure those of {n} people grew worse"),
    "FAMILY_UNMEASURED": Words("另有 {n} 人接受了家庭服务但没有前后测量",
                               "{n} more were served with their family and not measured twice"),
    "AUDIENCE": Words("禁毒宣传活动参与 {n} 人次", "{n} attendances were recorded at awareness events"),
    "CAMPAIGNS_MEASURED": Words("其中 {n} 场做了活动前后问卷", "{n} of the events asked questions before and after"),
    "ATTITUDE_BETTER": Words("{n} 场之后，公众对康复人员的态度有改善",
                             "after {n} of them the attitude towards people in recovery was better"),
    "ATTITUDE_WORSE": Words("{n} 场之后态度变差", "after {n} of them it was worse"),
    "AMBASSADORS": Words("在任形象大使 {n} 名", "{n} image ambassadors were in office"),
    "TEAMS": Words("在册志愿者队伍 {n} 支", "{n} volunteer teams were on the register"),
    "VOLUNTEERS": Words("在册志愿者 {n} 名", "{n} volunteers were on the register"),
    "VOLUNTEERS_ACTIVE": Words("其中 {n} 名有确认的服务记录", "{n} of them served, with hours confirmed"),
    "VOLUNTEER_HOURS": Words("确认的志愿服务 {n} 小时", "{n} hours of service were confirmed"),
    "STATIONS": Words("{n} 个后续照管工作站接收了照管对象", "{n} aftercare stations accepted people"),
    "ACCEPTED": Words("工作站共接收 {n} 人", "stations accepted {n} people"),
}  # fmt: skip

"""Instruments whose text may be shown: free of permission, public domain, or our own."""

from guihang.engines.instruments.instrument import Alarm, Band, Instrument, Item, Scale
from guihang.engines.words import Words

TWO_WEEKS = Words("过去两周", "over the last two weeks")
OFTEN = (
    Words("完全不会", "Not at all"), Words("好几天", "Several days"),
    Words("一半以上的天数", "More than half the days"), Words("几乎每天", "Nearly every day"),
)  # fmt: skip
UNVALIDATED = Words(
    "中文为本系统译文，尚未经效度检验。",
    "The Chinese is this product's translation, not validated.",
)


def _keys(*numbers: int) -> tuple[str, ...]:
    return tuple(f"q{number}" for number in numbers)


def _numbered(
    texts: tuple[tuple[str, str], ...], lowest: int, labels: tuple[Words, ...]
) -> tuple[Item, ...]:
    highest = lowest + len(labels) - 1
    return tuple(
        Item(f"q{n}", Words(*both), lowest, highest, labels) for n, both in enumerate(texts, 1)
    )


PHQ_9 = Instrument(
    "phq9", 1, Words("PHQ-9 情绪自评", "PHQ-9: mood"),
    Words("Kroenke 等 2001；分级 0–4、5–9、10–14、15–19、20–27；第9题大于0即做安全询问(本系统设定)",
          "Kroenke et al. 2001; bands 0–4, 5–9, 10–14, 15–19, 20–27; item 9 above 0 opens a safety "
          "check (set by this product)"),
    Words("无需许可即可复制、翻译、展示和分发",
          "No permission required to reproduce, translate, display or distribute"),
    TWO_WEEKS,
    _numbered((
        ("做事时提不起劲或没有兴趣", "Little interest or pleasure in doing things"),
        ("感到心情低落、沮丧或绝望", "Feeling down, depressed, or hopeless"),
        ("入睡困难、睡不安稳或睡眠过多", "Trouble falling or staying asleep, or sleeping too much"),
        ("感觉疲倦或没有活力", "Feeling tired or having little energy"),
        ("食欲不振或吃太多", "Poor appetite or overeating"),
        ("觉得自己很糟，或觉得自己很失败，或让自己或家人失望",
         "Feeling bad about yourself — or that you are a failure or have let yourself or your family down"),
        ("对事物专注有困难，例如阅读报纸或看电视时",
         "Trouble concentrating on things, such as reading the newspaper or watching television"),
        ("动作或说话缓慢到别人已经察觉；或正好相反，烦躁或坐立不安、动来动去的情况更胜于平常",
         "Moving or speaking so slowly that other people could have noticed? Or the opposite — being so "
         "fidgety or restless that you have been moving around a lot more than usual"),
        ("有不如死掉或用某种方式伤害自己的念头",
         "Thoughts that you would be better off dead or of hurting yourself in some way"),
    ), 0, OFTEN),
    (Scale("total", Words("总分", "Total"), _keys(*range(1, 10)), 2, sum, 0, 27, {"": (
        Band(0, Words("几乎没有", "Minimal")), Band(5, Words("轻度", "Mild")),
        Band(10, Words("中度", "Moderate")), Band(15, Words("中重度", "Moderately severe")),
        Band(20, Words("重度", "Severe")),
    )}),),
    (Alarm("q9", 1, Words("有伤害自己的念头：现在就谈，不要让本人独处",
                          "Thoughts of self-harm: talk now, and do not leave the person alone")),),
)  # fmt: skip

GAD_7 = Instrument(
    "gad7", 1, Words("GAD-7 焦虑自评", "GAD-7: anxiety"),
    Words("Spitzer 等 2006；分级 0–4、5–9、10–14、15–21", "Spitzer et al. 2006; bands 0–4, 5–9, 10–14, 15–21"),
    PHQ_9.licence, TWO_WEEKS,
    _numbered((
        ("感觉紧张、焦虑或急切", "Feeling nervous, anxious, or on edge"),
        ("不能够停止或控制担忧", "Not being able to stop or control worrying"),
        ("对各种各样的事情担忧过多", "Worrying too much about different things"),
        ("很难放松下来", "Trouble relaxing"),
        ("由于不安而无法静坐", "Being so restless that it is hard to sit still"),
        ("变得容易烦恼或急躁", "Becoming easily annoyed or irritable"),
        ("感到似乎将有可怕的事情发生而害怕", "Feeling afraid as if something awful might happen"),
    ), 0, OFTEN),
    (Scale("total", Words("总分", "Total"), _keys(*range(1, 8)), 1, sum, 0, 21, {"": (
        Band(0, Words("几乎没有", "Minimal")), Band(5, Words("轻度", "Mild")),
        Band(10, Words("中度", "Moderate")), Band(15, Words("重度", "Severe")),
    )}),),
)  # fmt: skip

_AGREE_6 = (
    Words("非常不同意", "Strongly disagree"), Words("不同意", "Disagree"),
    Words("有点不同意", "Somewhat disagree"), Words("有点同意", "Somewhat agree"),
    Words("同意", "Agree"), Words("非常同意", "Strongly agree"),
)  # fmt: skip
BARC_10 = Instrument(
    "barc10", 1, Words("BARC-10 康复资本", "BARC-10: recovery capital"),
    Words("Vilsaint 等 2017；47 分为持续康复的划界值；" + UNVALIDATED.zh,
          "Vilsaint et al. 2017; 47 is the cut-off for sustained remission. " + UNVALIDATED.en),
    Words("公开使用，无需许可(PhenX)", "Freely available, permission not required (PhenX)"),
    Words("目前", "at present"),
    _numbered((
        ("对我来说，生活中有比使用成瘾物质更重要的事",
         "There are more important things to me in life than using substances"),
        ("总的来说，我对自己的生活感到满意", "In general I am happy with my life"),
        ("我有足够的精力完成自己定下的事", "I have enough energy to complete the tasks I set for myself"),
        ("我为所在的社区自豪，并觉得自己是其中一员", "I am proud of the community I live in and feel a part of it"),
        ("我从朋友那里得到很多支持", "I get lots of support from friends"),
        ("不用毒品或酒，我的生活也有挑战、有意义",
         "I regard my life as challenging and fulfilling without the need for using drugs or alcohol"),
        ("我的居住环境有助于康复", "My living space has helped to drive my recovery journey"),
        ("我对自己的行为完全负责", "I take full responsibility for my actions"),
        ("我乐于和各类专业人员打交道", "I am happy dealing with a range of professional people"),
        ("我的康复进展良好", "I am making good progress on my recovery journey"),
    ), 1, _AGREE_6),
    (Scale("total", Words("总分", "Total"), _keys(*range(1, 11)), 0, sum, 10, 60, {"": (
        Band(10, Words("低于 47", "Below 47")), Band(47, Words("47 及以上", "47 or above")),
    )}),),
)  # fmt: skip

_AGREE_5 = (
    Words("完全不同意", "Strongly disagree"), Words("不同意", "Disagree"),
    Words("说不准", "Undecided"), Words("同意", "Agree"), Words("完全同意", "Strongly agree"),
)  # fmt: skip
SOCRATES_8D = Instrument(
    "socrates8d", 1, Words("SOCRATES-8D 改变准备", "SOCRATES-8D: readiness to change"),
    Words("Miller 与 Tonigan 1996；三个分量表求和，不设分级；" + UNVALIDATED.zh,
          "Miller and Tonigan 1996; three sums, no bands. " + UNVALIDATED.en),
    Words("公有领域，可不经许可使用", "Public domain, may be used without special permission"),
    Words("目前", "at present"),
    _numbered((
        ("我真的想改变自己用药的情况", "I really want to make changes in my use of drugs."),
        ("有时我怀疑自己是不是成瘾了", "Sometimes I wonder if I am an addict."),
        ("如果不尽快改变，我的问题会越来越严重",
         "If I don't change my drug use soon, my problems are going to get worse."),
        ("我已经开始做出一些改变", "I have already started making some changes in my use of drugs."),
        ("我曾经用得太多，但已设法改变了",
         "I was using drugs too much at one time, but I've managed to change that."),
        ("有时我怀疑自己用药是否伤害了别人", "Sometimes I wonder if my drug use is hurting other people."),
        ("我有毒品方面的问题", "I have a drug problem."),
        ("我不只是想改变，而且已经在做了",
         "I'm not just thinking about changing my drug use, I'm already doing something about it."),
        ("我已经改变，正在想办法不退回老路",
         "I have already changed my drug use, and I am looking for ways to keep from slipping back to "
         "my old pattern."),
        ("我有严重的毒品问题", "I have serious problems with drugs."),
        ("有时我怀疑自己能不能控制用药", "Sometimes I wonder if I am in control of my drug use."),
        ("我用药正在造成很多伤害", "My drug use is causing a lot of harm."),
        ("我正在积极地减少或停止用药", "I am actively doing things now to cut down or stop my use of drugs."),
        ("我需要帮助，以免回到从前的问题",
         "I want help to keep from going back to the drug problems that I had before."),
        ("我知道自己有毒品问题", "I know that I have a drug problem."),
        ("有时我怀疑自己是不是用得太多", "There are times when I wonder if I use drugs too much."),
        ("我对毒品成瘾", "I am a drug addict."),
        ("我正在努力改变", "I am working hard to change my drug use."),
        ("我已有一些改变，希望有人帮我不回到过去",
         "I have made some changes in my drug use, and I want some help to keep from going back to "
         "the way I used before."),
    ), 1, _AGREE_5),
    (
        Scale("recognition", Words("认识", "Recognition"), _keys(1, 3, 7, 10, 12, 15, 17), 0, sum, 7, 35),
        Scale("ambivalence", Words("矛盾", "Ambivalence"), _keys(2, 6, 11, 16), 0, sum, 4, 20),
        Scale("steps", Words("行动", "Taking steps"), _keys(4, 5, 8, 9, 13, 14, 18, 19), 0, sum, 8, 40),
    ),
)  # fmt: skip

_DAYS = (
    ("alcohol", "饮酒的天数", "Days of alcohol"), ("opiates", "阿片类的天数", "Days of opiates"),
    ("ats", "冰毒等苯丙胺类的天数", "Days of amphetamines"), ("cocaine", "可卡因的天数", "Days of cocaine"),
    ("cannabis", "大麻的天数", "Days of cannabis"),
    ("other", "其他物质的天数", "Days of another problem substance"),
    ("tobacco", "吸烟的天数", "Days of tobacco"), ("injected", "注射的天数", "Days of injecting"),
    ("work", "有报酬工作的天数", "Days of paid work"), ("study", "上学或培训的天数", "Days of education"),
)  # fmt: skip
_NO_YES = (Words("否", "No"), Words("是", "Yes"))
TOP = Instrument(
    "top", 1, Words("TOP 治疗结果", "TOP: treatment outcomes"),
    Words("英国公共卫生部 Treatment Outcomes Profile；过去 28 天，无总分，看变化；在所者问入所前 28 天。"
          "物质清单按本地调整；犯罪部分不问，以免成为对本人不利的材料。" + UNVALIDATED.zh,
          "Public Health England, Treatment Outcomes Profile; the last 28 days, no total, changes "
          "count; who is inside is asked about the 28 days before. The list of substances is ours; "
          "crime is not asked, lest it be held against the person. " + UNVALIDATED.en),
    Words("含英国开放政府许可(OGL)下的公共部门信息", "Contains public sector information licensed under the "
          "Open Government Licence"),
    Words("过去 28 天", "over the last 28 days"),
    (
        *(Item(key, Words(zh, en), 0, 28) for key, zh, en in _DAYS),
        Item("shared", Words("共用过注射器具", "Shared injecting equipment"), 0, 1, _NO_YES),
        Item("housing", Words("住房紧急困难", "Acute housing problem"), 0, 1, _NO_YES),
        Item("eviction", Words("面临被迫搬离", "At risk of eviction"), 0, 1, _NO_YES),
        Item("mind", Words("心理健康(0 很差，20 很好)", "Psychological health (0 poor, 20 good)"), 0, 20),
        Item("body", Words("身体健康(0 很差，20 很好)", "Physical health (0 poor, 20 good)"), 0, 20),
        Item("life", Words("生活质量(0 很差，20 很好)", "Quality of life (0 poor, 20 good)"), 0, 20),
    ),
    (
        *(Scale(key, Words(zh, en), (key,), 0, sum, 0, 28) for key, zh, en in _DAYS),
        Scale("mind", Words("心理健康", "Psychological health"), ("mind",), 0, sum, 0, 20),
        Scale("body", Words("身体健康", "Physical health"), ("body",), 0, sum, 0, 20),
        Scale("life", Words("生活质量", "Quality of life"), ("life",), 0, sum, 0, 20),
    ),
)  # fmt: skip

OWN = Words("本系统文字，无版权限制", "This product's own words")
CRAVING = Instrument(
    "craving", 1, Words("渴求标尺", "Craving"),
    Words("视觉模拟标尺，无分级，看变化", "A visual analogue scale; no bands, changes count"), OWN,
    Words("现在", "right now"),
    (Item("q1", Words("现在想用的程度：0 完全不想，100 想得最厉害",
                      "How much do you want to use right now? 0 not at all, 100 as much as can be"), 0, 100),),
    (Scale("total", Words("渴求", "Craving"), ("q1",), 0, sum, 0, 100),),
)  # fmt: skip
READINESS = Instrument(
    "readiness", 1, Words("准备尺", "Readiness ruler"),
    Words("准备尺，无分级，看变化", "A ruler; no bands, changes count"), OWN, Words("现在", "right now"),
    (Item("q1", Words("您觉得自己准备好改变了吗：0 还没有，10 已经准备好",
                      "How ready are you to change? 0 not ready, 10 ready"), 0, 10),),
    (Scale("total", Words("准备程度", "Readiness"), ("q1",), 0, sum, 0, 10),),
)  # fmt: skip

WITH_TEXT = (PHQ_9, GAD_7, BARC_10, SOCRATES_8D, TOP, CRAVING, READINESS)

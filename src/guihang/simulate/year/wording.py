"""What the invented staff write down about services. Neutral, short, about nobody."""

CLASSES = (
    "怎样说话不伤人", "认识成瘾：它是一种疾病", "渴求来了怎么办", "出所后的头三个月", "照顾好自己",
)  # fmt: skip
COURSES = (
    ("cooking", "中式面点"), ("electric", "电工基础"), ("farming", "设施农业"), ("craft", "蒙古族皮画"),
    ("vine", "葡萄栽培"), ("computer", "电商运营"), ("service", "家政服务"),
)  # fmt: skip
EVENTS = (
    ("fitness", "全民健身日健步走", "体育公园"), ("rite", "祭敖包", "嘎查敖包山"),
    ("club", "广场舞队练习", "社区广场"), ("culture", "蒙古象棋友谊赛", "文化站"),
    ("nature", "接羔帮工", "合作社牧场"), ("fitness", "篮球友谊赛", "社区球场"),
)  # fmt: skip
WISHES = (
    "想在家附近找份稳定的工作", "想学种葡萄", "想和哥哥一起开个小店", "能按月拿到工资就行", "想去牧区帮工",
)  # fmt: skip
NEEDS = (
    "没有收入，家里有老人要照顾", "慢性病每月要吃药", "没有固定住处", "冬天取暖有困难", "孩子上学费用不够",
)  # fmt: skip
TASKS = (
    ("officer", "出所后第一周陪同报到"), ("caring_ambassador", "每周通一次电话"),
    ("volunteer", "周末一起去球场"), ("family", "每天一起吃晚饭"),
)  # fmt: skip

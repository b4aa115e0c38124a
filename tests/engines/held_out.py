"""A set that de-identification was never tuned on: passages written by hand, as staff write them.

Written once, after the engine, and measured. **Do not mend the engine for a passage of this file**:
what it misses is the honest figure, and a miss that is mended belongs in ``red_team``, with a new
passage here. Nobody in it exists; ``⟨kind:text⟩`` marks what identifies. ``+name`` is a name that
stands in the tables, as that of the person or a relative.
"""

import re
from collections.abc import Iterator

from tests.engines.red_team import Planted

from guihang.engines.deidentify import Kind

TOLD = (
    "7月回访记录：一早到⟨address:牙克石市林城路⟩时下雨，⟨+name:钱多多⟩在楼下等，说昨晚又没睡。陪他去⟨unit:牙克石市中蒙医院⟩"
    "挂号，大夫⟨name:海日罕⟩给调了药，嘱咐两周后复查。",
    "⟨+name:苏日娜⟩的姑姑⟨name:其木格⟩从⟨address:科尔沁左翼中旗⟩赶来，留下电话⟨phone:14055512068⟩，说“有啥事先打给我”。",
    "电话里她一直哭。问起孩子，说在⟨unit:通辽市实验小学⟩念三年级，班主任姓⟨name:佟⟩，去年⟨date:9月1日⟩转来的。",
    "身份核对：⟨+name:阿古拉⟩，证号⟨id_number:159902198706142035⟩，户口在⟨address:鄂温克族自治旗巴彦托海镇⟩，"
    "现借住⟨address:友谊小区12号楼3单元602⟩。",
    "他说那年跟着⟨name:“老六”⟩跑车，车是⟨plate:蒙E7K318⟩，后来卖了，钱打到⟨card:6217000110002345677⟩，一分没剩。",
    "借条写着：今借⟨name:白音都楞⟩人民币两万元整，⟨date:二〇一六年腊月初八⟩，借款人⟨+name:包双喜⟩。",
    "⟨date:2018/05/16⟩，母亲来信，信封上写⟨address:兴安盟科右前旗察尔森镇沙力根嘎查⟩，寄件人⟨name:敖特根花⟩。",
    "前妻⟨name:赵丽萍⟩已再婚，带女儿⟨name:包晓雨⟩搬到⟨address:呼和浩特市赛罕区大学东路⟩，不愿再联系，只肯加微信⟨account:xiaoyu_0611⟩。",
    "该员户籍登记号⟨id_number:159905 19921103 1142⟩，手机⟨phone:140-7788-3021⟩，"
    "备用号⟨phone:+86 140 6600 4419⟩，QQ⟨account:2290018833⟩。",
    "介绍他去⟨unit:阿荣旗绿源米业有限责任公司⟩试工，老板⟨name:郝建军⟩为人厚道，管吃住，工资⟨date:每月15日⟩发。",
    "入所体检在⟨unit:扎赉诺尔区人民医院⟩做的，报告单日期⟨date:2017.11.3⟩，主检⟨name:吴医生⟩。",
    "民警⟨name:特木尔⟩谈话笔录：问：家里还有谁？答：有个哥哥⟨name:巴特尔⟩，在⟨unit:伊敏露天煤矿⟩开铲车。",
    "⟨+name:斯琴⟩，女，蒙古族，⟨date:1991年冬月⟩生于⟨address:新巴尔虎右旗⟩，牧民家庭，有两个弟弟。",
    "收件地址：⟨address:包头市昆都仑区少先路20号街坊⟩，收件人⟨name:李姐⟩，电话⟨phone:0472-8990013⟩。",
    "当天开⟨plate:蒙A·Q52D8⟩送他到⟨unit:临河区团结办事处⟩报到，书记⟨name:刘永福⟩接待，安排了公益岗。",
    "他的卡（⟨card:6228480012345678903⟩）被冻结，⟨unit:乌拉特前旗农商银行⟩让本人带证件⟨id_number:159999197902283059⟩去解。",
    "群里有人叫他⟨name:小七⟩，头像是马，快手号⟨account:mengyuan7758⟩，常半夜发直播。",
    "⟨date:5月16号⟩晚，⟨+name:钱多多⟩给值班室打了三次电话；⟨date:十七号⟩一早人到了⟨address:满洲里市二道街⟩的旅店。",
    "《家访表》填表人：⟨name:萨仁⟩；被访人：⟨+name:苏日娜⟩之父⟨name:宝音德力格尔⟩，住⟨address:莫力达瓦旗尼尔基镇纳文大街西段⟩。",
    "据⟨unit:东胜区某某⟩派出所通报，⟨date:2019年3月2日⟩⟨+name:阿古拉⟩检测阴性，经办⟨name:韩磊⟩。",
    "出生证补办：⟨name:钱小宝⟩，⟨date:2014-08-19⟩，⟨unit:根河市妇幼保健院⟩，编号从略。",
    "妹妹⟨name:乌仁图雅⟩在⟨unit:内蒙古民族大学⟩读大二，邮箱⟨account:wurentuya@example.org⟩，假期常来⟨address:桥头巷9号⟩看他。",
    "老乡⟨name:张三娃⟩说能介绍活，电话“⟨phone:幺四零二二三三八八九九⟩”，让他别跟所里讲。",
    "身份证遗失声明：⟨+name:包双喜⟩，⟨id_number:629901199510092268⟩，声明作废。",
    "⟨name:牧仁⟩所长批示：同意。⟨date:二〇一八年六月二十日⟩。",
    "他随师傅⟨name:老朱头⟩学电焊，店在⟨address:海拉尔区加格达奇路口往北⟩，招牌写“⟨unit:老朱电焊⟩”。",
    "付款码户名⟨name:*春生⟩，支付宝⟨account:140 5551 2068⟩，转了三笔。",
    "车牌⟨plate:黑B·0A77挂⟩的货车在⟨address:阿里河镇⟩被拦，押车人自称⟨name:冯二⟩。",
)

PLAIN = (
    "接案时情绪抵触，只答“嗯”“不知道”。社工没有追问，先陪着坐了二十分钟，聊天气和收成。第二次见面他主动提起腰疼，"
    "于是从看腰疼开始。三周后，能谈到睡眠和钱的事。",
    "本组八人，平均年龄37.5岁，受教育年限9.2年。干预组每周两次，每次45分钟，持续12周；对照组照常。"
    "渴求分由6.1降到3.4（p=0.03），脱落两人。",
    "她说最怕的是过年。亲戚一多，话就多。我们商量了三句可以说的话，写在卡片上，又演了一遍。"
    "年后她笑着讲，只用上了第一句。",
    "家属学校共开六课：认识成瘾、怎样说话、钱怎么管、孩子怎么讲、复发了怎么办、照顾好自己。到课率八成以上。",
    "第一次针灸后头晕，休息十分钟缓解，记录并告知医生。此后减量，未再出现。药浴水温40度左右，每次20分钟，隔日一次。",
    "培训按国家职业标准进行，焊工、面点各一班，考核通过21人，其中初级15人、中级6人。企业提供试用岗位3个月。",
    "低保申请材料齐全，街道窗口受理，民政部门入户核查，公示期满无异议，当季起发放，每月约700元。",
    "本人原话：“以前觉得谁都对不起我，现在想想，最对不起的是老娘。”说完沉默很久。社工递了纸，没有劝。",
    "督导意见：关系建立得好，目标略大；建议把“找到工作”拆成“写简历、投三份、面试一次”，两周一看。",
    "志愿者结对每月一次，以陪伴为主，不代办、不借钱、不评价。遇到求助先听完，再转给社工，不自己处理。",
)


def planted() -> Iterator[Planted]:
    """Yield what is marked, each in its whole passage."""
    for told in TOLD:
        text, marks = "", []
        for part in re.split(r"(⟨[^⟩]+⟩)", told):
            if not part.startswith("⟨"):
                text += part
                continue
            kind, _, marked = part[1:-1].partition(":")
            marks.append((len(text), marked, Kind(kind.removeprefix("+")), kind.startswith("+")))
            text += marked
        for start, marked, code, known in marks:
            yield Planted(text, start, start + len(marked), code, known)

"""Names of people: those of the tables wherever they stand, others by the words around them."""

import re
from collections.abc import Iterator, Mapping

from guihang.engines.deidentify.finding import Finding, Kind
from guihang.engines.identity import COMPOUND_SURNAMES, surname_length


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "包鲍柏卞樊费葛关管郎冷厉连廉凌鲁骆倪宁牛欧庞裴蒲齐祁曲冉荣阮邢单尚申盛施舒宿佟涂屠温翁巫席项辛幸宣"
    "严晏燕游俞喻岳云臧詹章甄祝庄卓宗左"
)
"""Common surnames; a name from the tables is found whatever its surname."""

# Common Mongolian names, as transcribed in the region; two together are one name too. [GK]
_MONGOLIAN = _split(
    "巴特尔 朝鲁 那顺 宝音 孟和 额尔敦 呼和 布和 牧仁 阿古拉 特木尔 苏和 达赖 格日勒图 格日勒 哈斯巴根 满都拉 "
    "巴根 吉日嘎拉 青格勒 乌力吉 白音 照日格图 图门 敖其尔 斯钦 布仁 阿拉坦 查干 道尔吉 赛音 娜仁 乌云 其其格 "
    "萨仁 斯琴 苏日娜 塔娜 托娅 高娃 乌日娜 阿茹娜 萨日娜 琪琪格 通拉嘎 娜日苏 哈斯 图雅 其木格 格日乐 安娜日 "
    "吉雅 诺敏 巴雅尔 毕力格 朝克图 达布希拉图 恩和 嘎达 海日汗 胡日查 吉布胡郎 莫日根 敖特根 萨楚拉 旭日干 "
    "苏布德 乌尼尔 希吉日 伊拉图 扎木苏 宝力道 额日和 额日登"
)
_ANY_MONGOLIAN = "|".join(sorted(_MONGOLIAN, key=len, reverse=True))
_MONGOLIAN_NAME = re.compile(f"(?:{_ANY_MONGOLIAN})(?:{_ANY_MONGOLIAN})?")

_ROLES = (
    "戒毒人员|康复人员|照管对象|学员|病人|患者|案主|服务对象|民警|警官|社工|医生|大夫|护士|志愿者|爱心大使|形象大使|"
    "妻子|丈夫|前妻|前夫|女友|男友|父亲|母亲|爸爸|妈妈|儿子|女儿|哥哥|弟弟|姐姐|妹妹|大哥|二哥|大姐|二姐|爷爷|奶奶|"
    "外公|外婆|姥姥|姥爷|叔叔|伯伯|舅舅|姑姑|姨妈|婶婶|嫂子|姐夫|妹夫|岳父|岳母|公公|婆婆|侄子|外甥|表哥|表弟|堂哥|"
    "朋友|好友|同学|同事|邻居|老乡|毒友|老板|店主|房东|班主任|老师|所长|大队长|中队长|队长|科长|站长|主任|书记|校长|"
    "其妻|其夫|其父|其母|其子|其女|其兄|其弟|其姐|其妹"
)
_CALLED = "姓名(?:是|为|:|：)?|名叫|名为|叫做|叫|化名|本名|真名|原名|联系人(?:是|为|:|：)?|监护人(?:是|为|:|：)?"
_TITLES = "同志|先生|女士|警官|民警|医生|大夫|老师|所长|大队长|队长|科长|站长|主任|书记|校长|律师|法官|经理|师傅"
_NOT_IN_A_NAME = frozenset(
    "某的了在是和与及对为从被把将因由于到去来上下中内外前后时日年也都就又再还不没未无能会可要应该让使请给"
    "说讲谈问答称表示认已曾正便却并且而或但即则所以自其她他它我你们这那此每各等之着过得地很更最太"
    "一二三四五六七八九十两几岁名位个多次患"
)
"""Characters that end a name: particles, verbs and numbers of every sentence."""

# Ordinary words that begin with the character of a surname. After 父亲, 高血压 is an illness.
_WORDS = frozenset(_split(
    "万一 万元 万分 万里 严厉 严格 严肃 严重 乔装 于是 任何 任务 任性 任教 任职 何况 何时 何种 余人 余元 余岁 "
    "余年 余次 余款 余生 关于 关心 关怀 关押 关注 关爱 关系 关键 关门 冷淡 冷漠 冷静 凌晨 包办 包容 包括 卓越 "
    "单亲 单位 单独 单纯 单身 厉害 周一 周三 周二 周五 周六 周四 周围 周岁 周日 周期 周末 周边 唐突 宁可 宁愿 "
    "宁静 宗教 宣传 宣布 宣讲 宿舍 宿醉 尚可 尚有 尚未 屠宰 岳母 岳父 左右 左手 席位 席间 常常 常年 常态 常无 "
    "常有 常用 常见 常规 常识 幸福 幸运 庄稼 庄重 庞大 康乐 康复 廉租 戴上 戴着 戴罪 文书 文件 文凭 文化 文娱 "
    "文字 文明 文艺 方便 方向 方式 方才 方案 方法 方能 方面 施工 施教 施行 易受 易怒 易激 易燃 曲折 曾任 曾因 "
    "曾在 曾是 曾有 曾经 林区 欧洲 武力 武器 武术 段时 段落 毛巾 毛病 毛笔 江河 汪洋 涂抹 涂改 温和 温暖 温馨 "
    "游戏 游玩 牛肉 甄别 田地 田间 申诉 申请 白天 白头 白粉 白色 白酒 盛怒 盛情 石油 祝愿 祝福 程序 程度 章程 "
    "管控 管教 管束 管理 胡乱 胡思 胡说 胡闹 舒心 舒服 舒缓 舒适 范例 范围 范畴 荣获 荣誉 董事 蒲草 许久 许可 "
    "许多 许诺 谢绝 费力 费心 费用 贺卡 贺词 赖以 辛劳 辛勤 辛苦 连同 连夜 连忙 连接 连续 金融 金钱 金额 钟头 "
    "钟情 钱款 钱物 钱财 陆续 陆路 项目 项链 顾及 顾家 顾虑 马上 马匹 马路 高中 高位 高兴 高危 高原 高度 高强 "
    "高效 高校 高级 高考 高血 高额 高龄 黄昏 黄色 黄金 齐全"
))  # fmt: skip


def listed(plain: str, known: Mapping[str, str]) -> Iterator[Finding]:
    """Yield every place of a name that is given; ``known``: name → role."""
    for name, role in known.items():
        wanted = name.strip()
        if len(wanted) < 2:
            continue
        spaced = r"[ ·•・.]?".join(map(re.escape, re.sub(r"[ ·•・.]", "", wanted)))
        for match in re.finditer(spaced, plain):
            said = plain[: match.start()].endswith(role)  # 康复人员张建国 says the role already
            instead = _masked(wanted, "" if said else role)
            yield _name(match.start(), match.end(), instead)
        given = wanted[surname_length(wanted) :]
        if len(given) == 2 and wanted not in _MONGOLIAN:  # 建国 alone, as a family says it
            for match in re.finditer(re.escape(given), plain):
                yield _name(match.start(), match.end(), role or "某某", sure=False)


def likely(plain: str) -> Iterator[Finding]:
    """Yield what the words around it make a name."""
    for match in _BEFORE.finditer(plain):
        if (end := _end_of_name(plain, match.end())) is not None:
            yield _likely(plain, match.end(), end)
    for match in _AFTER.finditer(plain):
        start, end = match.start(1), match.end(1)
        if plain[start : start + 2] not in _WORDS and not _NOT_IN_A_NAME & set(
            plain[start + 1 : end]
        ):
            yield _likely(plain, start, end)
    for match in _MONGOLIAN_NAME.finditer(plain):
        if len(match[0]) > 2 or _TITLE.match(plain, match.end()):
            yield _name(match.start(), match.end(), "某某", sure=False)


_BEFORE = re.compile(rf"(?:{_ROLES}|{_CALLED})[“\"‘（(]?")
_TITLE = re.compile(_TITLES)
_AFTER = re.compile(rf"([{_SURNAMES}][\u4e00-\u9fa5]{{1,2}})(?:{_TITLES})")
_SURNAME = re.compile(rf"(?:{'|'.join(sorted(COMPOUND_SURNAMES))}|[{_SURNAMES}])")


def _end_of_name(plain: str, at: int) -> int | None:
    """Return where a name ends that begins at ``at``, or None where none does."""
    if (match := _MONGOLIAN_NAME.match(plain, at)) is not None:
        return match.end()
    surname = _SURNAME.match(plain, at)
    if surname is None or plain[at : at + 2] in _WORDS:
        return None
    end = surname.end()
    while end < min(len(plain), surname.end() + 2) and _in_a_name(plain, end):
        end += 1
    return end if end > surname.end() else None


def _in_a_name(plain: str, at: int) -> bool:
    return "\u4e00" <= plain[at] <= "\u9fa5" and plain[at] not in _NOT_IN_A_NAME


def _likely(plain: str, start: int, end: int) -> Finding:
    return _name(start, end, _masked(plain[start:end], ""), sure=False)


def _masked(name: str, role: str) -> str:
    """Return 张建国 as 张某某, whoever it is; a name that is not Han as 某某. The role leads."""
    han = _SURNAME.match(name) and not _MONGOLIAN_NAME.match(name)
    surname = name[: surname_length(name)] if han else ""
    return f"{role}{surname}某某" if surname else f"{role}某某"


def _name(start: int, end: int, instead: str, *, sure: bool = True) -> Finding:
    return Finding(start, end, Kind.NAME, instead, sure)

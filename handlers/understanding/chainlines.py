"""One line of a 接龙: who, what they added, and how many that makes. Pure; every quantifier is bounded."""

import re

from handlers.understanding.normal import number
from handlers.understanding.patterns import late

_FLAT = late(
    r"(?=[^0-9]{0,4}[0-9])[0-9A-Za-z]{1,5}(?:(?:[-－—#]|号楼|号院|单元|[栋幢号楼座期门层室弄]){1,2}[0-9A-Za-z]{0,5}){0,5}"
)
_SAYS = late(
    r"(?:不?(?:同意|赞成|支持|参加|去|来|要|需要|方便|确定|可以|能|会)了?|反对|弃权|已.{1,6}|在家|不在.{0,4}|报名|全家"
    r"|[大中小](?:份|号|盒|杯|包|人|孩|瓶|桶|袋)|[微中特]?辣|不辣|[周星礼]期?[一二三四五六日天].{0,4}|[上下中]午.{0,4}|晚上|早上|全天|代.{1,6}|带.{1,8}"
    r"|自提|送.{0,6}|原味|切.|退出|取消|待定|预留|男|女|待.{1,4}|换.{1,6}|补.{1,6}|租户|业主|房东|一家.{0,4}|老人.{0,4})"
)
_SURNAME = (
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金"
    "陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛季俞章鲁葛伍韦申尤毕聂焦柳邢岳齐梅莫庄辛管祝左涂谷祁舒耿"
    "牟卜詹关苗凌费纪靳盛童欧甄项曲游阳裴席卫查屈鲍覃霍翁隋甘景司柏宁柯阮桂闵柴冉诸慕尉端上]"
)
_KIN = "(?:先生|女士|小姐|同志|老师|师傅|医生|阿?姨|大?[爷妈叔伯娘嫂哥姐婶]|奶奶|爷爷|叔叔|妈妈|爸爸|宝妈|家)"
_PERSON = late(
    rf"{_SURNAME}(?:[\u4e00-\u9fff]{{0,2}}|[\u4e00-\u9fff]{{0,3}}{_KIN})|[小老阿大][\u4e00-\u9fff]{{1,2}}"
    rf"|[\u4e00-\u9fff]{{1,4}}{_KIN}|[A-Za-z]{{2,8}}"
)
_FEW = "[一二两俩仨三四五六七八九]"
_NUM = rf"(?:(?<![0-9.\-])[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?|[二三四五六七八九]?十[一二三四五六七八九]?|{_FEW})"
_UNIT = (
    r"(?:公斤|千克|房间|车位|[Kk][Gg]|[大中小整]?[份袋盒箱个位只斤瓶辆张棵桶包件套条把本双罐提板杯碗桌台间串支枝根头颗粒"
    r"对打筐束盆株片篮听筒卷副朵扇幅捆车桶枚粽篓网兜名人口票])(?!装)|块(?![钱/])|[家户](?!庭|里|人)"
)
_STOP = late(
    rf"[ ,，;；、|/](?:[ ,，:：;；、|/]{{1,3}})?|(?<![0-9])[:：] ?|[:：](?![0-9]) ?"
    rf"|(?<=[\u4e00-\u9fff])[-—](?=[0-9一二两三四五六七八九十]{{1,3}}{_UNIT})"
)
_AMOUNT = late(rf"(?P<n>{_NUM}) ?多?(?:{_UNIT})")
_TIMES = late(r"(?:(?<![A-Za-z])[xX]|(?<![*0-9])[×*＊✕╳+＋]) ?(?P<n>[0-9]{1,3})(?![0-9])")
_FAMILY = late(
    rf"(?P<old>{_NUM}) ?个?大人? ?(?P<young>{_NUM}) ?个?(?:小|孩)"
    rf"|大人? ?(?P<old2>{_NUM}) ?个? ?小孩? ?(?P<young2>{_NUM})"
)
_ALONG = late(rf"(?:另?带|加)(?:上|着)?(?P<n>{_NUM}) ?[个位名人口]?")
_MOUTHS = late(rf"一家(?:子)?(?P<n>{_NUM}) ?[口个人]")
_ALONE = late(rf"[0-9]{{1,2}}|(?![0-9]){_NUM}")
_OUT = late(r"退出|取消|不(?:去|来|要|参加|报)了")
_BRACKET, _CLOSED = re.compile("[(（]"), re.compile("[)）]")
_REMARK = late(
    "截止|截团|备注|说明|注意|以上|合计|总共|共计|已?满|谢谢|辛苦|请|联系|电话|地点|时间|接龙|大家|群里|[。！？!?；;]|(?:.{0,3}[:：].{6})"
)
_LONGEST_ENTRY = 20
_BLANKS = " _＿-—.·…~～()（）"


def split_entry(entry: str, named: bool = False) -> tuple[str, str | None]:
    """The words behind a number as (name, note). A flat belongs to the name, with the person if one follows; the name
    is empty when nobody has filled the line in. `named`: the example has a column for names."""
    entry = entry.strip(" ,，:：;；、|/")
    if not entry.strip(_BLANKS):
        return "", None
    head, rest = _cut(entry)
    if rest and _FLAT.fullmatch(head):
        person, more = _cut(rest)
        if _is_person(person, named):
            head, rest = f"{head} {person}", more
    return head, rest.strip() or None


def count_of(note: str | None) -> int:
    """How many a note asks for: 2袋, x2, +2, 2大1小, 一家三口, 带2人 (and oneself); 1 without a number,
    0 for 退出."""
    if not note:
        return 1
    if _OUT.search(note):
        return 0
    family = _FAMILY.search(note)
    if family:
        return _value(family["old"] or family["old2"]) + _value(family["young"] or family["young2"])
    along = _ALONG.search(note)
    if along:
        return 1 + _value(along["n"])
    for pattern in (_MOUTHS, _AMOUNT, _TIMES):
        found = pattern.search(note)
        if found:
            return _value(found["n"])
    return _value(note) if _ALONE.fullmatch(note) else 1


def is_entry(row: str) -> bool:
    """Whether a row without a number between the lines is somebody's line, and no remark."""
    return len(row) <= _LONGEST_ENTRY and not _REMARK.search(row)


def _cut(entry: str) -> tuple[str, str]:
    """The first word, and the rest. An amount may be written to the word without a gap: 王桂兰2袋, 刘洋(两份)."""
    stop = _STOP.search(entry, 1)
    head, rest = (entry[: stop.start()], entry[stop.end() :]) if stop else (entry, "")
    bracket = _BRACKET.search(head, 1)
    if bracket:
        at = bracket.start()
        return head[:at], " ".join(_CLOSED.sub(" ", entry[at + 1 :], count=1).split())
    for pattern in (_TIMES, _AMOUNT):
        found = pattern.search(head, 1)
        if found and head[: found.start()].strip("-"):
            return head[: found.start()], " ".join(part for part in (head[found.start() :], rest) if part)
    return head, rest


def _is_person(word: str, named: bool) -> bool:
    """Whether a word behind a flat is who lives there. Without a column for names it must look like one: 徐静, 老魏,
    王阿姨; 原味 and 切块 do not."""
    if not 0 < len(word) <= 8 or any(char.isdecimal() for char in word) or _SAYS.fullmatch(word):
        return False
    if _AMOUNT.match(word) or _TIMES.match(word):
        return False
    return named or _PERSON.fullmatch(word) is not None


def _value(words: str) -> int:
    """The number said, whole ones only: 1.5斤 is 1; at least 1."""
    return max(1, number(words.partition(".")[0].replace("仨", "三")) or 1)

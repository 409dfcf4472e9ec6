"""What looks like a time and is none: things behind a number, habits, and what is told instead of planned."""

from handlers.understanding.patterns import late

# What behind a number and 号, 日 or 月 makes it no day and no month: 3号门, 一日三餐, 十月的电费
NOT_A_DATE = (
    "(?!难求|楼|线|桌|店|选手|院|房|车|机|方案|门|码|位|球|电池|汽油|窗|柜|库|岗|包|厅|馆|字|地块|令|文|公馆|桩"
    "|梯|井|搂|娄|栋"
    "|病[床房]|床|出[入口]|入口|口(?!头)|台风|风球|充电|电梯(?!年检|检修|停(?!了)|维|保养|安装|改|要|开始)|水?泵"
    "|柱|[水油]?箱"
    "|垃圾|桶|泳道|仓|人(?:$|[ ,。!挤在])|人物|技师|员工|摊|铺|商铺|公寓|别墅|宿舍|灯(?![会谜])|路(?!面)|巷|弄堂"
    "|(?![来去给把要有开换修查抄看装送上下前更])[一-龥]{0,2}(?:箱|柜|栓|椅|摄像头|探头|卡座|花坛|器材|水表"
    "|电表|气表)"
    "|配电|变压|教室|活动室|会议室|通道|格|储物|阀|鞋|衣|裤|裙|色|[砂钢]|铁丝|螺|工地|塔|坑|种子|公交|地铁|文件|别院"
    "|花园|小区"
    "|[、,和][0-9]{1,2}(?:号楼|栋|幢)|[0-9](?![0-9]?(?:[:点时]|-[0-9]{1,2}[:点])))"
)
NOT_OF_A_DAY = (
    "(?!之|[一二三]次|常|子|用|均|志|元|[一二两三]?餐|游|年化|租|票|报|历|式|光|头|程|照|剧|料|语|籍|抛)"
)
NOT_A_MONTH = (
    "(?!嫂|龄|大(?![扫会家])|天(?![气天黑])|饼|经|票|租|卡|薪|季|光|份|[0-9]|党人|刊|桂|花|雪|飞雪|妈咪|怀胎"
    "|的?(?:[水电燃气物业停车管理暖煤网话]{1,4}费|账|工资|报表|流水|收支|房租|均价|房价|成交|销量|用[水电气]"
    "|账单|发票|社保|公积金|考勤|奖金))"
)
_HABIT = late(
    "(?:老是|经常|常常|总是|总|动不动|一到|到了|每到|每次|回回|次次|夜夜|有时候?|从来|黑色|疯狂|当时|那时候?"
    "|那会儿?|那年)(?:在|都|是"
    "|就)?[到]?$"
)
_UNTIL = late(
    "(?<!别)(?<!不能)(?<!不要)[写忙熬睡闹吵玩折腾打跳唱喝加做聊坏拖漏盼说]{1,2}班?(?:作业)?到(?:了)?$|点半?[等响]到$"
)
_NOW = late("(?:现在(?:是|都|才)?|才|不到|过了|已经|马上)(?:是|到)?$")
_RECENTLY = late("(?:最近|过去|近|才|不到|刚|等了|过了|用了|花了|已经)的?$")
_DID = (
    "买|换|装|修|报|交|订|发|弄|刷|铺|贴|种|搬|办|拿|领|丢|坏|停|漏|堵|来|打|走|撞|摔|拆|建|找|约|签|说"
    "|联系|反映|投诉|讲|答应|借|缴|生|寄|跳|断|熄|炸|裂|塌"
)
_TOLD_HOUR = late(
    "(?:[他她它]们?(?=还|才|就|已)|我们?(?=才)|以后|之后|过后|了)?(?:[也都]没|[等坏吵闹哭响敲漏堵]了?到"
    "|不到(?!的?[话时])|多|还在|还有人|还没|就(?!行|好|可以|能|得|要|来|去)|才(?!能"
    "|会|可)|了(?!吗)|又|被)"
    r"|[一-龥]{0,4}[到至]了?(?:现在|目前|如今|这会儿?|此刻)"
    rf"|[左右钟来]{{0,3}}(?:{_DID})(?:过(?![来去户滤期])|的(?!话|时候|人|都|请|要|记得|吗|车|快递))"
)
_TOLD_DAY = late(
    rf"[ ]?(?:那会儿?|那阵|那几天|(?:期间)?(?:停|坏|漏)[了过]|以来|(?:之前|以前|前|前后)(?:就)?(?:坏|报|说|停|漏"
    rf"|修|换)(?:了|过|的)|(?:起|开始)(?:就|一直)?没|那天(?:停[水电气]?|坏|漏)[了过]|那时|那次|那[回阵]"
    rf"|那场[大暴]?[雨雪风火冰]|的时候(?:就|[一-龥]{{0,3}}(?:{_DID})(?:过|了|的))|(?:起"
    rf"|开始)?(?:到|至)(?:现在|今|目前)|(?:坏|拖|等|闹|漏|吵|排|盼|说|跑|熬|堵)了?到"
    rf"|[一-龥]{{0,4}}[到至]了?(?:现在|今(?![天日晚后])|目前|如今|这会儿?|此刻)"
    rf"|(?:[我你他她它们家都刚才就也]|已经){{0,3}}(?:联系|[一-龥](?<![要会能打算该]))?(?:{_DID})"
    "(?:的(?!话|时候|人|都|请|要|记得|吗|业主|居民|家|同志)|过(?![来去户滤期])|了(?:一(?:[次趟回遍天宿半]"
    "|[上下]午|晚上)|个|几|好几|两|[没又也还]"
    "|半天|到))"
    "|(?:了|啦)(?=$|[ ,。!还])|就(?:没[水电气人热暖]|[断塌漏裂]|坏了|漏了?|一直|报了|报修|已|说了|说过|反映|打过|打了"
    "|停过|停了|跟[你物社]))"
)
_TOLD_BEFORE = late("就?(?:坏|报|说|停|漏|修|换|装|买|交)(?:了(?![吗的])|过|的)")
_COUNTED = "[0-9一二两三四五六七八九十几好多]{1,2}(?:次|回|遍|趟)"
_TOLD_SPAN = late(
    f"(?:{_COUNTED}(?!性)|已经?|都(?!要|得|可|能|会|给)|连着|连续|才来|才修|才有|第{_COUNTED}|又|也没"
    f"|[坏停漏堵断跳掉熄响炸换修报打催丢摔来闹吵][^ ,。0-9]{{0,3}}{_COUNTED})"
)
_TODAY_TOLD = late("了|又|还没|一直|老是|的[^话]|真|好[冷热香吃]|刚|已经")
_TODAY_PLANNED = late(
    "能|可以|会|要|得|来|请|前|内|必须|务必|吗|截止|报名|有效|举行|几点|有没有|给|记得|点|停|下班|之|有|起"
)
_SCORE = late("(?:赢|输|领先|落后|战胜|击败|扳平|打成|踢成|比分|大胜)[了是为 ]{0,2}$")
_WON = late("[ ,]?(?:赢|输|领先|落后|战胜|击败|大胜|险胜|平了?$|获胜)")
_SUFFERED = late(
    "(?:(?:(?!不算|别|不[要许得准让]|禁|整治|清理|防|查)[^ ,。!?;\n]){0,12}| (?=楼上|楼下|隔壁|对门|邻居"
    "|[他她那]家).{0,12}?)(?:吵|闹(?!元宵|新春|花灯)|噪|跳绳|蹦|剁|遛狗不|不[捡牵]|屎|(?<![来去])敲(?!一下)|砸|臭"
    "|堵(?!漏)|哭|骂|抽烟"
    "|吸烟|睡不|烦|受不了|电钻|油烟|漆黑|失眠|麻将|打牌|拖椅|断[水电网]|跳闸|[狗猫]叫|嚎|尿|拉屎|乱[扔停放丢]"
    "|占[道位车]|偷|扰"
    "|折腾|装修(?!公司|队|垃圾|材料|验收|登记|押金)|鞭炮|放炮|拖[家桌箱凳]|(?:都|就|总|老|又)[^ ,]{0,4}(?:停"
    "|没)[水电气])"
)
_NIGHT = late("凌晨|后?半夜|大半夜|深夜|夜里|午夜")
_NIGHT_PLAN = late(
    ".{0,10}(?:停[水电气暖]|[来通][水电气]|割接|检修|抢修|施工|切换|升级|维护|要|会(?!吵)|请|将|起飞|出发|接|集合|截"
    "|能(?!听)|开始(?![吵敲闹砸])|恢复|送|到(?!现|处)|封|关|熄)"
)
_ALWAYS = late(
    "[ ]?(?:早上|晚上|上午|下午|中午|半夜)?(?:[老总](?:是|有|在|爱|喜欢|不)|都(?:没|堵|吵|停|漏|不(?!行|用|要"
    "|收|上)|有人|臭|在[吵闹敲]))"
)
_WORK = late(
    ".{0,12}(?:[这那][个段部](?:小品|相声)|谁唱|谁演|谁写的|这首?歌|那首歌|歌词|这本?书|这部?(?:电影|电视|剧)|电视剧)"
)
_CLAUSE = late("[。!?;\n]")
_BACK = 6
_TYPOS = late(
    "(?<![0-9一二三四五六七八九十百千万几多块])元(?=月[0-9一二三四五六七八九十初底份中])"
    "|[名民鸣](?=[天晚早][^气])|[伍](?<=[周期拜].)"
    "|[其奇气](?<=星.)(?=[一二三四五六日天])|[里立李](?=拜[一二三四五六日天])|[败摆](?<=礼.)(?=[一二三四五六日天])"
    "|[州洲](?=[一二三四五六](?:之?以?前|上午|下午|晚|早|来|开|交))|低(?<=月.)(?=之?以?前)"
    "|[厚候](?=天[^ ]?[上下中早晚来前])"
    "|添(?<=[明后].)(?=[来上下早晚中前]|$)|[接结](?=止)|[典店](?<=[0-9一二三四五六七八九十].)(?=半|钟|整)"
)
_RIGHT = {**dict.fromkeys("名民鸣", "明"), **dict.fromkeys("其奇气", "期"), **dict.fromkeys("里立李", "礼")}
_RIGHT |= {
    "元": "1",
    "伍": "五",
    "败": "拜",
    "摆": "拜",
    "州": "周",
    "洲": "周",
    "低": "底",
    "添": "天",
    "厚": "后",
    "候": "后",
    "接": "截",
    "结": "截",
}
_RIGHT |= {"典": "点", "店": "点"}


def spelt(text: str) -> str:
    """The text with misspelt words of time put right (名天, 星其三, 里拜五), character for character."""
    return _TYPOS.sub(lambda match: _RIGHT[match[0]], text)


def idle(text: str, start: int, end: int) -> bool:
    """Whether it is a habit (老是半夜两点), the end of something told (写到十点) or a work (这首歌)."""
    before = text[max(0, start - _BACK) : start]
    return bool(_HABIT.search(before) or _UNTIL.search(before) or _WORK.match(text, end))


def is_score(text: str, start: int, end: int) -> bool:
    """Whether 3:20 is the score of a game (3:20赢了, 领先 3:20) and no hour."""
    return bool(_WON.match(text, end) or _SCORE.search(text[max(0, start - _BACK) : start]))


def of_habit(text: str, start: int, end: int) -> bool:
    """Whether an hour of no day is told about: 楼上凌晨三点剁馅, 中午十二点敲墙, and not 凌晨两点停水."""
    night = _NIGHT.match(text, start) and not _NIGHT_PLAN.match(text, end)
    return bool(night or _SUFFERED.match(text, end))


def always(text: str, end: int) -> bool:
    """Whether what always happens on such a day is told about: 周末老有人占车位, 周一到周五都堵."""
    return bool(_ALWAYS.match(text, end))


def suffered(text: str, end: int) -> bool:
    """Whether what repeats is trouble that is told about: 每天半夜都有人跳绳."""
    return bool(_SUFFERED.match(text, end))


def told_hour(text: str, start: int, end: int) -> bool:
    """Whether an hour is told about: 8点就, 三点多, 六点还在, 现在10点."""
    return bool(_TOLD_HOUR.match(text, end) or _NOW.search(text[max(0, start - 4) : start]))


def told_day(text: str, end: int) -> bool:
    """Whether the words behind a day tell about it: 周三报的修, 元旦停过水, 过年那会儿."""
    return bool(_TOLD_DAY.match(text, end))


def told_before(text: str, start: int, end: int) -> bool:
    """Whether even a 前 is told about: 国庆前就坏了, 春节前报的."""
    return text[end - 1 : end] == "前" and bool(_TOLD_BEFORE.match(text, end))


def told_week(text: str, start: int, end: int) -> bool:
    """Whether this week or month is told about: 这周停了三回."""
    return text[start] in "这本" and bool(_TOLD_SPAN.match(text, end))


def told_span(text: str, start: int, end: int) -> bool:
    """Whether a span from now is told about: 最近三天内, 一个月内坏了三次, 三天后才来."""
    return bool(_TOLD_SPAN.match(text, end) or _RECENTLY.search(text[max(0, start - 4) : start]))


def today_is_planned(text: str, start: int, end: int) -> bool:
    """Whether 今天 begins a plan (今天能来吗) and not a story (今天电梯又坏了)."""
    if text[start : start + 1] not in {"今", "听"}:
        return True
    stop = _CLAUSE.search(text, end)
    rest = text[end : stop.start() if stop else end + 20][:20]
    told, planned = _TODAY_TOLD.search(rest), _TODAY_PLANNED.search(rest)
    return bool(planned) and not (told and planned and told.start() <= planned.start())

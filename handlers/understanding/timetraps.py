"""What looks like a time and is none: names, sayings, wishes, and what is told about instead of planned."""

from handlers.understanding.feasts import FEAST
from handlers.understanding.normal import NUM
from handlers.understanding.patterns import late

# What behind a number and 号, 日 or 月 makes it no day and no month: 3号门, 一日三餐, 十月的电费
NOT_A_DATE = (
    "(?!楼|线|桌|店|选手|院|房|车|机|方案|门|码|位|球|电池|汽油|窗|柜|库|岗|包|厅|馆|字|地块|令|文|公馆|桩"
    "|梯|井|搂|娄|栋"
    "|病[床房]|床|出[入口]|入口|口(?!头)|台风|风球|充电|电梯(?!年检|检修|停|维|保养|安装|改|要|开始)|水?泵"
    "|柱|[水油]?箱"
    "|垃圾|桶|泳道|仓|人(?:$|[ ,。!挤在])|人物|技师|员工|摊|铺|商铺|公寓|别墅|宿舍|灯(?![会谜])|路(?!面)|巷|弄堂"
    "|(?![来去给把要有开换修查抄看装送上下前更])[一-龥]{0,2}(?:箱|柜|栓|椅|摄像头|探头|卡座|花坛|器材|水表"
    "|电表|气表)"
    "|配电|变压|教室|活动室|会议室|通道|阀|鞋|衣|裤|裙|色|[砂钢]|铁丝|螺|工地|塔|坑|种子|公交|地铁|文件|别院"
    "|花园|小区"
    "|[、,和][0-9]{1,2}(?:号楼|栋|幢)|[0-9](?![0-9]?(?:[:点时]|-[0-9]{1,2}[:点])))"
)
NOT_OF_A_DAY = (
    "(?!之|[一二三]次|常|子|用|均|志|元|[一二两三]?餐|游|年化|租|票|报|历|式|光|头|程|照|剧|料|语|籍|抛)"
)
NOT_A_MONTH = (
    "(?!嫂|饼|经|票|租|卡|薪|季|光|份|[0-9]|党人|刊|桂|花|雪|飞雪|妈咪|怀胎"
    "|的?(?:[水电燃气物业停车管理暖煤网话]{1,4}费|账|工资|报表|流水|收支|房租))"
)
_WEEKDAY = "(?:周|星期|礼拜)[一二三四五六日天]"
_SURNAME = (
    "王李张刘陈杨赵黄吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶"
    "阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文"
)
_PERSON = (
    "家的|家[狗猫孩门养阳里]|先生|女士|老师|师傅|大[爷妈叔]|阿姨|奶奶|爷爷|叔叔?|婶|哥|姐|医生|大夫"
    "|经理|主任|律师|[他她][妈爸]"
)
_STREET = (
    "路|街|巷|桥|里小区|苑|茶|木|大道|大桥|大街|大厦|公园|新村|村|广场|小学|中学|幼儿园|医院|酒店|饭店|宾馆"
    "|超市|商[场厦城]"
    "|花园|家园|烧烤|饺子馆"
    "|面馆|小吃|餐厅"
)
_THINGS = "树|帽|玫瑰|礼物|老人|对联|福字|贺卡|装饰|彩灯|新气象|演唱会真|夜真|吃饺子"
_FOOD = "粥(?=[真好谁太怎多哪]|$)|蒜|豆腐|面|醋|汤圆|粽子?|糕|饼|月饼|酒|花灯多少|螃蟹|多少钱|礼盒|鸟|菜"
_WISH = "快乐|愉快|安康|吉祥|大吉|好(?=$|[ ,!。呀啊哦~哈])"
_NAMES = late(
    rf"(?:{FEAST}|{_WEEKDAY}|周末)(?:节)?(?:{_WISH})"
    rf"|{FEAST}(?:节)?(?:{_STREET}|{_FOOD}|{_THINGS}|的(?!时候|[早晚]上|[上下]午|晚会|演出|活动|节目|安排|话"
    rf"|值班|假))"
    rf"|{FEAST}(?:节|放假|假期){{0,2}}(?:回来|刚过|过了)"
    "|(?:五一|八一|七一|五四|三八|六一)(?:社区|小区|支路|班|劳动奖|劳模|勋章|运动|红旗|线|制片|电影|军旗"
    "|文化宫|居士)"
    rf"|周[一二三四五六](?![我你他她它咱俺您大自人全谁各早晚上下中{_SURNAME}去到来在找请给问叫和跟让要有的是能会])[一-龥]"
    rf"(?:{_PERSON})"
    f"|(?:{_WEEKDAY}|周末)(?:福(?:珠宝|金|黄金|首饰|门口|$)|生生|大福)"
    "|(?:星期|礼拜)[一二三四五六日天](?:餐[厅吧]|酒[吧馆店]|咖啡|便利|家具|花店|书店|服装|超市)|周[日末](?:报|画报)"
    rf"|[今明后][天日儿]个?(?:是|都|不是)?(?:已经)?(?:几号|几月|[周]几|(?:星期|礼拜)几"
    rf"|{_WEEKDAY}[了吗吧啊]{{0,2}}(?=$|[ ,。?!]))"
    rf"|这?个?星期天天|{NUM}{{1,3}}点半?(?:剧场|乐队|酒吧|奶茶|茶餐|豆浆|超市|书店|便利|水果|一线|电台|夜场)"
    "|星期[八九]|周末[一-龥]{0,3}(?:店|酒吧|超市|城)(?!.{0,8}(?:吗|开门|关门|营业|几点|去|来|办|活动))"
    "|[今明]日(?:超市|大厦|小区|家园|书店|城|广场|花园)|今日(?:头条|说法|特价|份|特卖|资本|看点)"
    "|明[天日](?:会更好|方舟|之[星子]|香|歌|黄花|复明日)"
    "|今朝有酒|后天的?(?:性|努力|养成|培养|因素|免疫)|明朝(?:那些|人|皇|的|时|历史)"
    "|十月怀胎|六月飞[雪霜]|六月雪|十月妈咪|八月桂|五月[花天]|三月三[一-龥]|九月九的酒|二月兰|三月街"
    "|四月是你|七月在野|五月的鲜花|六月天|七月七日晴|八月长安|三月肥|月底族|十月革命|[七九]月菊|十月围城|七月流火"
    "|腊月寒天|正月里"
    "|春节(?:联欢晚?会)|清明上河|大寒潮|小年轻|过年[猪货]|元宵(?:多少钱|[几一]斤|馅|真|好吃|太甜)"
    "|(?:周一|星期一)(?:综合症|恐惧)|七[天日](?:酒店|连锁|年化)|三天(?:打鱼|两头)|十点十分(?!$)|八点档"
    "|24小时(?:便利|药|自助|营业|热线)"
    "|年夜饭|二十四(?:节气|小时便利|孝)|五点钟方向"
)
_HABIT = late(
    "(?:老是|经常|常常|总是|总|动不动|一到|到了|每到|每次|回回|次次|夜夜|有时候?|从来|黑色|疯狂)(?:在|都|是"
    "|就)?[到]?$"
)
_UNTIL = late("[写忙熬睡闹吵玩折腾打跳唱喝加做聊]{1,2}班?(?:作业)?到(?:了)?$")
_NOW = late("(?:现在(?:是|都|才)?|才|不到|过了|已经|马上)(?:是|到)?$")
_RECENTLY = late("(?:最近|过去|近|才|不到|刚|等了|过了|用了|花了|已经)的?$")
_DID = (
    "买|换|装|修|报|交|订|发|弄|刷|铺|贴|种|搬|办|拿|领|丢|坏|停|漏|堵|来|打|走|撞|摔|拆|建|找|约|签|说"
    "|联系|反映|投诉|讲|答应|借|缴"
)
_TOLD_HOUR = late(
    "(?:以后|之后|过后|了)?(?:多|还在|还有人|还没|就(?!行|好|可以|能|得|要|来|去)|才(?!能|会|可)|了(?!吗)|又|被)"
    rf"|[左右钟来]{{0,3}}(?:{_DID})(?:过(?![来去户滤期])|的(?!话|时候|人|都|请|要|记得|吗|车|快递))"
)
_TOLD_DAY = late(
    rf"[ ]?(?:那会儿?|那阵|那几天|(?:期间)?(?:停|坏|漏)[了过]|以来|(?:之前|以前|前|前后)(?:就)?(?:坏|报|说|停|漏"
    rf"|修|换)(?:了|过|的)|(?:起|开始)(?:就|一直)?没|那天(?:停[水电气]?|坏|漏)[了过]|那时|那次|那回|的时候就|(?:起"
    rf"|开始)?(?:到|至)(?:现在|今|目前)"
    rf"|[我你他她它们家都刚才就也]{{0,3}}(?:联系|[一-龥](?<![要会能打算该]))?(?:{_DID})"
    "(?:的(?!话|时候|人|都|请|要|记得|吗|业主|居民|家|同志)|过(?![来去户滤期])|了(?:一[次趟回]|两|[没又也还]"
    "|半天|到))"
    "|(?:了|啦)(?=$|[ ,。!还])|就(?:没[水电气人热]|坏了|漏了?|一直|报了|报修|已|说了|说过|反映|打过|打了"
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
_WORK = late(".{0,12}(?:谁唱|谁演|谁写的|这首?歌|那首歌|歌词|这本?书|这部?(?:电影|电视|剧)|电视剧)")
_CLAUSE = late("[。!?;\n]")
_BACK = 6
_TYPOS = late(
    "(?<![0-9一二三四五六七八九十百千万几多块])元(?=月[0-9一二三四五六七八九十初底份中])"
    "|[名民鸣](?=[天晚早][^气])|[伍](?<=[周期拜].)"
    "|[其奇气](?<=星.)(?=[一二三四五六日天])|[里立李](?=拜[一二三四五六日天])|[败摆](?<=礼.)(?=[一二三四五六日天])"
    "|[州洲](?=[一二三四五六](?:之?以?前|上午|下午|晚|早|来|开|交))|低(?<=月.)(?=之?以?前)"
    "|[厚候](?=天[^ ]?[上下中早晚来前])"
    "|[接结](?=止)|[典店](?<=[0-9一二三四五六七八九十].)(?=半|钟|整)"
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
    "厚": "后",
    "候": "后",
    "接": "截",
    "结": "截",
}
_RIGHT |= {"典": "点", "店": "点"}


def spelt(text: str) -> str:
    """The text with misspelt words of time put right (名天, 星其三, 里拜五), character for character."""
    return _TYPOS.sub(lambda match: _RIGHT[match[0]], text)


def name_end(text: str, at: int) -> int | None:
    """Where the name, saying or wish that starts at `at` with words of time ends; None if there is none."""
    match = _NAMES.match(text, at)
    return match.end() if match else None


def idle(text: str, start: int, end: int) -> bool:
    """Whether it is a habit (老是半夜两点), the end of something told (写到十点) or a work (这首歌)."""
    before = text[max(0, start - _BACK) : start]
    return bool(_HABIT.search(before) or _UNTIL.search(before) or _WORK.match(text, end))


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

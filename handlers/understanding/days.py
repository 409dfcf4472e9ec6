"""Days that were said: 下周三, 25号, 大年初一, 国庆后第一个工作日 … each as a pattern and the rule that reads it."""

import re
from collections.abc import Callable
from datetime import date

from handlers.calendar import Calendar
from handlers.understanding import dayrules as rules
from handlers.understanding.dayrules import Span
from handlers.understanding.feasts import FEAST
from handlers.understanding.normal import NUM
from handlers.understanding.patterns import late
from handlers.understanding.timetraps import NOT_A_DATE, NOT_A_MONTH, NOT_OF_A_DAY

WEEK = "(?:周|星期|礼拜|拜)"
WEEKDAY = rf"{WEEK} ?(?:[一二三四五六日天末壹贰叁肆伍陆]|[1-7](?![0-9.天]))(?![次回遍趟])"
_N2 = f"{NUM}{{1,3}}"
Rule = Callable[[re.Match[str], date, Calendar], Span | None]
FROM_TODAY = (rules.spoken, rules.pair)
"""The rules of 明天 and the like: counted from today, also at the end of a range."""
COUNTED = "下本这"
"""What begins with these is counted from today, too: 下周一到下周三 is within one week."""
_M = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_PLAIN = "(?P<which_year>)(?P<m>1[0-2]|0?[1-9])[./-](?P<d>3[01]|[12][0-9]|0?[1-9])"
_OCCASION = (
    "义诊|义务|义卖|植树|报名|体检|举[行办]|讲座|活动|会议|业主大?会|评审|验收|演练|演出|联欢|比赛|运动会"
    "|培训|接种|疫苗|大扫除"
    "|公示|生效|实施|放假|全天|集合|出发|入户|志愿|党日|团建"
)
"""What is planned for a day: makes a date of 12.6 and 12-06, which alone may be a number or a flat."""
_ACT = (
    "停[水电气暖]|检修|消杀|清[理运洗]|抽水|换[煤水电气灯]|发[米蛋粮放鸡油]|领[米蛋粮取鸡油]|上门|团购"
    "|登记|投票|抄表"
)
_LD = "初[一二三四五六七八九十]|[一二三四五六七八九十廿]{1,3}"
RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (late(pattern), rule)
    for pattern, rule in (
        (rf"(?P<after>{FEAST})(?:节|假期|假|放假|长假)?(?:之|以|过|完)?后(?:的)?"
         rf"(?:第(?P<nth>{_N2})个|首个|头一个|头个)(?:工作日|上班日)", rules.first_working),
        (r"(?P<y>20[0-9]{2}) ?(?:年|[-/.]) ?(?P<ym>[0-9]{1,2}) ?(?:月|[-/.]) ?(?P<yd>[0-9]{1,2})(?![0-9]) ?[日号]?",
         rules.full),
        (rf"(?P<lm>(?:农历|阴历|旧历)(?:正|冬|腊|十[一二]|[一二三四五六七八九十])月"
         rf"|[正冬腊]月)(?P<ld>{_LD})", rules.lunar),
        (r"(?P<lm>(?<![0-9])(?:十[一二]?|[一二三四五六七八九])月)(?P<ld>初[一二三四五六七八九十])", rules.lunar),
        (r"(?P<lm>大年|新年|年)(?P<ld>初[一二三四五六七八九十])", rules.lunar),
        (r"大年(?P<lm>)?(?P<ld>三十)(?:晚上?)?", rules.lunar),
        (rf"(?:农历|阴历|旧历)(?P<any>{_LD})", rules.any_lunar),
        (r"(?P<lm>)(?<![月年])(?P<ld>初[四五六七八九十])(?!中)", rules.lunar),
        (rf"(?P<nm>(?:下{{1,2}}一?个?|这个?|本|当)月(?:的)?)(?P<nmd>{_N2}) ?[号日](?!楼)", rules.next_month_day),
        (rf"(?P<of_which>下{{1,2}}一?个?月|明年|今年|这个?月|本月)?(?P<of_named>{_M})?(?(of_named)月份?)(?:的|里)?"
         r"(?:第|首|头|(?=最后))(?P<of_nth>[一二三四1-4]|最后(?=一))?一?个(?:(?:周|星期|礼拜)"
         r"(?P<of_day>[一二三四五六日天末])|工作日)", rules.of_month),
        (r"(?P<feast_year>明年|今年)?(?P<feast>八月十五|二月二|三月三|五月五|六月六|七月七"
         r"|九月九)(?![0-9十号日点])", rules.feast),
        (rf"(?P<which_year>明年|今年)?(?P<m>{_N2}) ?月 ?份?(?P<d>{_N2})(?: ?[号日]|(?!{NUM}|[天名个岁元块]))",
         rules.month_day),
        (rf"(?<![0-9./:A-Za-z#-]){_PLAIN}(?:(?<![0-9]-[0-9])(?<!-[0-9]{{2}})[号日]{NOT_A_DATE}(?![0-9])"
         rf"|(?![0-9.:/元块斤折%度米公平岁万亿星分栋倍吨升点])"
         rf"(?=[ (]{{0,2}}(?:周|星期|礼拜|早|上午|中午|下午|晚(?![会报餐宴饭辈])|凌晨|傍晚|前|之前|截|到|至|~"
         rf"|起|开|当天|那[天晚]|{_OCCASION}"
         rf"|-(?:1[0-2]|0?[1-9])[./]|[0-9]{{1,2}}[点:]|(?<=[./][0-9])(?:{_ACT})|(?<=[./][0-9]{{2}})(?:{_ACT}))))",
         rules.month_day),
        (r"(?<![0-9./:A-Za-z#第占比-])(?P<which_year>)(?=[0-9]{1,2}/[0-9]{2}|1[0-2]/)(?P<m>1[0-2]|0?[1-9])/"
         r"(?P<d>3[01]|[12][0-9]"
         r"|0?[1-9])(?=[ ]?[一-龥])(?![ ]?(?:[元块斤折度米公平岁万亿星分栋倍吨升点票人户页寸拍号楼室单码尺针芯股口毫型]"
         r"|的|以上|业主|同意|通过|英寸))", rules.month_day),
        (r"(?P<which_month>下{1,2}一?个?月|(?:这个?月|本月|当月)(?=底|末|初|尾|头|的?最后[一1]天|[上中下]旬|内|之内|以内"
         r"|前))(?P<named>)"
         r"(?P<month_part>的?最后[一1]天|初|头|底|末|尾|中旬|上旬|下旬|中(?!午))?(?!光)", rules.month),
        (rf"(?P<which_month>明年|今年)?(?<![0-9第个])(?P<named>{_M})月(?:份)?(?P<month_part>的?最后[一1]天|初|头|底|末|尾"
         rf"|中旬|上旬|下旬)?"
         rf"(?!{NUM}){NOT_A_MONTH}", rules.month),
        (r"(?P<which_month>)(?P<named>)(?<![年上个0-9])月(?P<month_part>底|末|初|尾|头(?!像)|中(?=$|[ ,前]"
         r"|之前|旬|给|来|发|交"
         r"|开))", rules.month),
        (r"明年年?[底末尾]|今年年?[底末尾内]|年底|年末|年尾|年内"
         r"|(?<![0-9零一二两三四五六七八九十几多半数百千万]|今|明|去|往|后|每)年前", rules.year_end),
        (r"(?P<which>下{1,3}一?个?|这个?|本)?(?:周|星期|礼拜)(?:六(?P<both>(?:、|和|或者?|跟|到|至|-)?(?:周"
         r"|星期|礼拜)?"
         r"[日天](?![0-9])))", rules.weekday),
        (rf"(?P<which>下{{1,3}}一?个?|这个?|本|今个?)?(?<!每)(?<!每个)(?<!上个)(?<!上){WEEKDAY}", rules.weekday),
        (r"(?P<next>下{1,3}一?个?|这个?|本)(?:周|星期|礼拜)(?P<weekpart>初|里)?(?![一二三四五六日天末1-7])",
         rules.week),
        (r"下一?个(?:工作[日天]|上班日)", rules.next_working),
        (r"今明两?[天日]|明后两?[天日]", rules.pair),
        (r"(?:翌|次|转)[日天]|第二天", rules.next_day),
        (r"(?:大{1,2}|外)后[天日儿]个?|后[天日儿]个?|明儿个?|明天|明日|听日|今儿个?|今天|今日|即日(?=起|开始)"
         r"|天黑(?=之?以?前)"
         r"|下班(?=之?以?前)|明个(?!月)|后个(?!月)|今个(?!月|儿)|明(?=[早晚晏]|上午|下午|晨)|今(?=[早晚]"
         r"|上午|下午|晨|夜)"
         r"|听(?=晚|朝)|后(?=晚(?!上?辈))|[明后听]朝(?=[来有要会能去帮给早上下八九十0-9一夜修])", rules.spoken),
        (rf"(?<![块毛元角])(?P<feast_year>明年|今年|20[0-9]{{2}}年)?(?P<feast>{FEAST})(?!(?<=月.)[号日个名天岁元块])(?:节|当天|那天|当晚)?",
         rules.feast),
        (rf"(?<![0-9第.A-Za-z])(?P<dom>[0-9]{{1,2}}|{NUM}{{1,3}})[号日]?(?P<joint>[到至~-]|[、和])"
         rf"(?P<dom_end>[0-9]{{1,2}}|{NUM}{{1,3}}) ?(?:[号日](?![号日])"
         rf"|(?=这?两[天日])){NOT_A_DATE}{NOT_OF_A_DAY}", rules.day_of_month),
        (rf"(?<![0-9第.A-Za-z路街弄巷月之这那])(?<![楼层元栋][1-8一二三四五六七八])(?<![楼层元栋])(?<!一共|总共)"
         rf"(?P<dom>[0-9]{{1,2}}|{NUM}{{1,3}}) ?(?:号|日{NOT_OF_A_DAY}){NOT_A_DATE}", rules.day_of_month),
    )
)  # fmt: skip

"""Short answers that mean something only to the speaker's own request: 好了, 还没修, 5分, 满意, 催一下."""

from handlers.understanding.model import Context
from handlers.understanding.patterns import late
from handlers.understanding.topics import things

_FILL = r"[ ,.。!~的了吧啊呀哈呢嘛哦谢您你师傅🙏👍]"
_RATING = late(
    rf"(?:打|给|评|我?给个?)?(?:[0-5１-５一二三四五两]|满|100|99|十)(?:分|颗?星|星好评|星吧)?{_FILL}{{0,6}}"
    rf"|(?:很|非常|十分|特别|挺|比较|不|不太|不大|基本|还算|相当|蛮)?满意{_FILL}{{0,6}}"
    rf"|(?:很|挺|非常|真|太|不|还)?(?:好|不错|可以|行|棒|给力|专业|及时|快|差|一般|凑合|糟糕){_FILL}{{0,6}}"
    rf"|(?:好|差|中)评{_FILL}{{0,6}}|👍{{1,5}}|👎{{1,5}}|(?:已|都)?解决了?{_FILL}{{0,4}}|(?:部分|一半)解决了"
    rf"?"
)
_AGAIN = late(
    "(?:还是?|又|仍然?|依然|根本|压根)[^,。!?]{0,6}(?:没|不|坏|漏|堵|停|断|响|掉|那样|老样子|一样|吵)"
    "|没(?:有)?(?:修好|解决|弄好|处理好|好|来|人来|动静|修|处理|反应)|第[二三四五2-5][次回遍]了?|不行"
    "|白修"
)
_BARE_AGAIN = late(
    "(?:怎么|可是|但是?)?(?:又|还是?)(?:没(?:有)?(?:修|弄|处理)?好?|[坏漏堵停断响])了?[啊呀呢嘛哦]?"
)
_PUSH = late(
    "催|怎么还|咋还|还没|人呢|快点|快一点|抓紧|赶紧|等了|多久|第[二三四五2-5][次回遍]|没人(?:来|管"
    "|理)|啥时候(?:来|修)|什么时候(?:来|修)"
)
_DONE = late(
    rf"(?:已经?|都|自己|刚|现在)?(?:好了|修好了|弄好了|解决了|恢复了|通了|来了|来水了|来电了|亮了|可以用了"
    rf"|处理好了|没问题了|搞定了?){_FILL}{{0,6}}"
)
_BACK = late("不用(?:来|修|管|处理|麻烦)?了|取消|撤(?:回|销|了|单)|算了|别来了|不需要了|不修了|搞错了")
# A ballot that is taken back; how one does that, or whether one can, is a question.
_RATED = late("满意|分|星")
_UNVOTE = late(
    "(?:撤回|撤销|撤了?|取消|收回|作废)(?:掉|一?下)?(?:我家?的?)?(?:那张|那个|刚才的|刚投的|这张)?(?:投票|选票|票|表决)"
    "|(?:我家?的?|刚才的?|刚投的?|上面|那)(?:那张|那个|那)?(?:投票|选票|票)[^,。!?]{0,4}(?:撤|取消|收回|作废|不算)"
    "|(?:不投了|投错了)[ ,，]{0,2}(?:撤回|撤了|取消|作废)"
)
_HOW = late(r"\?|吗|怎么|如何|能不能|可不可以|可以|谁|为什么|别人|他|她")
_STATUS = late(
    "进度|怎么样了|咋样了|到哪(?:了|一步)|处理得?怎么样|有(?:结果|消息|回复)|派(?:人|谁)了?[吗没]|接单了?[吗没]"
)
_NOT_BACK = late(
    "[吗?？]|怎么|咋|为什么|为啥|谁|意思|是不是|没(?:说|让|要|叫)|(?:别|不要|不能|不)(?:给我)?(?:撤|取消)|如果|要是|算了吧|我说的"
    "|(?:今天|今晚|明天|上午|下午|晚上|先)不|不要(?:告诉|说)|别(?:告诉|说|忘)|(?:不用|别)[急慌忙]|告诉"
)
_IDLE = late(
    "[\\s,.。!?~、的了吧啊呀哈呢嘛哦吗我你您咱们家这那个事人来修弄没有还都又就是也才在到再请谢好]"
    "|自己|师傅|麻烦|怎么|到底|现在|今天|几天|已经|什么|时候|啥|谢谢|小应|处理|解决"
)
_SIGN_UP = late(
    rf"(?:\+ ?[1-9]|算(?:我|上我)|(?:我(?:家|们)?也?)?(?:要|想)?报名|加我"
    rf"|我(?:家|们)?(?:也)?(?:要|想)?(?:参加|去|来)|带我|我家?(?:来)?[1-9一二两"
    rf"三四五](?:个)?人?|报[1-9一二两三]个)(?:一个|一家)?{_FILL}{{0,6}}"
)
_VOTE = late(
    rf"我?(?:家|们)?(?:也|都)?(?:投)?(?:同意|赞成|赞同|支持|反对|不同意|不赞成|弃权|[没无]意见)票?[+1]{{0,2}}{_FILL}{{0,4}}"
)
_ANOTHER = late("(?:还有(?!没|人|多久|几)|另外|此外|再就是|再有|顺便|对了|其次)")
_LONGEST = 24


def only_in_context(plain: str) -> bool:
    """Whether it is an answer and nothing else (好了, 5分, 算我一个, 同意): meant only where something is open."""
    return any(pattern.fullmatch(plain) for pattern in (_RATING, _DONE, _SIGN_UP, _VOTE, _BARE_AGAIN))


def takes_nothing_back(words: str) -> bool:
    """Words that only sound like taking something back: 撤回是什么意思, 别撤, 不要告诉别人, 今天不用来 明天来."""
    return _NOT_BACK.search(words) is not None


def read_reply(plain: str, context: Context) -> tuple[str, str] | None:
    """Intent and reason of a short answer, or None when nothing that is open explains it."""
    if len(plain) > _LONGEST or not plain:
        return None
    if context.just_closed:
        if _AGAIN.search(plain) and not _RATED.search(plain) and about_open(plain, context):
            return "催办", f"reopens {context.just_closed}"
        if _RATING.fullmatch(plain) or _DONE.fullmatch(plain):
            return "评价", f"rates {context.just_closed}"
    if context.open_polls and _UNVOTE.search(plain) and not _HOW.search(plain):
        return "撤回", "takes back a ballot"
    if context.own_requests and not _is_another(plain, context):
        code = context.own_requests[0]
        for pattern, intent in ((_BACK, "撤回"), (_STATUS, "查询进度"), (_PUSH, "催办"), (_AGAIN, "催办")):
            found = pattern.search(plain)
            if found and intent == "撤回" and takes_nothing_back(plain):
                continue
            if found and about_open(plain, context):
                return intent, f"about {code}"
        if _DONE.fullmatch(plain):
            return "评价", f"says that {code} is done"
    if context.open_signups and not context.open_polls and _SIGN_UP.fullmatch(plain):
        return "报名", f"joins {context.open_signups[0]}"
    return None


def about_open(plain: str, context: Context) -> bool:
    """Whether words that would fit an open request are about one: in a group, of a line that calls nobody, only if it
    names a thing or says hardly anything else. 王姐你人呢, 还没吃饭呢, 第三次打牌又输了 are chatter."""
    called = not context.room or context.mentioned
    return called or bool(things(plain, context.lexicon)) or _no_more(plain)


def _no_more(plain: str) -> bool:
    """Whether a line in a group that calls nobody is about how it stands and hardly anything else."""
    for pattern in (_BACK, _STATUS, _PUSH, _AGAIN, _DONE):
        plain = pattern.sub("", plain)
    return len(_IDLE.sub("", plain)) <= 1


def _is_another(plain: str, context: Context) -> bool:
    """还有那个垃圾也没人管: a matter of its own, whatever else is open."""
    return bool(_ANOTHER.match(plain)) and bool(things(plain, context.lexicon))

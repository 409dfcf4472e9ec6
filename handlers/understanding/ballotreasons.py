"""Ballots with more around them than a choice: a reason before or behind, a change of mind, what is voted on.

The message is read clause by clause. One clause at least must be a ballot in words by itself, all of those must say
the same, and every other clause must be harmless: a reason, thanks, a household. What asks, doubts, sets a condition,
speaks of votes or gives the words of others spoils all: such a message is asked back, not counted.
"""

import re
from dataclasses import dataclass

from handlers.understanding.ballotlabels import labels_of
from handlers.understanding.ballotreader import BallotReader
from handlers.understanding.ballotwords import (
    BEFORE,
    HOUSEHOLD,
    MATTER,
    STRONG,
    STRONG_KINDS,
    name,
    vocabulary,
)
from handlers.understanding.model import OpenPoll
from handlers.understanding.patterns import late

_LONGEST = 90  # characters of a ballot with its reasons
_LONG_NAME = 3  # characters of an option's name that says itself what it is about
_MOST = 12  # clauses
_CLAUSE = late(r"(?P<said>[^ ,。!~;:…\n]+)(?P<stop>[ ,。!~;:…\n]*)")
_ASKED = late(
    r"\?|([一-龥])不\1|吗|(?<!着)呢|么$|[不没]$|(?<![没凭])什么|为啥|为什么|怎么|谁|哪|是不是|有没有|(?<![好没十这那])几(?![十百年])|多少"
)
_IDIOM = late("谁.{1,4}谁|(?:什么|怎么|啥|哪|多少)[^,]{0,6}都(?:行|可以|好|成)")  # 谁爱装谁装 asks nobody
# One of these stands in every word of a vote: what has none is not read further.
_HINT = late("[同赞支反弃否意议投选扣改换错拒抵中]|不[是要]")
_RHETORIC = late(r"(?:这|那)?还用[说问]吗?\?")
_ABOUT = late("同意|赞成|反对|支持|弃权|投|[选票](?!择)")
_CONDITION = late(
    "先(?![进生])|就是[^,]{0,8}[要得]|除非|前提|如果|要是|只要|只是|但是?|不过|可是|万一|的话|必须(?!的)|应该(?!的)|要求|否则|不然|至少|最好|别太|到时候"
    "|得(?:先|按|要|有|把|让|给)|不能(?!再|忍|等|动|接受)|再(?!不|也|拖|等)|等.{0,6}再|问|商量(?!过|好|了)|看看|等等|等通知|意见"
)
_UNSURE = late(
    "不一定|不知道|不确定|没想好|拿不准|纠结|犹豫|随便|也(?:行|可以|好|成|中)|都(?:行|可以|好|成)|或者|要么|还是"
)
_SAID_BY_OTHERS = late(
    "[你您](?!们)|你们(?!定|决定|看着|辛苦)|说[得的]?(?:对|在理|好|没错|有理)|说了算|有道理|听(?:你|大家)|[他她]家?(?:们)?(?:说|讲|也|都|不)|听说|据说"
)
# In front of the choice somebody else may be the one who chooses: 楼上李姐 同意, 你说得对 支持.
_ADDRESSED = late("[你您他她说讲问听]|大家|人家|别人|告诉|通知|除了")
_TELLS = late("[了太没不是有要在得着过难差好吵黑冷热贵远久]")
_SOMEBODY = late(
    "(?:[姐哥叔姨爷奶妈爸婆公嫂伯总]|家|师傅|老师|业主|邻居|住户|人|的|物业|社区|书记|主任|经理|媳妇|老公|老婆|孩子|儿子|闺女|女儿|老人|老伴|[老小阿][一-龥]"
    rf"|(?:[楼户号门]|隔壁|对面|单元|[0-9])的?(?:[{''.join(vocabulary()['names']['surnames'].split())}][一-龥]{{0,2}})?)$"
)
_POLITE = late("(?:谢谢|多谢|感谢|辛苦|麻烦|拜托|劳烦|请|祝|加油)")
_MIND = late(
    "(?:我|俺)?(?:不好意思)?(?:[投选点按][^,]{0,6}[错反][了啦咯喽]?$|(?:后悔|想好|想通|想清楚|考虑好|考虑清楚|改主意|想明白|手滑|[打写说点按投选发]错|[投选按点]反|搞错|弄错)[了啦咯喽]?"
    "|(?:重新|再)(?:投|选)一?[次下遍]?|更正一?下?|纠正一?下?|不对)"
)
_EARLIER = late(
    "(?:(?:我|俺)?(?:刚才|刚刚|刚|之前|原来|原先|本来|上次|昨天|前面|先前|早上|上午)(?:我|俺)?(?:家)?)"
    "(?:的?(?:那)?票)?(?:不小心|手滑|手快)?(?:[投选点按发写打说](?:的是?|了|成了?)?(?:错了?|反了|串了)?)?"
)
_CHANGED = late("(?:从|由)?(?P<old>.{1,8}?)(?=[改换](?:[成为投选]|$))")
_CHANGE = late(
    "(?:帮我|请|麻烦)?(?:现在|今天|这次)?(?:我)?(?:要|想)?(?:把)?(?:[我俺咱](?:们?家)?(?:刚才?)?(?:[投选]?的|[这那])?票?)?(?:改(?:[成为投选到]|票[为成]?)?|换[成为投选])"
)
_TOLD_EARLIER = late(
    "(?:我|俺)?(?:刚才|刚刚|之前|原来|原先|上次|昨天|先前|早上|上午)我?(?:不小心)?[投选点按写说](?!票).{0,12}"
)
_VOID = late("(?:上面|前面|刚才|之前|刚刚)(?:那|的)[个票条]?.{0,4}(?:作废|不算|错了?|取消)")
# 不选1了, 1不要了, 不是1: the choice that is dropped for another.
_DROPPED = late(
    "(?:我|俺)?(?:现在)?(?:不再?(?:(?:选|投|要)(?P<that>[^,]{1,8}?)(?:了|$)|(?P<it>弃权)了)|(?P<this>[^,不]{1,8}?)不(?:选|投|要)了|不是(?P<no>[^,是]{1,6}?)(?=是|$))"
)
_POSITION = late("[0-9A-Ha-h一二两三四五六七八九]")
_NOW_IS = late("^(?:应该|其实|我|我家|那)?是(?:要)?")
_CLOSED = late("[吧呗了哈啊呀的票]$")
_TIMELY = late("[周星期午晚早点月号天日]|[0-9]")
# 要得 and 没问题 answer anything, and pictures anybody.
_OF_VOTES = late(
    "[同赞拥不唔莫]同|[同愿]意|赞[成同]|支持|反对|弃[权票]|附议|拥护|认[可同]|否决|拒绝|抵制|中立|[意异][见议]"
)
_CAST = late("[选投扣]")
_FIRM = late("[选投就定我俺咱给]|还是|吧|方案|第")
# Behind a bare name only what speaks for it is a reason: 砖红 耐脏, but 周六 停电.
_PRAISE = late(
    "(?<![不没])(?:早该|盼|信得过|靠谱|实在|负责|便宜|划算|耐脏|耐看|好看|方便|放心|有空|在家|公道|喜欢|稳重|专业|有经验|干净|大方|亮堂|合适|老党员|热心|舒服|省钱|环保|我.{0,2}在|白天|平时|别的时间|[一-龥]{2}好$)"
)
# Behind a mere gap 马上装 may be what somebody is against; a reason has more words or begins like one.
_GAP_REASON = late("太|因为|早|实在|确实|完全|没|不|辛苦|谢|我|俺|咱|[一-龥]{2}(?:太|了)")
_FEWEST_BEHIND_GAP = 4


@dataclass(slots=True)
class _Clause:
    """A piece of the message: what it chooses (nothing: a reason or a form of words), and how it is set apart."""

    text: str
    tight: bool  # only a gap stands behind it
    chosen: tuple[int, ...] = ()
    firm: bool = False  # the choice is one of words or a chosen option, not a mere name or number
    bare: bool = False  # nothing but the name of an option
    neutral: bool = False


def read_with_reasons(core: str, poll: OpenPoll) -> tuple[int, ...]:
    """The option of a message with reasons, or nothing; `core` is the text without the poll's code."""
    if not (_HINT.search(core) or labels_of(poll.options).named_in(core)):
        return ()
    core = _RHETORIC.sub(" ", core)
    if len(core) > _LONGEST or "?" in core:
        return ()
    core = _IDIOM.sub(lambda match: "各" * len(match[0]), _without_change(core, poll))
    clauses = [_clause(match["said"], match["stop"], poll) for match in _CLAUSE.finditer(core)]
    votes = [index for index, clause in enumerate(clauses) if clause.chosen]
    if not votes or len(clauses) > _MOST or len({clauses[index].chosen for index in votes}) > 1:
        return ()
    last = clauses[votes[-1]]
    others = [
        (index, clause) for index, clause in enumerate(clauses) if not clause.chosen and not clause.neutral
    ]
    before = [clause for index, clause in others if index < votes[0]]
    behind = [clause for index, clause in others if index > votes[0]]
    if sum(bool(HOUSEHOLD.match(clause.text)) for clause in clauses if clause.neutral) > 1:
        return ()
    if not _reasons_before(before) or not all(_harmless(clause.text, poll, last) for clause in behind):
        return ()
    apart = not clauses[votes[0]].tight or _CLOSED.search(clauses[votes[0]].text)
    if len(behind) == 1 and not apart and not _stands_apart(behind[0].text):
        return ()
    bare = all(clauses[index].bare for index in votes)
    told_for = any(_PRAISE.search(clause.text) for clause in behind) and not before
    if (bare and not told_for) or not any(clauses[index].firm for index in votes):
        return ()
    return last.chosen if all(_harmless(clause.text, poll, last) for clause in before) else ()


def _without_change(core: str, poll: OpenPoll) -> str:
    """The text without what was before and that it changes: 刚才投错了, 从反对改成同意."""
    kept: list[str] = []
    changed = False
    for match in _CLAUSE.finditer(core):
        said = _NOW_IS.sub("", match["said"]) if changed else match["said"]
        if (_TOLD_EARLIER.match(said) or _VOID.match(said)) and match.end() < len(core):
            changed = True
            continue
        now = _choice_now(said, poll)
        if changed and _POSITION.fullmatch(now):
            now = f"投{now}"  # 打错了 2
        changed = changed or now != said
        if now:
            kept.append(now + match["stop"])
    return " ".join(kept).strip()


def _choice_now(said: str, poll: OpenPoll) -> str:
    """投错了改反对 → 投反对: what a clause about a change of mind chooses now; another clause as it is."""
    rest, changed = _without_dropped(said, poll)
    for pattern in (_EARLIER, _MIND):
        if match := pattern.match(rest):
            rest, changed = rest[match.end() :], True
    old = _CHANGED.match(rest)
    if old and BallotReader(_bare(old["old"]), labels_of(poll.options), vouched=False).read():
        rest, changed = rest[old.end() :], True
    if match := _CHANGE.match(rest):
        rest = rest[match.end() :]
        return f"投{rest}" if rest else ""
    if not changed:
        return said
    if rest != said and _DROPPED.match(said):
        return f"投{rest.lstrip('投选要是')}" if rest else ""
    chosen_before = BallotReader(_bare(rest), labels_of(poll.options), vouched=False).read()
    return "" if not rest.strip("了的啊吧呢") or (chosen_before and _EARLIER.match(said)) else said


def _without_dropped(said: str, poll: OpenPoll) -> tuple[str, bool]:
    """The clause behind the choice that it drops (不选1了改选2 → 改选2), and whether it drops one."""
    match, labels = _DROPPED.match(said), labels_of(poll.options)
    if match is None or BallotReader(said, labels, vouched=False).read():
        return said, False  # 不要装 is the choice of 不装
    old = match["that"] or match["this"] or match["it"] or match["no"]
    dropped = BallotReader(old, labels, vouched=True).read()
    return (said[match.end() :], True) if dropped else (said, False)


def _bare(said: str) -> str:
    return re.sub("^(?:[我俺咱](?:们?家)?的?票)?(?:从|由|把)|的$", "", said)


def _clause(said: str, stop: str, poll: OpenPoll) -> _Clause:
    clause = _Clause(said, tight=bool(stop) and not stop.strip())
    reader = BallotReader(said, labels_of(poll.options), vouched=False)
    clause.chosen = reader.read()
    matter = None if clause.chosen else MATTER.fullmatch(said)
    if matter and "yes" in labels_of(poll.options).kinds and not _spoilt(matter["what"]):
        reader = BallotReader(matter["said"], labels_of(poll.options), vouched=False)
        clause.chosen = reader.read()
    if clause.chosen:
        words = bool(_OF_VOTES.search(said))
        clause.bare = not (words or _FIRM.search(said)) and _is_bare(clause, reader, _answers(poll))
        clause.firm = words or bool(reader.called) or (bool(_CAST.search(said)) and not clause.tight)
        return clause
    clause.neutral = bool(_form_of_words(said))
    return clause


def _is_bare(clause: _Clause, reader: BallotReader, answers: bool) -> bool:
    """Whether the name of an option may say something else, too: a day, a person, a short word before a gap."""
    if answers:
        return len(clause.text.rstrip("的吧了啊呀")) == 1  # 装, 要
    short = clause.tight and len(clause.text) < _LONG_NAME
    return reader.named and (short or bool(_TIMELY.search(clause.text) or name().match(clause.text)))


def _answers(poll: OpenPoll) -> bool:
    """Whether the options are answers (装, 不装), not things of their own."""
    return "no" in labels_of(poll.options).kinds


def _form_of_words(said: str) -> bool:
    """Whether a clause only says who speaks or is polite: 5号楼2单元301, 我是501的, 好的."""
    if _only_introduces(said) or _POLITE.match(said):
        return not _ABOUT.search(said)
    home = re.sub("^(?:我们?家?|俺家?|咱家?)?[是住在]{0,2}", "", said)
    household = HOUSEHOLD.match(home)
    if household is None:
        return False
    rest = home[household.end() :]
    return not rest or rest in {"的", "业主", "住户"} or name().fullmatch(rest) is not None


def _only_introduces(said: str) -> bool:
    at = 0
    while match := BEFORE.match(said, at):
        at = match.end()
    return at == len(said)


def _spoilt(said: str) -> bool:
    return bool(
        _ASKED.search(said)
        or _ABOUT.search(said)
        or _CONDITION.search(said)
        or _SAID_BY_OTHERS.search(said)
        or re.search("的$", said)
    )


def _harmless(said: str, poll: OpenPoll, vote: _Clause) -> bool:
    """Whether a clause beside the vote may be its reason."""
    if _ASKED.search(said) or _CONDITION.search(said) or _SAID_BY_OTHERS.search(said):
        return False
    if _ABOUT.search(said) and not _says_the_same(said, poll, vote):
        return False
    abstains = labels_of(poll.options).kinds[vote.chosen[0] - 1] == "abstain"
    return abstains or not _UNSURE.search(said)


def _says_the_same(said: str, poll: OpenPoll, vote: _Clause) -> bool:
    """支持社区工作, beside 同意: what speaks of votes with no other word than that of this choice."""
    labels = labels_of(poll.options)
    kinds = {match.lastgroup or "" for match in STRONG_KINDS.finditer(said)}
    return (
        bool(kinds)
        and {labels.of_kind(kind) for kind in kinds} == set(vote.chosen)
        and not re.search("[投选票不没的]", STRONG_KINDS.sub("", said))
    )


def _reasons_before(clauses: list[_Clause]) -> bool:
    """Whether the clauses in front of the choice tell a reason and name nobody else who might be the one to choose."""
    if not clauses:
        return True
    if any(_ADDRESSED.search(clause.text) or _SOMEBODY.search(clause.text) for clause in clauses):
        return False
    return any(
        len(clause.text) >= _FEWEST_BEHIND_GAP or _TELLS.search(clause.text) or STRONG.match(clause.text)
        for clause in clauses
    )


def _stands_apart(said: str) -> bool:
    return len(said) >= _FEWEST_BEHIND_GAP or bool(_GAP_REASON.match(said) or _PRAISE.search(said))

"""Ballots: every way to vote, and everything that only looks like it."""

from dataclasses import replace

import pytest

from handlers.understanding import Ballot, OpenPoll, read_ballot
from handlers.understanding.ballots import household_vote, polls_answered
from handlers.understanding.normal import normalise

USUAL = OpenPoll("V3", ("同意", "反对", "弃权"))
PLANS = OpenPoll("V4", ("1号方案", "2号方案"))
FITTING = OpenPoll("V5", ("装", "不装"))
COLOURS = OpenPoll("V6", ("红色", "蓝色", "都行"))

CANDIDATES = OpenPoll("V7", ("张建国", "李秀英", "王大海"))
HALVES = OpenPoll("V8", ("上午", "下午"))
WEEKEND = OpenPoll("V9", ("周六上午", "周日上午"))
FEES = OpenPoll("V10", ("5元", "8元", "10元"))
TERMS = OpenPoll("V11", ("3天", "5天", "7天"))
FATE = OpenPoll("V12", ("保留", "拆除", "再议"))
YES_NO = OpenPoll("V13", ("是", "否"))
OFTEN = OpenPoll("V14", ("每周一次", "每周两次"))


def _vote(text: str, *polls: OpenPoll) -> int | None:
    ballot = read_ballot(normalise(text), polls)
    return ballot.option if ballot else None


@pytest.mark.parametrize(
    ("option", "texts"),
    [
        (1, "1|１|①|1️⃣|A|a|同意|赞成|支持|+1|＋1|没意见|👍|👍🏻|👍👍|[强]"),
        (
            1,
            "同意！|我家同意|同意 谢谢|1同意|我投1|赞成票|V3同意|v3 1",
        ),
        (1, "3号楼501 同意|3-2-501 同意|501同意|3号楼501王桂兰 同意|3号楼2单元501李大爷 同意"),
        (
            1,
            "同意 王桂兰|我没意见，同意",
        ),
        (2, "2|反对|不同意|👎|不支持|选B|第二个|坚决反对！！|我们全家反对|投反对票|唔同意|V3 2|V3:2"),
        (3, "3|弃权|弃权吧|C|投弃权"),
    ],
)
def test_a_vote(option: int, texts: str) -> None:
    assert {text: _vote(text, USUAL) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), option)


@pytest.mark.parametrize(
    "text",
    [
        *("不反对", "不太同意", "同意但是要快", "同意吗", "同意？", "大家都同意", "不同意不行", "有点同意"),
        *("如果便宜就同意", "同意的举手", "同意楼上", "物业同意吗", "4", "0", "12", "110", "1和2", "2 同意"),
        *("0712", "V9 1", "V3", "501", "+10", "五百", "1号楼", "1楼", "1点", "3单元没水"),
        *("好", "好的", "可以", "行", "OK", "收到", "谢谢", ""),
    ],
)
def test_not_a_vote(text: str) -> None:
    assert _vote(text, USUAL) is None


@pytest.mark.parametrize(
    ("text", "poll", "option"),
    [
        ("方案二", PLANS, 2),
        ("二号方案", PLANS, 2),
        ("1号方案", PLANS, 1),
        ("第一个", PLANS, 1),
        ("同意", PLANS, None),
        ("装", FITTING, 1),
        ("不装", FITTING, 2),
        ("反对", FITTING, 2),
        ("红色", COLOURS, 1),
        ("我选蓝色吧", COLOURS, 2),
        ("喜欢红色的衣服", COLOURS, None),
    ],
)
def test_labels_count(text: str, poll: OpenPoll, option: int | None) -> None:
    assert _vote(text, poll) == option


@pytest.mark.parametrize(
    ("text", "ballot"),
    [
        ("1", None),
        ("👍", None),
        ("好的", None),
        ("+1", None),
        ("同意", Ballot(1, "V3")),  # the other one asks for something else
        ("我家不同意 太吵", Ballot(2, "V3")),
        ("V3 1", Ballot(1, "V3")),
        ("v4 2", Ballot(2, "V4")),
        ("方案二", Ballot(2, "V4")),
    ],
)
def test_with_two_open_polls_one_must_be_named(text: str, ballot: Ballot | None) -> None:
    assert read_ballot(text, (USUAL, PLANS)) == ballot


@pytest.mark.parametrize("text", ["同意", "不同意", "我家反对 太吵", "2"])
def test_what_two_open_polls_ask_for_is_a_vote_in_neither(text: str) -> None:
    assert read_ballot(text, (USUAL, replace(USUAL, code="V9"))) is None


def test_nothing_is_a_vote_without_a_poll() -> None:
    assert read_ballot("1", ()) is None


@pytest.mark.parametrize(
    ("option", "texts"),
    [
        (
            1,
            "我没啥意见|冇问题|没得意见|毫无异议|全家都赞成|我们一家人一致同意|我的意见是同意|"
            "我是同意的|举双脚赞成|无条件支持",
        ),
        (
            1,
            "三零二 赞成|2单元301 支持|3栋 502 同意|同意 3-2-502|同意，3-2-501王桂兰|王桂兰 501 同意|"
            "501业主同意|8-1-802王 同意",
        ),
        (
            1,
            "V3 501 同意|v-3 同意|V三 同意|V3=1|投V3 1|501 行|V3 可以|"
            "好的，同意|同意，谢谢书记|同意这个方案|支持这么做",
        ),
        (1, "❶|🅰|A同意|1、同意|同意+1|同意👍|投同意一票|投个赞成|小应，同意"),
        (2, "我们全家都反对|反对+1|投反对票|302反对，谢谢|唔支持|坚决反对到底|我是反对的|②反对|302 不行"),
        (3, "我弃权|弃权，501|保持中立|第三项|放弃表决"),
    ],
)
def test_a_stranger_votes(option: int, texts: str) -> None:
    assert {text: _vote(text, USUAL) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), option)


@pytest.mark.parametrize(
    "texts",
    [
        "谢谢支持|谢谢同意|感谢支持|🙏同意|请同意|建议同意|希望大家同意|我妈同意|我老公不同意|都同意|3号楼同意",
        "同意就行|可以同意|先同意|应该同意|估计同意|基本同意|好像同意|同意才怪|没问题吧|没意见吧|反对呢|同意嘛",
        "1票|2票|一票|选一个|投一票|2个人|1:1|1.5|1-1|1、2|1 2|2个|同意1票|10|1000|0|+2|同意+2|B1|C位",
        "1代表同意|同意的扣1|已经同意了|我投了同意|选了1|我投的同意|同意 方案二|同意 马上装|反对 马上装|501 502 同意",
        "好的没问题|嗯，可以|不行不行|不|我随便|同意你|支持国货|不敢反对|谁不同意|3-2-501|V4 1|下午好",
    ],
)
def test_talk_is_no_vote(texts: str) -> None:
    assert {text: _vote(text, USUAL) for text in texts.split("|")} == dict.fromkeys(texts.split("|"))


@pytest.mark.parametrize(
    ("poll", "option", "texts"),
    [
        (
            CANDIDATES,
            3,
            "支持王大海|投王大海一票|给王大海投一票|选大海|3号 王大海|王大海+1|推选王大海|301 王大海",
        ),
        (
            CANDIDATES,
            None,
            "反对王大海|谢谢王大海|王大海啊|@王大海|王大海家漏水|张建国 李秀英|除了王大海|同意",
        ),
        (HALVES, 2, "2、下午|下午+1|选下午吧|501下午|第二个"),
        (HALVES, None, "上午好|下午好！|下午见|上午了|下午茶|明天上午|上午下午都行|下午2点"),
        (WEEKEND, 2, "星期日上午|礼拜天上午|我选周天上午"),
        (WEEKEND, None, "上午|周末|周六上午停电"),
        (COLOURS, 2, "蓝的|选蓝|2 蓝色|支持蓝色"),
        (COLOURS, None, "蓝色的车|不要蓝色|红蓝"),
        (FEES, 2, "八块|8块钱|选8元|2|八元"),
        (FEES, None, "20元|8元太贵|六块"),
        (TERMS, 2, "五天|5天|2|选B"),
        (TERMS, None, "3|4天|3天内"),  # 3 is the third and 3天: asked back
        (FITTING, 2, "支持不装|赞成不装|我家不装"),
        (FITTING, None, "装不装|不装不行|反对装|装了"),
        (FATE, 1, "保留|我选保留"),
        (FATE, None, "保留意见|同意"),
        (YES_NO, 1, "是|选是|同意"),
        (YES_NO, None, "是的|是啊|嗯是"),
        (OFTEN, 2, "两次|每周2次|每周二次"),
    ],
)
def test_names_of_options(poll: OpenPoll, option: int | None, texts: str) -> None:
    assert {text: _vote(text, poll) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), option)


QUOTED = "「小应：【V3】装不装电梯 1同意 2反对 3弃权」\n- - - - - - - -\n同意"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("同意", ["V3", "V4"]),
        (QUOTED, ["V3"]),
        ("「老王：晚上打牌去不去」\n- - - - - - - -\n同意", []),
        ("「老王：V3大家怎么看」\n- - - - - - - -\n同意", []),
        ("「老王：晚上打牌去不去」\n- - - - - - - -\nV4 1", ["V4"]),
    ],
)
def test_a_quote_tells_the_poll(text: str, codes: list[str]) -> None:
    assert [poll.code for poll in polls_answered(normalise(text), (USUAL, PLANS))] == codes


@pytest.mark.parametrize(
    ("text", "vote"),
    [("3号楼501 同意", True), ("501反对", True), ("同意", False), ("501 1", False), ("501 不反对", False)],
)
def test_a_household_votes_unasked(text: str, vote: bool) -> None:
    assert household_vote(text) is vote


def test_a_reason_behind_the_choice_changes_nothing() -> None:
    said = {
        "不同意，太贵了": 2,
        "不同意 太贵了": 2,
        "支持！早该装了": 1,
        "同意，早点装吧": 1,
        "弃权，不懂": 3,
    }
    assert {text: _vote(text, USUAL) for text in said} == said


@pytest.mark.parametrize(
    "text",
    ["同意，多少钱", "支持，大家都来投", "不太同意，太贵", "同意，再问问我爸", "反对无效，继续", "1，早点装"],
)
def test_what_is_asked_or_of_others_is_no_reason(text: str) -> None:
    assert _vote(text, USUAL) is None


@pytest.mark.parametrize(
    ("poll", "option", "texts"),
    [
        (
            USUAL,
            1,
            "早就该装了，同意|我同意加装 老人腿脚不行 早装早好|没意见没意见 你们定就行|我家六楼，举双手同意",
        ),
        (
            USUAL,
            1,
            "我和我爱人都同意|替我们全家投同意|这个我是支持的|OK同意|👌同意|通意|不好意思按错了，我家是同意的",
        ),
        (
            USUAL,
            2,
            "一楼采光全没了 我家反对|坚决不同意 谁爱装谁装|反对加装，挡光|不！同！意！",
        ),
        (
            USUAL,
            2,
            "刚才投错了，改反对|从同意改为反对|打错了 2|把我刚投的改成反对|上面那票作废，我投反对|2 2 2",
        ),
        (USUAL, 3, "我想好了 还是弃权|我家租户在住，弃权|最后一个|不了解情况，弃权"),
        (COLOURS, 2, "蓝色，耐脏|蓝色那个|我要蓝色|我觉得蓝色最好看|选第二种颜色"),
        (WEEKEND, 2, "周日上午吧 周六上午要加班|最好周日上午|周日上午有空"),
        (CANDIDATES, 3, "投给老王|我选王大海，人实在|王大海 老党员 信得过"),
        (FITTING, 2, "别装了|不装，没必要"),
    ],
)
def test_a_vote_with_its_reason(poll: OpenPoll, option: int, texts: str) -> None:
    assert {text: _vote(text, poll) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), option)


@pytest.mark.parametrize(
    ("poll", "texts"),
    [
        (
            USUAL,
            "同意，但是要先修电梯|只要不涨价我就同意|同意，钱得按楼层分|谁说我同意了|也不是不同意|楼上李姐 反对",
        ),
        (
            USUAL,
            "帮3-2-602的老张投同意，他手机坏了|我家没投过谁帮我投的|我替对门王姐投个同意|同意同意 老姐说得对"
            "|我不好意思拒绝|推销保险的又来了，我不好意思拒绝",
        ),
        (
            USUAL,
            "撤回我的票|怎么改票|要得，下午见|同意1 反对2|如果贵就反对，便宜就同意|你说得对，支持|我选A 中午吃饭",
        ),
        (WEEKEND, "周六上午 停电|周六上午谁在家|除了周六上午都行"),
        (COLOURS, "红色蓝色都行|红色还是蓝色呢|蓝色多少钱|不要蓝色"),
    ],
)
def test_around_a_choice_much_makes_it_none(poll: OpenPoll, texts: str) -> None:
    assert {text: _vote(text, poll) for text in texts.split("|")} == dict.fromkeys(texts.split("|"))


def test_many_words_before_a_choice_cost_little() -> None:
    assert _vote("嗯" * 80 + "x，同意吗", USUAL) is None

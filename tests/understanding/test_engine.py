"""Whole messages: for the bot or not, what is wanted, and what only the context explains."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding import (
    CATEGORIES,
    INTENTS,
    Ballot,
    Context,
    Further,
    Meaning,
    OpenPoll,
    engine,
    mask,
    parts,
    understand,
)
from handlers.understanding.judgement import Judgement
from handlers.understanding.lexicon import shipped

NOW = datetime(2026, 11, 22, 10)
GROUP = Context(NOW)
PRIVATE = Context(NOW, room=False)
POLL = OpenPoll("V3", ("同意", "反对", "弃权"))
DATA = Path(__file__).parents[2] / "benchmarks" / "data"


@pytest.mark.parametrize(
    ("text", "intent", "category", "urgency", "place"),
    [
        ("3号楼2单元楼道灯不亮了", "报修", "路灯照明", "normal", "3号楼2单元"),
        ("@小应 3号楼2单元电梯坏了，老人下不来", "报修", "电梯", "urgent", "3号楼2单元"),
        ("4号楼2单元楼道里好大煤气味！！谁家漏气了", "安全隐患", "水电气暖", "emergency", "4号楼2单元"),
        ("楼上半夜还在拖桌子 有没有人管", "投诉", "噪音", "normal", None),
        ("麻烦社区帮忙代买下降压药", "办事代办", "医疗健康", "normal", None),
        ("我奶奶就想有人陪她聊聊天", "微心愿", "养老助残", "normal", None),
        ("我的诉求进度", "查询进度", "其他", "normal", None),
    ],
)
def test_a_request(text: str, intent: str, category: str, urgency: str, place: str | None) -> None:
    meaning = understand(text, GROUP)
    assert meaning.for_bot
    assert (meaning.intent, meaning.category, meaning.urgency) == (intent, category, urgency)
    assert meaning.place_text == place
    assert meaning.why


@pytest.mark.parametrize(
    "text",
    [
        "电梯好了",
        "我妈家小区电梯坏了",
        "去年这灯就坏过",
        "听说隔壁小区着火了",
        "[链接] 女子被困电梯三小时",
        "专业疏通下水道 13800001234",
        "公司电梯又坏了",
        "你报修了吗",
        "群里那个机器人是谁弄的",
        "股票跌停 想跳楼",
        '"李阿姨"撤回了一条消息',
        "[图片]",
        "1",
        "+1",
        "同意",
        "好了",
        "5分",
        "谢谢",
        "",
        " \u2005\n",
    ],
)
def test_chatter(text: str) -> None:
    meaning = understand(text, GROUP)
    assert (meaning.for_bot, meaning.intent, meaning.category, meaning.urgency) == (False, "闲聊", None, None)
    assert (meaning.place, meaning.due, meaning.ballot, meaning.poll) == (None, None, None, None)


def _words(path: Path, urgency: str) -> list[str]:
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [line["text"] for line in lines if line["urgency"] == urgency and "intent" not in line]


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.glob("understanding*.jsonl")))
def test_emergencies_of_our_own_lines(name: str) -> None:
    seen = {text: understand(text, GROUP).urgency for text in _words(DATA / name, "emergency")}
    assert [text for text, urgency in seen.items() if urgency != "emergency"] == []
    other = {text: understand(text, GROUP).urgency for text in _words(DATA / name, "not_emergency")}
    assert [text for text, urgency in other.items() if urgency == "emergency"] == []


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("楼道煤气味好大 会不会爆炸啊", True),
        ("万一着火了怎么办", False),
        ("上个月着过火", False),
        ("昨天开始有煤气味", True),
        ("上个月修过的煤气管又漏气了 满屋味", True),
    ],
)
def test_doubt_takes_an_alarm_back_only_when_it_is_about_it(text: str, alarm: bool) -> None:
    assert (understand(text, GROUP).urgency == "emergency") is alarm


@pytest.mark.parametrize(
    ("text", "context", "intent"),
    [
        ("好了", Context(NOW, own_requests=("0712",)), "评价"),
        ("还没修", Context(NOW, own_requests=("0712",)), "催办"),
        ("第三次了", Context(NOW, own_requests=("0712",)), "催办"),
        ("不用来了", Context(NOW, own_requests=("0712",)), "撤回"),
        ("怎么样了", Context(NOW, own_requests=("0712",)), "查询进度"),
        ("5分", Context(NOW, just_closed="0712"), "评价"),
        ("５", Context(NOW, just_closed="0712"), "评价"),
        ("不满意", Context(NOW, just_closed="0712"), "评价"),
        ("又坏了", Context(NOW, just_closed="0712"), "催办"),
        ("算我一个", Context(NOW, open_signups=("A2",)), "报名"),
        ("不太同意", Context(NOW, open_polls=(POLL,)), "表决"),
        ("3号楼501 同意", GROUP, "表决"),
    ],
)
def test_what_the_context_explains(text: str, context: Context, intent: str) -> None:
    meaning = understand(text, context)
    assert (meaning.for_bot, meaning.intent, meaning.ballot) == (True, intent, None)


def test_a_ballot_in_the_group() -> None:
    meaning = understand("3号楼501 同意", Context(NOW, open_polls=(POLL,)))
    assert (meaning.intent, meaning.ballot, meaning.place_text) == ("表决", Ballot(1, "V3"), "3号楼501")


def test_the_rating_comes_first_in_private() -> None:
    context = Context(NOW, room=False, open_polls=(POLL,), just_closed="0712")
    assert understand("2", context).intent == "评价"
    assert understand("2", Context(NOW, open_polls=(POLL,), just_closed="0712")).intent == "表决"


@pytest.mark.parametrize("text", ["谢谢", "收到", "好的", "你好", "🙏"])
def test_thanks_reopen_nothing(text: str) -> None:
    assert not understand(text, Context(NOW, room=False, own_requests=("0712",))).for_bot


@pytest.mark.parametrize("text", ["暖气不热", "今天初几了", "水管", "低保怎么办"])
def test_in_private_everything_is_for_the_bot(text: str) -> None:
    meaning = understand(text, PRIVATE)
    assert (meaning.for_bot, meaning.addressed) == (True, "explicit")


@pytest.mark.parametrize(
    "text", ["@小应 在吗", "@小应 今天初几了", "小应，你是谁", "查0712", "发起接龙 领春联"]
)
def test_an_explicit_call_is_always_for_the_bot(text: str) -> None:
    meaning = understand(text, GROUP)
    assert (meaning.for_bot, meaning.addressed) == (True, "explicit")


def test_a_wire_mention_is_a_call() -> None:
    assert understand("在吗", Context(NOW, mentioned=True)).addressed == "explicit"


@pytest.mark.parametrize("word", ["嗯", "哦", "明白了", "没事了", " ", "好的", "在不在"])
def test_pleasantries_without_end_do_not_hang(word: str) -> None:
    assert not understand(word * 300 + "电", GROUP).for_bot
    assert understand(word * 20, GROUP).why == ("-pleasantry",) or not word.strip()


def test_two_problems() -> None:
    meaning = understand("@小应 3号楼2单元电梯坏了，另外5号楼门口垃圾没人收", GROUP)
    assert (meaning.intent, meaning.category, meaning.place_text) == ("报修", "电梯", "3号楼2单元")
    assert [(one.intent, one.category, one.place_text) for one in meaning.more] == [
        ("投诉", "垃圾", "5号楼门口")
    ]


def test_two_problems_without_a_word_between_them() -> None:
    meaning = understand("@小应 楼道灯坏了 垃圾也没人收", GROUP)
    assert [meaning.category, *(one.category for one in meaning.more)] == ["路灯照明", "垃圾"]


def test_what_follows_from_a_problem_is_none_of_its_own() -> None:
    assert understand("@小应 3号楼电梯坏了 老人也下不来", GROUP).more == ()
    assert understand("卡在五楼和六楼中间 里头还有个抱孩子的 拍门没人应", GROUP).more == ()


def test_a_weak_signal_says_nothing_but_what_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    unsure = Judgement("报修", "水电气暖", "normal", asks=-1.0, sure=0.9, named=True, why=())
    monkeypatch.setattr(engine, "judge", lambda lexicon, text: unsure)
    meaning = understand("3号楼好像停水了", GROUP)
    assert (meaning.for_bot, meaning.intent, meaning.place_text) == (False, "闲聊", None)
    assert meaning.weak == Further("报修", "水电气暖", "normal", "3号楼")


@pytest.mark.parametrize(
    "text", ["中咧", "双脚赞成", "✋同意", "「小应：【V3】要不要换灯」\n- - - - - - - -\n1"]
)
def test_further_ways_to_vote(text: str) -> None:
    assert understand(text, Context(NOW, open_polls=(POLL,))).ballot == Ballot(1, "V3")


def test_days_as_options_are_no_deadline() -> None:
    poll = understand("@小应 发起投票\n哪天大扫除\n1. 周四\n2. 周五", GROUP).poll
    assert poll is not None
    assert (poll.topic, poll.options, poll.due) == ("哪天大扫除", ("周四", "周五"), None)


def test_so_many_stairwells_are_no_stairwell() -> None:
    assert parts("我们楼三个单元都停电", GROUP).place_text is None


def test_a_poll() -> None:
    meaning = understand("@小应 发起表决：是否加装充电桩？选项：同意/反对/弃权 截止：周五18:00", GROUP)
    assert meaning.intent == "表决"
    assert meaning.poll is not None
    assert (meaning.poll.topic, meaning.due) == ("是否加装充电桩", "2026-11-27T18:00")
    assert meaning.to_json()["poll"]["options"] == ["同意", "反对", "弃权"]


def test_parts_are_filled_for_chatter_too() -> None:
    meaning = parts("明天下午三点3号楼下打牌 13900001111", GROUP)
    assert not meaning.for_bot
    assert (meaning.place_text, meaning.due, meaning.pii) == ("3号楼", "2026-11-23T15:00", ("13900001111",))


def test_numbers_of_people_are_no_places_or_times() -> None:
    meaning = parts("取件码3-2-5011", GROUP)
    assert (meaning.place_text, meaning.due, meaning.pii) == (None, None, ("3-2-5011",))


def _sound(meaning: Meaning) -> None:
    answer = json.loads(json.dumps(meaning.to_json()))
    assert answer["intent"] in INTENTS
    assert answer["category"] is None or answer["category"] in CATEGORIES
    assert 0 <= answer["confidence"] <= 1
    if not answer["for_bot"]:
        assert (answer["intent"], answer["addressed"], answer["urgency"]) == ("闲聊", None, None)


_PIECES = st.sampled_from(
    [
        *(
            "3号楼",
            "二单元",
            "501",
            "1",
            "、",
            "-",
            ":",
            "周",
            "下下",
            "每周",
            "点",
            "一",
            "十",
            "年",
            "月",
            "日",
            "内",
            "前",
        ),
        *(
            "着火",
            "电梯坏了",
            "@小应",
            "选项：",
            "/",
            "1.",
            "投票",
            "到",
            "13900001111",
            "但",
            "同意",
            "V3",
            "還沒",
            "|",
        ),
        *(
            "\u2005",
            "\x00",
            "\ud800",
            "👍🏻",
            "\u202e",
            "\u0301",
            "「",
            "」",
            "[链接]",
            "\n",
            " ",
            "１",
            "①",
            "…",
            "(",
            ")",
        ),
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=60).map("".join)), st.booleans())
def test_no_text_raises(text: str, room: bool) -> None:
    context = Context(NOW, room, open_polls=(POLL,), own_requests=("0712",), open_signups=("A2",))
    _sound(understand(text, context))
    _sound(understand(text, Context(NOW, room)))
    assert parts(text, context).intent in INTENTS
    assert isinstance(mask(text), str)


class _Counting(str):
    """A text that counts how much of it is looked at, by length of the pieces taken."""

    taken = 0

    def __getitem__(self, key: object) -> str:
        piece = str.__getitem__(self, key)  # type: ignore[index]
        _Counting.taken += len(piece)
        return piece


@pytest.mark.parametrize(
    "piece", ["1号楼", "一二三四", "1-2-", "下下周", "电梯坏了", "@小应 ", "1、", "选项：1.", "\u0301\u0300"]
)
def test_only_the_beginning_of_a_long_message_is_read(piece: str) -> None:
    _Counting.taken = 0
    understand(_Counting(piece * (10_000 // len(piece))), GROUP)
    assert _Counting.taken <= 1000
    lookups = sum(len(shipped().scan(piece * size)) for size in (100, 200))
    assert lookups <= 4 * max(1, len(shipped().scan(piece * 100)))


@pytest.mark.parametrize(
    "text", ["有人", "家里有人", "有人在家", "我在家", "屋里有人", "下午都有人在家", "家里有老人"]
)
def test_who_is_at_home_is_an_answer_and_no_alarm(text: str) -> None:
    meaning = understand(text, Context(now=datetime(2026, 11, 23, 9), room=False))
    assert meaning.urgency == "normal"
    assert meaning.confidence < 0.5


@pytest.mark.parametrize("text", ["有刀", "有人跳楼", "救命", "人晕了", "进人了", "有人倒了"])
def test_a_short_cry_is_an_alarm(text: str) -> None:
    assert understand(text, Context(now=datetime(2026, 11, 23, 9), room=False)).urgency == "emergency"

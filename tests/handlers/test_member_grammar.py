"""What members and residents say of work, without a command: which words are taken, and which are not."""

import pytest

from handlers.requests.members.member_grammar import Said, is_going, read_member
from handlers.requests.outcomes import left_over, says_solved


@pytest.mark.parametrize(
    ("words", "said", "rest"),
    [
        ("换了灯泡 办结", Said.DONE, "换了灯泡"),
        ("换了灯泡，可以办结了", Said.DONE, "换了灯泡"),
        ("这个我来", Said.TAKE, "这个我来"),
        ("好的，我来处理", Said.TAKE, "好的，我来处理"),
        ("在路上了", Said.COMING, "在路上了"),
        ("马上过去看看", Said.COMING, "马上过去看看"),
        ("我等会过去", Said.COMING, "我等会过去"),
        ("等配件，周五到", Said.WAITING, "等配件，周五到"),
        ("配件没货，要等厂家", Said.WAITING, "配件没货，要等厂家"),
        ("不归我管，是燃气公司的", Said.NOT_MINE, "不归我管，是燃气公司的"),
        ("这个我修不了，要找供电局", Said.NOT_MINE, "这个我修不了，要找供电局"),
        ("让吴师傅去", Said.PASS_ON, "吴师傅"),
        ("给李伟吧", Said.PASS_ON, "李伟"),
        ("转给老李", Said.PASS_ON, "老李"),
        ("这个叫李伟来处理一下", Said.PASS_ON, "李伟"),
    ],
)
def test_what_members_say_is_read(words: str, said: Said, rest: str) -> None:
    found = read_member(words)
    assert found is not None
    assert (found.said, found.rest) == (said, rest)


@pytest.mark.parametrize(
    "words",
    [
        "怎么办结",
        "还没修好，不能办结",
        "办结",
        "给李伟打个电话",
        "给李伟",
        "让我看看吗",
        "谁去看看？",
        "吴师傅在吗",
        "等我一下",
        "今天天气不错",
        "好的",
        "收到",
        "在" * 100,
    ],
)
def test_what_is_nothing_of_this_is_left_alone(words: str) -> None:
    assert read_member(words) is None


@pytest.mark.parametrize(
    ("rest", "going"),
    [
        ("去看", True),
        ("师傅过来修", True),
        ("我去处理", True),
        ("开会", False),
        ("去打麻将", False),
        ("", False),
    ],
)
def test_a_day_alone_is_not_a_visit(rest: str, going: bool) -> None:
    assert is_going(rest) is going


@pytest.mark.parametrize(
    ("words", "solved"),
    [
        ("已解决", True),
        ("解决了", True),
        ("好了好了谢谢啊", True),
        ("修好了，谢谢师傅", True),
        ("没问题了", True),
        ("灯亮了", True),
        ("好的", False),
        ("谢谢", False),
        ("没解决", False),
        ("好了又坏了", False),
        ("修好了吗", False),
        ("非常满意", False),
        ("部分解决", False),
        ("", False),
    ],
)
def test_solved_is_heard_without_a_figure(words: str, solved: bool) -> None:
    assert says_solved(words) is solved


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("部分解决", ""),
        ("部分解决吧", ""),
        ("解决了一半", ""),
        ("部分解决，楼下的灯还不亮", "楼下的灯还不亮"),
        ("修好了一部分，按钮还不灵", "按钮还不灵"),
        ("解决了", None),
        ("大部分人都走了", None),
    ],
)
def test_what_is_left_is_heard(words: str, left: str | None) -> None:
    assert left_over(words) == left

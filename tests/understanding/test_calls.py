"""Whether the bot is called, in all the forms people type."""

import pytest

from handlers.understanding import strip_call

NAMES = ("小应", "小助手")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("@小应 电梯坏了", "电梯坏了"),
        ("小应啊我是王奶奶", "我是王奶奶"),
        ("小应那个灯什么时候修", "那个灯什么时候修"),
        ("小应他什么时候来啊", "他什么时候来啊"),
        ("@小应\u2005电梯坏了", "电梯坏了"),
        ("@小应电梯坏了", "电梯坏了"),
        ("＠小应 电梯坏了", "电梯坏了"),
        ("@ 小应 电梯坏了", "电梯坏了"),
        ("电梯坏了 @小应", "电梯坏了"),
        ("小应，电梯坏了", "电梯坏了"),
        ("小应 电梯坏了", "电梯坏了"),
        ("小应小应 电梯坏了", "电梯坏了"),
        ("小应帮我看看", "帮我看看"),
        ("@小助手 催办", "催办"),
        ("小应", ""),
        ("「小应：已登记【0712】」\n- - - - - - - - -\n还没修", "还没修"),
    ],
)
def test_called(text: str, rest: str) -> None:
    assert strip_call(text, NAMES) == (True, rest)


@pytest.mark.parametrize(
    "text",
    [
        "小应该多吃",
        "小应那个机器人真笨",
        "小应他们单位",
        "@小应急队\u2005你好",
        "@小应该",
        "小应是谁弄的",
        "这个小应真好用",
        "@李伟 小应坏了",
        "a@小应.com",
        "「李伟：@小应 电梯坏了」\n- - - - - - - - -\n好的",
        "",
    ],
)
def test_not_called(text: str) -> None:
    assert strip_call(text, NAMES)[0] is False


def test_without_names_nobody_is_called() -> None:
    assert strip_call("@小应 好", ()) == (False, "@小应 好")
    assert strip_call("@ 好", ("",)) == (False, "@ 好")

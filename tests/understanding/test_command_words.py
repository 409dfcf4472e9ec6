"""A command word at the head is one only when what follows fits it."""

from datetime import datetime

import pytest

from handlers.understanding import Context, understand

GROUP = Context(datetime(2026, 11, 22, 10))


@pytest.mark.parametrize(
    "text",
    [
        "求助 红烧肉怎么做",
        "求助 哪里剪头发便宜",
        "咨询 空调买几匹的",
        "投诉 外卖小哥送错了",
        "给我侄女投个票",
        "催办 作业",
        "麻烦大家给孩子投一票 链接在下面",
        "查 今天几号",
        "联系户外装备店",
        "有人会修水管吗",
    ],
)
def test_talk_that_begins_like_a_command(text: str) -> None:
    assert not understand(text, GROUP).for_bot


@pytest.mark.parametrize(
    "text",
    [
        "求助 老人摔倒了起不来",
        "报修 5号楼灯不亮",
        "投诉 楼上天天半夜装修",
        "咨询 老年证怎么办",
        "投诉:外卖",
        "报修",
    ],
)
def test_a_command_with_what_fits_it(text: str) -> None:
    meaning = understand(text, GROUP)
    assert (meaning.for_bot, meaning.addressed) == (True, "explicit")

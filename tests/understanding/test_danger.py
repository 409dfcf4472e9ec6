"""Where somebody's life is in danger: in bare words, misheard by the phone, in words that avoid saying it; and
what only sounds like it."""

from datetime import datetime

import pytest

from handlers.understanding import Context, despairs, understand

GROUP = Context(datetime(2026, 11, 22, 10))


@pytest.mark.parametrize(
    "text",
    [
        "火灾",
        "3号楼火灾",
        "着火",
        "心梗了",
        "我爸心梗了",
        "脑梗",
        "救救我",
        "喘不上气",
        "煤气中毒",
        "触电",
        "溺水",
        "割腕",
        "孩子走丢",
        "老人叫不应门",
        "他要跳楼",
        "爸晕过去了",
        "老公要打死我",
    ],
)
def test_bare_words_of_danger_are_an_alarm(text: str) -> None:
    assert understand(text, GROUP).urgency == "emergency"


@pytest.mark.parametrize(
    "text",
    ["火栽 快来", "三号楼着伙了", "老头心更了", "我妈脑哽了", "有人出电了", "不香活了 太难了"],
)
def test_what_the_phone_misheard_is_an_alarm(text: str) -> None:
    assert understand(text, GROUP).urgency == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "我不想活了",
        "活着没意思",
        "我把遗书写好了放桌上",
        "这世上没什么好留恋的了",
        "跟大家道个别 下辈子不做人了",
    ],
)
def test_despair_is_an_alarm_and_a_matter_of_health(text: str) -> None:
    meaning = understand(text, GROUP)
    assert (meaning.intent, meaning.category, meaning.urgency) == ("求助", "医疗健康", "emergency")
    assert despairs(text)


@pytest.mark.parametrize(
    "text",
    [
        "累死我了不想活了哈哈",
        "火灾演习明天上午十点",
        "笑得喘不上气",
        "心梗的人能吃这个吗",
        "预防火灾讲座周六下午",
        "余华的活着好看吗",
        "没wifi我活不下去",
        "阳台着火似的晒",
        "谁也别拦我 我要下单了",
        "电影最后他自己割了手腕",
        "跑完步喘不上气",
        "火灾扑灭了 没人受伤",
    ],
)
def test_what_only_sounds_like_danger_is_none(text: str) -> None:
    assert understand(text, GROUP).urgency != "emergency"
    assert not despairs(text)


def test_danger_beside_words_that_talk_about_it_is_one() -> None:
    assert understand("我爸心梗后遗症 刚才又晕倒了 叫不醒", GROUP).urgency == "emergency"


@pytest.mark.parametrize(
    "text", ["楼上那家天天打孩子 哭得可惨了", "对门又在打孩子 孩子哭得不行", "三楼打老婆打得好凶 女的在求饶"]
)
def test_who_hears_somebody_beaten_next_door_reports_no_noise(text: str) -> None:
    read = understand(text, GROUP)
    assert (read.intent, read.category, read.urgency) == ("求助", "治安", "emergency")


@pytest.mark.parametrize("text", ["你们三楼打孩子轻点嘛", "电视里隔壁打孩子打得好惨", "楼上打麻将吵得惨"])
def test_what_only_sounds_like_a_beating_is_no_alarm(text: str) -> None:
    assert not understand(text, GROUP).for_bot

"""What people with an open request say that is not about it, or does not mean what it sounds like. Played."""

import pytest

from handlers.community import Community
from handlers.messages import Outgoing
from tests.bot.rig import Rig, rig
from tests.bot.test_talk import requests


def to(said: list[Outgoing], person: str) -> str:
    return "\n".join(message.text for message in said if message.to == person)


async def state(bench: Rig) -> tuple[str, int | None]:
    [request] = await requests(bench)
    return request.status.value, request.rating


@pytest.mark.parametrize(
    "words",
    [
        *(
            "第三次打牌又输了",
            "王姐你人呢",
            "还没吃饭呢",
            "赶紧下来拿橙子",
            "电影怎么样了",
            "快递到哪了",
            "孩子催我了",
        ),
        *("外卖取消了", "不用来了妈 我自己回去", "算了 今天不去买菜了", "妈你别来了 我去接娃"),
    ],
)
async def test_chatter_in_the_group_is_about_nothing_that_is_open(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        assert await bench.say("u-wang", words) == []
        assert await state(bench) == ("已派", None)


@pytest.mark.parametrize("words", ["还没修", "怎么还没来修", "电梯还没修好", "到哪一步了", "电梯怎么样了"])
async def test_what_is_about_it_is_heard_without_a_call(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        said = await bench.say("u-wang", words)
        assert any("【0001】" in message.text for message in said if message.room == "r-3")


async def test_what_was_confided_is_no_matter_of_the_group(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-liu", "我老公打我", room=None)
        said = await bench.say("u-liu", "外卖取消了")
        assert not [message for message in said if message.room == "r-3" or "撤回" in message.text]
        for words in ("李伟和他是朋友 不要告诉李伟", "千万别说是我说的"):
            assert "撤回" not in to(await bench.say("u-liu", words, room=None), "u-liu")
        assert "要撤回【0001】吗？" in to(await bench.say("u-liu", "不用来了", room=None), "u-liu")
        assert (await state(bench))[0] != "已撤销"
        assert "不撤，继续办" in to(await bench.say("u-liu", "不用", room=None), "u-liu")
        await bench.say("u-liu", "不用来了", room=None)
        await bench.say("u-liu", "1", room=None)
        assert (await state(bench))[0] == "已撤销"


@pytest.mark.parametrize(
    "words",
    [
        *(
            "不用急 慢慢来",
            "不要告诉别人",
            "别忘了啊",
            "我昨天说的那个",
            "没事 慢慢修",
            "好了再告诉我",
            "我自己修不了",
            "别撤",
        ),
        *("怎么撤回", "为什么撤了", "我没说撤回啊", "不用来了吗", "你们不修了吗", "今天不用来 明天来"),
    ],
)
async def test_what_only_sounds_like_it_takes_nothing_back(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "厨房水管漏水", room=None)
        await bench.say("u-wang", words, room=None)
        assert (await state(bench))[0] == "已派"


@pytest.mark.parametrize(
    "words", ["不用来了", "不用来了 已经好了", "算了 不修了", "取消吧", "不用麻烦了 自己修好了"]
)
async def test_what_takes_it_back_does(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "厨房水管漏水", room=None)
        await bench.say("u-wang", words, room=None)
        assert (await state(bench))[0] == "已撤销"


async def closed(bench: Rig) -> None:
    await bench.say("u-wang", "厨房水管漏水", room=None)
    await bench.say("u-wu", "接单0001", room=None)
    await bench.say("u-wu", "办结0001 换了水管", room=None)


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        *((words, 5) for words in ("[强]", "满分", "5分 谢谢小伙子", "10分")),
        ("没有不满意", 4),
        *(
            (words, 3)
            for words in (
                "修好了但是地上弄得全是水",
                "好了一点点",
                "马马虎虎吧",
                "修是修了 就是收了我八十块钱",
                "好是好了 太慢了",
            )
        ),
    ],
)
async def test_a_rating_in_words_is_the_rating(community: Community, words: str, rating: int) -> None:
    async with rig(community) as bench:
        await closed(bench)
        await bench.say("u-wang", words, room=None)
        assert await state(bench) == ("已办结", rating)


@pytest.mark.parametrize(
    "words", ["说不上满意", "态度太差了", "0分", "哎呀我才看到 还滴呢", "解决个屁", "没修好", "又漏了"]
)
async def test_what_is_not_solved_is_opened_again(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await closed(bench)
        await bench.say("u-wang", words, room=None)
        assert (await state(bench))[0] == "处理中"


@pytest.mark.parametrize("words", ["老张说好了", "过两天再说", "我还没看"])
async def test_who_has_not_looked_yet_is_waited_for(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await closed(bench)
        said = await bench.say("u-wang", words, room=None)
        assert "不急。看过了告诉我【0001】解决没有" in to(said, "u-wang")
        assert await state(bench) == ("待评价", None)
        await bench.say("u-wang", "5", room=None)
        assert await state(bench) == ("已办结", 5)


@pytest.mark.parametrize(
    "words",
    ["今天能修不", "多少钱", "我要在家等吗", "要收费吗", "需要我做什么", "可以周末来吗", "能不能换个人来"],
)
async def test_a_question_about_the_work_goes_to_who_does_it(community: Community, words: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "厨房水管漏水", room=None)
        said = await bench.say("u-wang", words, room=None)
        assert to(said, "u-wu") == f"【0001】居民补充：{words}"
        assert (await state(bench))[0] == "已派"


@pytest.mark.parametrize("words", ["能不能保密", "你会不会告诉301是我投诉的", "可以匿名吗"])
async def test_a_question_about_confidence_is_answered(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert "不会发到群里" in to(await bench.say("u-wang", words, room=None), "u-wang")
        assert await requests(bench) == []


@pytest.mark.parametrize("words", ["我要搬走了 删除我的数据", "我搬走了 把我的信息都删了", "不要再记我的话"])
async def test_who_wants_to_be_forgotten_is_heard_in_any_words(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert "确认删除" in to(await bench.say("u-wang", words, room=None), "u-wang")


@pytest.mark.parametrize(
    ("words", "who", "category"), [("他打我", "u-qian", "治安"), ("头有点晕", "u-li", "医疗健康")]
)
async def test_what_happens_to_a_person_goes_to_who_helps(
    community: Community, words: str, who: str, category: str
) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", words, room=None)
        assert category in to(said, who)
        assert to(said, "u-wu") == ""


@pytest.mark.parametrize(
    "words", ["隐患还有几个没整改", "隐患整改完了没有", "隐患复查了没", "隐患排查情况怎么样"]
)
async def test_a_question_about_hazards_registers_none(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert "没有" in to(await bench.say("u-zhou", words, room=None), "u-zhou")
        assert await requests(bench) == []


async def test_who_says_that_it_cannot_be_done_is_who_is_named(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        said = await bench.say("u-zhou", "无法解决0001 产权不清", room=None)
        [told] = [message.text for message in said if message.room == "r-3"]
        assert "周敏" in told
        assert "吴强" not in told


async def test_what_leaks_corrects_nothing(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元停水了")
        said = await bench.say("u-wang", "那个那个小应啊我跟你说啊我们家厕所水管子漏了")
        assert not any("更正" in message.text for message in said)
        assert {one.category for one in await requests(bench)} == {"水电气暖"}


async def test_codes_before_the_step_are_all_of_it(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元停水了")
        await bench.say("u-liu", "@小应 3号楼1单元灯坏了")
        await bench.say("u-wu", "都接了", room=None)
        said = await bench.say("u-wu", "0001和0002办结 换好了", room=None)
        assert "【0001】【0002】已办结" in to(said, "u-wu")
        assert not any("办结：0002" in message.text for message in said)


@pytest.mark.parametrize("words", ["你是哪个", "你能干啥", "我不识字", "喂"])
async def test_simple_questions_get_a_simple_answer(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert "直接说" in to(await bench.say("u-wang", words, room=None), "u-wang") or words == "你是哪个"
        assert await requests(bench) == []

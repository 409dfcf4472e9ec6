"""Several problems in one message, an alarm among them; despair, which nobody in the group may read; and a command that
somebody may not give."""

from bot.app import House
from handlers.community import Community
from handlers.messages import Outgoing
from handlers.requests.rules import is_private
from storage.records import Request
from tests.bot.rig import rig


async def _requests(house: House) -> list[Request]:
    def read(store: object) -> list[Request]:
        return [one for n in range(1, 9) if (one := store.requests.by_code(f"{n:04d}"))]  # type: ignore[attr-defined]

    return await house.store.write(read)


def _in_group(said: list[Outgoing]) -> str:
    return "\n".join(message.text for message in said if message.room is not None)


async def test_an_alarm_and_another_matter_are_two_requests(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-zhao", "电梯困人了 3号楼2单元，我还有个事，停车位被占了")
        made = await _requests(bench.house)
        assert [(one.category, one.urgency) for one in made] == [("电梯", "emergency"), ("停车", "normal")]
        assert "119" in _in_group(said)
        assert "【0002】" in _in_group(said)


async def test_a_second_alarm_of_one_fire_joins_and_the_rest_is_registered(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "3号楼楼道着火了 全是烟")
        await bench.say("u-gao", "3号楼着火了！另外楼下车位被占了")
        made = await _requests(bench.house)
        assert [one.category for one in made] == ["消防安全", "停车"]


async def test_two_faults_of_one_message_stand_on_one_receipt(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", "@小应 5号楼1单元楼道灯不亮，垃圾也两天没人收了")
        assert [one.category for one in await _requests(bench.house)] == ["路灯照明", "垃圾"]
        [receipt] = [message.text for message in said if message.room is not None]
        assert "【0001】" in receipt
        assert "【0002】" in receipt
        assert receipt.count("\n") <= 3


async def test_despair_is_answered_privately_and_reaches_those_who_must_know(community: Community) -> None:
    async with rig(community) as bench:
        said = await bench.say("u-wang", "活着真没意思 不想活了")
        [request] = await _requests(bench.house)
        assert request.urgency == "emergency"
        assert is_private(request)
        group = _in_group(said)
        assert "120" in group
        assert "不想活" not in group
        assert "0001" not in group
        assert "医疗" not in group
        [warm] = [message.text for message in said if message.room is None and message.to == "u-wang"]
        assert "您不是一个人" in warm
        assert "12356" in warm
        assert any(message.to == "u-li" and "不想活" in message.text for message in said)


async def test_a_refused_command_puts_nothing_right(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元楼道灯不亮")
        await bench.say("u-wang", "整改期限0001 周五")
        [refused] = await bench.say("u-wang", "@小应 整改期限0001 周五")
        assert "0001" not in refused.text
        [request] = await _requests(bench.house)
        assert request.category == "路灯照明"


async def test_talk_that_begins_like_a_command_is_left_alone(community: Community) -> None:
    async with rig(community) as bench:
        for words in (
            "求助 红烧肉怎么做",
            "查 今天几号",
            "投 3号作品",
            "补充 维生素C有用吗",
            "帮助 别人快乐自己",
        ):
            assert await bench.say("u-wang", words) == []

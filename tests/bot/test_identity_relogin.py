"""A new login changes every contact id: nobody gains or loses a right, and one message makes each who they were."""

from dataclasses import replace
from typing import Any

from handlers.community import Community, Permission, Person
from handlers.identity.actions import issue_codes
from handlers.state import state_of
from handlers.turn import OFFICE, Turn
from storage.unit_of_work import UnitOfWork
from tests.bot.identity import code_in, community_of, person_of, to
from tests.bot.rig import Rig, rig

ATTEMPTS = (
    "接单 0001",
    "办结 0001 换了灯泡",
    "0001 退回 不归我管",
    "转派 0001 李伟",
    "派 0001 李伟",
    "撤回 0001",
    "0001 5分",
    "催办 0001",
    "V1 2",
    "投 V1 1",
    "作废 V1 不要了",
    "绑定码 王桂兰",
    "解绑 王桂兰",
    "解绑",
    "代报 王桂兰",
    "李伟 由 王桂兰 代报",
    "核实",
    "是",
    "弱信号 关",
    "小应 静默",
    "小应，发起表决：换物业？选项：同意/反对 截止：后天18:00",
    "确认",
)
TRIES = {"u-zhou", "u-chen1", "u-li", "u-wu", "u-wang"}
"""One of each kind; every one under the name of somebody else."""


async def test_all_contact_ids_change(community: Community) -> None:
    async with rig(community) as bench:
        codes = await lived_in(bench, community)
        before, rights = await everything(bench), rights_of(await community_of(bench))
        names = [person.name for person in community.people]
        for person, name in zip(community.people, [*names[1:], names[0]], strict=True):
            contact = f"new-{person.id}"
            assert await person_of(bench, contact) is None
            for words in ATTEMPTS if person.id in TRIES else ():
                for room in (None, "r-3"):
                    await bench.say(contact, words, room=room, name=name)
        assert await everything(bench) == before
        assert await ids_of(bench) == {person.id: (person.id,) for person in community.people}
        await each_comes_back(bench, community, codes)
        assert await everything(bench) == before
        assert rights_of(await community_of(bench)) == rights
        await live_on(bench)


async def lived_in(bench: Rig, community: Community) -> dict[str, str]:
    """Requests in hand, a poll that runs, and for everybody the code that they keep."""
    await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
    await bench.say("u-liu", "@小应 3号楼1单元楼道灯不亮")
    await bench.say("u-wu", "接单 0001", room=None)
    await bench.say("u-chen1", "@小应 发起表决：装充电桩？选项：同意/反对 截止：12月20日18:00")
    await bench.say("u-chen1", "确认")
    await bench.say("u-wang", "V1 1", room=None)
    await bench.say("u-liu", "V1 2", room=None)
    codes = {}
    for person in community.people:
        [answer] = to(await bench.say(person.id, "固定口令", room=None), person.id)
        codes[person.id] = code_in(answer)
    # What is reminded of and escalated while the test plays would change it too.
    await bench.house.store.write(clocks_stopped)
    return codes


def clocks_stopped(store: UnitOfWork) -> None:
    for request in store.requests.newest(10):
        store.timers.cancel(request.number)
    store.timers.cancel("V1")


async def everything(bench: Rig) -> dict[str, Any]:
    """What is kept of requests, polls, members; contacts apart."""

    def look(store: UnitOfWork) -> dict[str, Any]:
        community = bench.house.directory.of(store)
        requests = [
            (request, store.requests.parties(request.id), store.requests.words(request.id))
            for request in store.requests.newest(50)[-2:]  # those of before; a guest may report, too
        ]
        polls = [(poll, store.polls.ballots(poll.id)) for poll in store.polls.all()]
        return {
            "requests": requests,
            "polls": polls,
            "counts": state_of(store, community)["polls"],
            "people": [replace(person, contacts=()) for person in community.people],
            "signals": store.signals.is_off("u-li"),
            "modes": store.audit.about("room:r-3"),
        }

    return await bench.house.store.read(look)


def rights_of(community: Community) -> set[tuple[str, Permission, str]]:
    """Everything that anybody may anywhere."""
    return {
        (person.id, permission, node.id)
        for person in community.people
        for permission in Permission
        for node in community.nodes
        if community.may(person, permission, node.id)
    }


async def ids_of(bench: Rig) -> dict[str, tuple[str, ...]]:
    return {person.id: person.contacts for person in (await community_of(bench)).people}


async def each_comes_back(bench: Rig, community: Community, codes: dict[str, str]) -> None:
    await bench.wait(minutes=61)  # who tried wrong codes waits
    for person in community.people:
        contact = f"new-{person.id}"
        sent = await bench.say(contact, f"绑定 {codes[person.id]}", room=None)
        answer = to(sent, contact)[-1]
        assert answer.startswith(f"{person.name}您好，")
        assert code_in(answer) != codes[person.id]
        found = await person_of(bench, contact)
        assert isinstance(found, Person)
        assert replace(found, contacts=()) == replace(person, contacts=())
        assert found.contacts == (contact,)
        assert await person_of(bench, person.id) is None  # the dead account is nobody's
    assert await ids_of(bench) == {person.id: (f"new-{person.id}",) for person in community.people}


async def live_on(bench: Rig) -> None:
    """Own requests, the to-do list, the vote, the permissions are exactly theirs."""
    assert "0001" in to(await bench.say("new-u-wang", "我的诉求", room=None), "new-u-wang")[0]
    assert "0001" not in to(await bench.say("new-u-liu", "我的诉求", room=None), "new-u-liu")[0]
    assert "2件" in to(await bench.say("new-u-wu", "待办", room=None), "new-u-wu")[0]
    await bench.say("new-u-wang", "V1 2", room=None)
    poll, ballots = await bench.house.store.read(
        lambda store: (store.polls.by_code("V1"), store.polls.ballots(1))
    )
    assert poll is not None
    assert [(ballot.voter, ballot.choices) for ballot in ballots] == [("3-1-301", (2,)), ("3-2-501", (2,))]
    await bench.say("u-wang", "V1 1", room=None)  # from the dead account
    ballots = await bench.house.store.read(lambda store: store.polls.ballots(1))
    assert [ballot.choices for ballot in ballots] == [(2,), (2,)]
    await bench.say("new-u-wu", "办结 0001 换了接触器", room=None)
    request = await bench.house.store.read(lambda store: store.requests.by_code("0001"))
    assert request is not None
    assert request.status.value == "待评价"
    await bench.say("new-u-wang", "5分", room=None)
    request = await bench.house.store.read(lambda store: store.requests.by_code("0001"))
    assert request is not None
    assert request.rating == 5


async def test_who_lost_the_code_comes_back_by_the_head(community: Community) -> None:
    async with rig(community) as bench:
        await bench.say("u-wang", "@小应 3号楼2单元电梯坏了")
        await bench.say("new-wang", "我是3号楼2单元501的王桂兰", room=None)
        await bench.say("u-li", "是", room=None)
        assert "0001" in to(await bench.say("new-wang", "我的诉求", room=None), "new-wang")[0]


async def test_the_admin_comes_back_by_the_office(community: Community) -> None:
    async with rig(community) as bench:

        def issue(store: UnitOfWork) -> str:
            turn = Turn(store, bench.clock.now(), bench.house.directory.of(store), OFFICE)
            admin = turn.community.person("u-zhou")
            assert admin is not None
            return issue_codes(turn, [admin])[0][1]

        code = await bench.house.store.write(issue)
        assert "周敏您好" in to(await bench.say("new-zhou", f"绑定 {code}", room=None), "new-zhou")[0]
        [answer] = to(await bench.say("new-zhou", "绑定码 何平", room=None), "new-zhou")
        assert "何平 的绑定码" in answer

"""谁管什么: who answers for what at which place, asked in plain words."""

from dataclasses import replace
from datetime import time

import pytest

from handlers.community import Community, Person, Post, Role
from handlers.grid import rules
from handlers.grid.asking import Asked, read_question
from tests.bot.rig import rig
from tests.grid import changed, person


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("谁管 3号楼 电梯", Asked("3号楼", "电梯")),
        ("谁管3号楼电梯？", Asked("3号楼", "电梯")),
        ("3号楼电梯归谁管", Asked("3号楼", "电梯")),
        ("谁负责5号楼停车", Asked("5号楼", "停车")),
        ("停车这块谁负责呢", Asked("", "停车")),
        ("请问我们楼的垃圾是谁管的", Asked("我们楼", "垃圾")),
        ("3号楼谁管", Asked("3号楼")),
        ("谁管漏水的事", Asked("", "漏水")),
        ("我们楼的楼长是谁", Asked("我们楼", office="楼长")),
        ("网格员是谁", Asked("", office="网格员")),
        ("谁是3号楼楼长", Asked("3号楼", office="楼长")),
        ("5号楼的民警叫什么名字", Asked("5号楼", office="民警")),
        ("3号楼团队", Asked("3号楼", team=True)),
    ],
)
def test_questions(words: str, asked: Asked) -> None:
    assert read_question(words) == asked


@pytest.mark.parametrize(
    "words",
    [
        "反正没人管",
        "电梯坏了谁管啊",
        "垃圾都堆成山了到底谁管",
        "3号楼2单元电梯坏了",
        "谁管得着我",
        "楼长是谁选的",
        "谁管3号楼电梯\n还有停车",
        "谁" * 41,
        "",
    ],
)
def test_what_is_no_question(words: str) -> None:
    asked = read_question(words)
    assert asked is None or (
        asked.category is None and asked.office is None and asked.place not in ("", "3号楼")
    )


async def test_anybody_hears_names_and_offices(community: Community) -> None:
    async with rig(community) as bench:
        for sender in ("u-wang", "u-stranger"):
            [answer] = await bench.say(sender, "谁管 3号楼 电梯")
            assert answer.room == "r-3"
            assert "3号楼 电梯：物业维修 吴强" in answer.text
            assert "3号楼楼长 李伟 → 第一片区支部书记 陈刚 → 社区副书记 何平" in answer.text
            assert answer.text.count("\n") <= 3
        [answer] = await bench.say("u-wang", "我们楼的楼长是谁")
        assert "3号楼楼长 李伟" in answer.text
        [answer] = await bench.say("u-wang", "书记是谁", room="r-p2")
        assert "陈丽" in answer.text
        assert "副书记" not in answer.text


@pytest.mark.parametrize("words", ["反正没人管", "这事谁管啊", "谁管谁啊", "谁管3单元那事", "书记是谁选的"])
async def test_talk_is_left_alone(community: Community, words: str) -> None:
    async with rig(community) as bench:
        assert await bench.say("u-liu", words) == []


@pytest.mark.parametrize("mode", ["静默", "只应@"])
async def test_a_silent_group_hears_nothing_uncalled(community: Community, mode: str) -> None:
    async with rig(community) as bench:
        await bench.say("u-chen1", f"小应 {mode}")
        assert await bench.say("u-wang", "谁管3号楼电梯") == []
        assert await bench.say("u-wang", "@小应 谁管3号楼电梯")


async def test_who_is_away_or_off_duty_is_said(community: Community) -> None:
    hours = ((time(8, 30), time(17, 30)),)
    base = changed(
        community,
        "u-li",
        away=True,
        stand_in="u-sun2",
        posts=(Post("b3", Role.HEAD, hours=((time(20), time(8)),)),),
    )
    base = changed(base, "u-wu", posts=(replace(person(base, "u-wu").posts[0], hours=hours),))
    async with rig(base) as bench:
        [answer] = await bench.say("u-wang", "谁管3号楼停车")
        assert "3号楼楼长 李伟（请假，孙秀英代，值班20:00-08:00，现在不在班）" not in answer.text  # off duty
        assert "第一片区支部书记 陈刚" in answer.text.split("\n")[0]
        [answer] = await bench.say("u-wang", "3号楼楼长是谁")
        assert "李伟（请假，孙秀英代，值班20:00-08:00，现在不在班）" in answer.text
        [answer] = await bench.say("u-wang", "谁管3号楼电梯")
        assert "吴强（值班08:30-17:30）" in answer.text


async def test_a_request_goes_to_who_is_said_to_answer(community: Community) -> None:
    """One function: what 谁管 says is what happens, also at night."""
    hours = ((time(8, 30), time(17, 30)),)
    base = changed(community, "u-li", posts=(replace(person(community, "u-li").posts[0], hours=hours),))
    async with rig(base) as bench:
        await bench.wait(minutes=12 * 60)  # nine in the evening
        [answer] = await bench.say("u-wang", "谁管3号楼停车")
        assert "3号楼 停车：第一片区支部书记 陈刚" in answer.text
        said = await bench.say("u-wang", "@小应 3号楼门口的车停得乱，堵了门")
        assert any("陈刚" in message.text for message in said if message.room == "r-3")


def test_the_first_of_the_line_is_the_responsible_one(community: Community) -> None:
    for node in community.nodes:
        for category in ("电梯", "停车", "治安", None):
            first = community.responsible(category, None, node.id)
            line = rules.who_answers(community, node.id, category)
            assert [one.person for one in line[:1]] == [first]
            ids = [one.person.id for one in line if one.person]
            assert len(ids) == len(set(ids))
    assert rules.who_answers(community, "nowhere", "电梯") == ()


def test_the_team_of_a_building(community: Community) -> None:
    assistant = Person("u-zhang", "张敏", ("u-zhang",), "3号楼网格员", posts=(Post("b3", Role.ASSISTANT),))
    grown = replace(community, people=(*community.people, assistant))
    names = [one.holder.name for one in rules.team(grown, "b3")]
    assert names[:3] == ["李伟", "张敏", "陈刚"]
    assert set(names) >= {"吴强", "钱军", "赵芳"}
    [found] = rules.office_holders(grown, "b3", "网格员")
    assert found.holder == assistant
    assert rules.office_holders(grown, "b4", "网格员") == ()
    [head] = rules.office_holders(grown, "b3", "社区民警")
    assert head.holder.name == "钱军"


def test_the_tree_with_its_counts(community: Community) -> None:
    homeless = changed(community, "u-sun4", posts=())
    unbound = changed(homeless, "u-wang", contacts=())
    rows = {row.node.id: row for row in rules.table(unbound)}
    assert next(iter(rows)) == "c"
    assert [rows["c"].households, rows["g1"].households, rows["b3"].households] == [144, 72, 24]
    assert rows["c"].people == len(community.people)
    assert (rows["b3"].people, rows["b3"].bound, rows["b3"].bound_share) == (5, 4, 80)
    assert [row.node.id for row in rows.values() if row.missing] == ["b4"]
    assert (rows["c"].headless, rows["g1"].headless, rows["g2"].headless) == (1, 0, 1)
    assert [row.node.id for row in rules.table(unbound, "g2")] == ["g2", "b4", "b5", "b6"]


async def test_the_tree_in_a_few_lines(community: Community) -> None:
    async with rig(changed(community, "u-sun1", posts=())) as bench:
        [answer] = await bench.say("u-chen1", "网格树", room=None)
        assert "第一片区：72户" in answer.text
        assert "缺楼长或书记：1号楼" in answer.text
        [whole] = await bench.say("u-zhou", "网格树", room=None)
        assert "144户" in whole.text
        [own] = await bench.say("u-chen1", "@小应 本片区", room="r-p1")
        assert own.room is None  # counts of people are not for the group
        [no] = await bench.say("u-chen1", "第二片区网格树", room=None)
        assert "负责的同志" in no.text


async def test_the_tree_of_a_place_that_is_named_behind_it(community: Community) -> None:
    async with rig(community) as bench:
        assert "3号楼：24户" in (await bench.say("u-chen1", "网格树 3号楼", room=None))[0].text
        [no] = await bench.say("u-chen1", "网格树 第二片区", room=None)
        assert "负责的同志" in no.text
        assert "144户" in (await bench.say("u-zhou", "绑定率多少", room=None))[0].text


async def test_who_stands_in_for_me_and_where_there_is_no_head(community: Community) -> None:
    headless = replace(
        community, people=tuple(one for one in community.people if one.id not in ("u-sun2", "u-sun5"))
    )
    async with rig(headless) as bench:
        [missing] = await bench.say("u-chen1", "哪些楼没有楼长？", room=None)
        assert "2号楼" in missing.text
        assert "5号楼" not in missing.text
        [refused] = await bench.say("u-li", "哪些楼没有楼长", room=None)
        assert "号楼" not in refused.text
        [none] = await bench.say("u-li", "谁替我", room=None)
        assert "没有在请假" in none.text
        await bench.say("u-li", "请假三天", room=None)
        for words in ("谁替我", "我请假时谁代我", "谁替我值班？"):
            [stands_in] = await bench.say("u-li", words, room=None)
            assert "陈刚" in stands_in.text
        assert await bench.say("u-li", "谁替我") == []


@pytest.mark.parametrize(
    "words", ["让高敏当3号楼楼长", "以后请高敏来当3号楼楼长", "由高敏担任3号楼楼长", "推选高敏做3号楼楼长"]
)
async def test_a_post_is_given_in_plain_words(community: Community, words: str) -> None:
    async with rig(community) as bench:
        [asked] = await bench.say("u-chen1", words, room=None)
        assert "任命 高敏" in asked.text
        assert "3号楼楼长" in asked.text
        said = await bench.say("u-wang", words, room=None)
        assert all("任命" not in message.text for message in said)

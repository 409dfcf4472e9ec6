"""What is a code, what is a claim, and who may keep whom: tables."""

from dataclasses import replace

import pytest

from handlers.chat import register_of
from handlers.community import Community, Kind, Permission, Person, Post, Role
from handlers.identity import rules


@pytest.mark.parametrize(
    ("words", "code", "named", "sure"),
    [
        ("绑定 K7QX2M", "K7QX2M", True, True),
        ("绑定K7QX2M。", "K7QX2M", True, True),
        ("绑定码是k7q-x2m", "K7QX2M", True, True),
        ("我的绑定码：Ｋ７ＱＸ２Ｍ", "K7QX2M", True, True),
        ("绑定 K7QX2-M4T9P", "K7QX2M4T9P", True, True),
        ("固定口令：K7QX2M4T9P", "K7QX2M4T9P", True, True),
        ("K7Q X2M", "K7QX2M", False, True),
        ("k 7 q x 2 m", "K7QX2M", False, True),
        ("K7QX2 M4T9P", "K7QX2M4T9P", False, True),
        ("thanks", "THANKS", False, False),
        ("234567", "234567", False, False),
    ],
)
def test_a_code_as_it_is_written(words: str, code: str, named: bool, sure: bool) -> None:
    assert rules.read_code(words) == rules.Code(code, named, sure)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "绑定",
        "绑定 1234",
        "please",
        "K7QX2",
        "K7QX20",
        "绑定 王桂兰",
        "绑定码 3-2-501",
        "我要绑定 K7QX2M 谢谢你们",
        "A2" * 5000,
    ],
)
def test_what_is_no_code(words: str) -> None:
    assert rules.read_code(words) is None


@pytest.mark.parametrize(
    ("words", "name", "room", "kind"),
    [
        ("我是3号楼2单元501的王桂兰", "王桂兰", "501", None),
        ("我是3-2-501王桂兰", "王桂兰", "501", None),
        ("我叫王桂兰，住3号楼2单元501", "王桂兰", "501", None),
        ("我叫王桂兰住在三号楼二单元五零一室", "王桂兰", "501", None),
        ("本人王桂兰", None, None, None),
        ("大家好，我是3号楼2单元601新租户陈晓，请多关照", "陈晓", "601", Kind.TENANT),
        ("我是1-1-101户主李一", "李一", "101", Kind.OWNER),
        ("我住３栋２单元５０１，叫王桂兰，想绑定", "王桂兰", "501", None),
        ("我叫阿依古丽，住3-2-601", "阿依古丽", "601", None),
        ("我叫买买提·艾力，家住3号楼2单元601", "买买提·艾力", "601", None),
        ("我是欧阳娜娜，3-2-601的业主", "欧阳娜娜", "601", Kind.OWNER),
        ("我是3-2-501的业主", None, None, None),
        ("我是3-2-501的，没水了", None, None, None),
        ("我是3-2-501的王桂兰，家里着火了", None, None, None),
        ("我是3-2-501的王桂兰家的孩子", None, None, None),
        ("我是3号楼的王桂兰", None, None, None),
        ("我是3-2-501王桂兰，她是3-2-502李秀英", None, None, None),
        ("王桂兰是我妈，住3-2-501", None, None, None),
        ("我是3-2-501" + "王" * 9000, None, None, None),
    ],
)
def test_a_claim(
    community: Community, words: str, name: str | None, room: str | None, kind: Kind | None
) -> None:
    said = rules.read_claim(words, register_of(community), False)
    assert (said.name, said.room, said.kind) == (name, room, kind) if said else name is None


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("3-2-501 王桂兰", "王桂兰"),
        ("王桂兰 3-2-501", "王桂兰"),
        ("3-2-501 漏水", None),
        ("3-2-501 宋师傅", None),
    ],
)
def test_privately_the_flat_and_the_name_are_enough(
    community: Community, words: str, name: str | None
) -> None:
    said = rules.read_claim(words, register_of(community), True)
    assert (said.name if said else None) == name
    assert rules.read_claim(words, register_of(community), False) is None


def test_whoever_keeps_somebody_may_all_that_they_may(community: Community) -> None:
    """Whatever posts there are: nobody can make an account of somebody with a right that they lack."""
    posts = [Post(node, role) for node in ("c", "g1", "b3") for role in Role]
    for own in posts:
        actor = Person("p-1", "甲", (), posts=(own,))
        for held in posts:
            person = Person("p-2", "乙", (), household="3-2-601", posts=(held,))
            here = replace(community, people=(*community.people, actor, person))
            if not rules.may_keep(here, actor, person):
                continue
            mine, theirs = (
                {
                    (node.id, right)
                    for node in here.nodes
                    for right in Permission
                    if here.may(one, right, node.id)
                }
                for one in (actor, person)
            )
            assert theirs <= mine, (own, held)


def test_a_stand_in_is_as_mighty_as_whom_they_stand_in_for(community: Community) -> None:
    zhou = community.person("u-zhou")
    assert zhou is not None
    away = replace(zhou, away=True, stand_in="u-wang")
    here = replace(community, people=tuple(away if one.id == "u-zhou" else one for one in community.people))
    secretary, deputy, wang = (here.person(one) for one in ("u-chen1", "u-he", "u-wang"))
    assert wang is not None
    assert rules.may_keep(community, community.person("u-chen1"), wang)
    assert not rules.may_keep(here, secretary, wang)
    assert not rules.may_keep(here, deputy, wang)


def test_who_is_asked_the_lowest_first(community: Community) -> None:
    home = community.household("3-2-501")
    assert home is not None
    assistant = Person("p-1", "网格员", ("p-1",), posts=(Post("b3", Role.ASSISTANT),))
    here = replace(community, people=(assistant, *community.people))
    asked = [person.id for person in rules.members_to_ask(here, None, home)]
    assert asked == ["u-li", "p-1", "u-chen1", "u-he", "u-zhou"]
    head = here.person("u-li")
    assert [person.id for person in rules.members_to_ask(here, head, home)] == ["u-chen1", "u-he", "u-zhou"]

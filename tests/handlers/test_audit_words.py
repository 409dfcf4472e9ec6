"""The audit trail in words: every action has a sentence, and nothing is said that must not be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.audit.table import as_csv, plain_row
from handlers.audit.words import Reader, code_of_number, known_actions, sentence, subject_words
from handlers.community import Community, Person
from storage.audit import detail_digest
from storage.records import AuditRow
from tests.handlers.audit_actions import written_actions

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NUMBER = "20261123-0712"


def row(action: str, subject: str = NUMBER, actor: str = "u-chen1", **detail: Any) -> AuditRow:
    return AuditRow(7, AT, actor, action, subject, detail, "", "h", "salt", detail_digest(detail, "salt"))


@pytest.fixture
def reader(community: Community) -> Reader:
    return Reader(community, lambda _: None)


def test_every_action_that_is_written_has_a_sentence() -> None:
    written = written_actions()
    assert len(written) > 20
    missing = {action: place for action, place in written.items() if action not in known_actions()}
    assert missing == {}, "give them a text in handlers/audit/texts.toml"


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (row("register", actor="u-wang", category="电梯"), "王桂兰 报了 0712（电梯）"),
        (row("dispatch", actor="u-wang", member="u-wu"), "0712 按分工派给 吴强（物业维修）"),
        (row("dispatch", member="u-wu"), "陈刚（第一片区支部书记） 把 0712 派给 吴强（物业维修）"),
        (
            row("dispatch", member="u-li", before="u-wu", reason="他在附近"),
            "陈刚（第一片区支部书记） 把 0712 改派给 李伟（3号楼楼长），原因：他在附近",
        ),
        (row("close", actor="u-wu", outcome="换了灯泡"), "吴强（物业维修） 办结了 0712：换了灯泡"),
        (row("escalate", actor="clock", to="u-he"), "0712 超时，升级给 何平（社区副书记）"),
        (row("close", "V1", "clock", turnout=4), "表决 V1 到时截止，收到 4 票"),
        (row("ballot", "V1", "u-wang", option=1, changed=False), "王桂兰 在 表决 V1 投了票"),
        (row("ballot", "V1", "u-wang", option=1, changed=True), "王桂兰 在 表决 V1 改了票"),
        (row("mode", "room:r-3", mode="silent"), "陈刚（第一片区支部书记） 把 3号楼党小组群 改成“静默”"),
        (row("restore", "database", "office", head="00"), "社区办公室 用备份恢复了数据库"),
        (row("unmask", "person:u-wang", kind="phone"), "陈刚（第一片区支部书记） 查看了 王桂兰 的电话"),
        (
            row("move", "person:u-wang", before="3-2-501", after="3-1-101"),
            "陈刚（第一片区支部书记） 把 王桂兰 的住处改为 3-1-101",
        ),
        (row("register", actor="g-00ff", category="电梯"), "一位邻居 报了 0712（电梯）"),
    ],
)
def test_a_row_in_words(reader: Reader, one: AuditRow, words: str) -> None:
    assert sentence(one, reader) == words


def test_of_a_secret_ballot_nobody_is_named(reader: Reader) -> None:
    one = row("ballot", "V1", "u-wang", changed=False, voter="3-2-501")
    assert sentence(one, reader) == "有一票投进了 表决 V1（不记名）"
    assert "王桂兰" not in as_csv([plain_row(one, sentence(one, reader), reader)])


@pytest.mark.parametrize("option", [1, 2, 3])
def test_what_was_voted_is_in_no_sentence(reader: Reader, option: int) -> None:
    one = row("ballot", "V1", "u-wang", option=option, changed=False, voter="3-2-501")
    assert sentence(one, reader) == "王桂兰 在 表决 V1 投了票"


def test_what_was_taken_out_is_named_as_such(reader: Reader) -> None:
    one = replace(row("register", actor="u-wang", category="电梯"), detail={}, salt=None)
    assert sentence(one, reader) == "0712：内容已按规定删除"


def test_an_action_that_nobody_knows_gets_a_neutral_sentence(reader: Reader) -> None:
    assert sentence(row("frobnicate"), reader) == "陈刚（第一片区支部书记） 对 0712 做了一项操作"
    assert (
        sentence(row("rate"), reader) == "陈刚（第一片区支部书记） 对 0712 做了一项操作"
    )  # without its rating


def test_for_who_does_not_read_there_residents_have_no_name(community: Community) -> None:
    plain = Reader(community, lambda _: "老王", residents=False)
    assert sentence(row("urge", actor="u-wang"), plain) == "居民 催办 0712"
    assert sentence(row("urge", actor="g-00ff"), plain) == "一位邻居 催办 0712"
    assert sentence(row("accept", actor="u-wu"), plain) == "吴强（物业维修） 接了 0712"


@pytest.mark.parametrize("name", ["reason", "outcome", "note"])
def test_of_a_private_matter_the_words_can_be_left_out(community: Community, name: str) -> None:
    silent = Reader(community, lambda _: None, words=False)
    for action in ("dispatch", "return", "close", "progress", "correct", "dismiss"):
        said: Mapping[str, Any] = {name: "他家的事", "member": "u-wu"}
        assert "他家的事" not in sentence(row(action, **said), silent)


def test_hostile_words_stay_on_their_line_and_are_cut(community: Community) -> None:
    hostile = "\u202e\u200b坏\n人{who}<b>" + "长" * 10_000
    shown = Reader(community, lambda _: hostile)
    for one in (
        row("urge", actor="g-00ff"),
        row("close", outcome=hostile),
        row("add_person", "person:x", household=hostile),
    ):
        words = sentence(one, shown)
        assert "\n" not in words
        assert "\u202e" not in words
        assert len(words) < 120


def test_a_title_from_the_roster_is_no_template(community: Community) -> None:
    odd = Person("u-odd", "{who}{__class__}", (), title="{subject}")
    shown = Reader(replace(community, people=(*community.people, odd)), lambda _: None)
    assert sentence(row("accept", actor="u-odd"), shown) == "{who}{__class__}（{subject}） 接了 0712"


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("20261123-0712", "0712"),
        ("20261123-10000", "0001"),
        ("V12", "表决 V12"),
        ("person:u-wang", "王桂兰"),
        ("person:gone", "一位邻居"),
        ("room:r-3", "3号楼党小组群"),
        ("room:gone", "一个群"),
        ("node:g1", "第一片区"),
        ("import:3", "第 3 次导入"),
        ("contact:wxid_secret", "一位邻居"),
    ],
)
def test_what_a_row_is_about(reader: Reader, subject: str, words: str) -> None:
    assert subject_words(subject, reader) == words


@pytest.mark.parametrize("typed", ["", "0712", "2026-0712", "20261123-", "20261123-x", "x0261123-0712", "-"])
def test_what_is_no_number(typed: str) -> None:
    assert code_of_number(typed) is None


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula(reader: Reader, start: str) -> None:
    table = as_csv([{**plain_row(row("accept"), "x", reader), "what": f"{start}cmd|' /C calc'!A0"}])
    assert f",'{start}cmd" in table.replace('"', "")
    assert table.startswith("\ufeff")

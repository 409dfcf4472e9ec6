"""`why`: one sentence in, a few Chinese lines out."""

from pathlib import Path

import pytest

from tests.cli.rig import EXAMPLE, say

OWN = '\n[words.category]\n"电梯" = ["铁盒子"]\n[places]\n"小广场" = ["大坪"]\n'


def test_a_sentence_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "why", "小应 楼道灯坏了", "--room", "r-3", "--from", "u-wang")
    assert (said.code, said.errors) == (0, [])
    assert said.out[:2] == ["是不是对小应说的：是：叫了小应", "小应会怎么办：马上登记，派给负责的人"]
    assert "派给谁：物业维修 吴强：3号楼 路灯照明" in said.out


def test_the_group_is_that_of_the_home_and_may_be_none(capsys: pytest.CaptureFixture[str]) -> None:
    said = say(capsys, "why", "小应 楼道灯坏了", "--from", "u-xu")
    assert "会说的话（5号楼党小组群）：" in said.out
    said = say(capsys, "why", "楼道灯坏了", "--private", "--from", "u-xu")
    assert "会说的话（私信徐静）：" in said.out
    assert say(capsys, "why", "小应 楼道灯坏了").code == 0


def test_the_own_words_of_a_configuration_count(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text(EXAMPLE.read_text("utf-8") + OWN, "utf-8")
    said = say(capsys, "why", "小应 大坪的铁盒子坏了", "--config", config)
    assert "地点：小广场" in said.out
    assert any("铁盒子　+4　类别“电梯”　本社区的词" in line for line in said.out)
    assert not list(tmp_path.glob("data*"))


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["x", "--room", "r-99"], 1, "r-99"),
        (["x", "--from", "u-nobody"], 1, "u-nobody"),
        ([], 2, "SENTENCE"),
        (["x", "--room", "r-3", "--private"], 2, "--private"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, named: str
) -> None:
    said = say(capsys, "why", *arguments)
    assert (said.code, len(said.errors)) == (code, 1)
    assert named in said.errors[0]

"""The vault: what it seals nobody else opens, its marks find, its codes are for people."""

import stat
from pathlib import Path

import pytest

from storage.engines import StorageError
from storage.vault import PRACTICE, Vault

OTHER = Vault(b"\x01" * 32)


def test_what_is_sealed_is_opened_with_the_same_key_only() -> None:
    sealed = PRACTICE.seal("13800001234")
    assert "1380000" not in sealed
    assert sealed != PRACTICE.seal("13800001234")
    assert Vault(bytes(32)).unseal(sealed) == "13800001234"
    with pytest.raises(StorageError, match="another key"):
        OTHER.unseal(sealed)
    with pytest.raises(StorageError, match="damaged"):
        PRACTICE.unseal(sealed[:-4] + "AAA=")


def test_a_mark_is_the_same_for_the_same_words_purpose_and_key() -> None:
    mark = PRACTICE.mark("phone", "13800001234")
    assert mark == PRACTICE.mark("phone", "13800001234")
    assert len({mark, PRACTICE.mark("phone", "13800001235"), PRACTICE.mark("guest", "13800001234")}) == 3
    assert OTHER.mark("phone", "13800001234") != mark


def test_a_code_has_no_letter_that_looks_like_another() -> None:
    codes = {PRACTICE.code("ticket", str(number), 6) for number in range(2000)}
    assert len(codes) == 2000
    assert not set("".join(codes)) & set("IO01")
    assert all(len(code) == 6 for code in codes)


def test_a_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "data" / "gridbot.key"
    sealed = Vault.at(file, {}).seal("words")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Vault.at(file, {}).unseal(sealed) == "words"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "gridbot.key"
    vault = Vault.at(file, {"GRIDBOT_KEY": "00" * 32})
    assert vault.mark("a", "b") == PRACTICE.mark("a", "b")
    assert not file.exists()


@pytest.mark.parametrize("text", ["", "words", "00" * 31, "00" * 33])
def test_what_is_no_key_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "gridbot.key"
    file.write_text(text)
    with pytest.raises(StorageError, match=r"gridbot\.key: not a key of 64"):
        Vault.at(file, {})

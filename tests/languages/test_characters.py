"""Classes of characters."""

import re

import pytest

from align.languages.characters import HAN, WIDE
from align.languages.detection import letters

HAN_CHARACTER, WIDE_CHARACTER = re.compile(f"[{HAN}]"), re.compile(f"[{WIDE}]")


@pytest.mark.parametrize("character", "〇一认證㐀䶿鿿豈\uf900\ufaff𠀀𰻝")
def test_han(character: str) -> None:
    assert HAN_CHARACTER.fullmatch(character)


@pytest.mark.parametrize("character", "aЖ한가\ua000\ue000\uf8ffの、。Ａ1⼀")
def test_not_han(character: str) -> None:
    assert not HAN_CHARACTER.fullmatch(character)


@pytest.mark.parametrize("character", "认の、。Ａ⼀𠀀")
def test_wide(character: str) -> None:
    assert WIDE_CHARACTER.fullmatch(character)


def test_korean_is_not_evidence_for_chinese() -> None:
    assert letters("한국어 문장입니다") == {"en": 0, "zh": 0}

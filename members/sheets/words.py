"""Names and other free words of a roster, without the noise of typing."""

from __future__ import annotations

import re

from members.sheets.cells import Doubtful, compact, text_of
from members.sheets.refusals import CellRefused

HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
DOTS = re.compile(r"[·•‧・∙⋅●]")
DOT_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}])[.](?=[{HAN}])")
HAN_NAME = re.compile(rf"[{HAN}·]+")
LATIN_NAME = re.compile(r"[^\W\d_][^\W\d_'’. \-]*(?:[ \-'’.]+[^\W\d_]+)*\.?")
LOST = re.compile(r"[?□■*＊�]")
BRACKET = re.compile(r"[(\[【<]")
LONGEST = {"name": 64, "post": 64, "unit": 64, "branch": 64, "group": 64}


def read_name(raw: object) -> str | Doubtful:
    """「王 伟」 becomes 王伟; dots inside minority names become the one standard dot."""
    if not isinstance(raw, str):
        raise CellRefused("姓名应当是文字，请核对")
    name = DOTS.sub("·", text_of(raw))
    if LOST.search(name):
        raise CellRefused("姓名里有没显示出来的生僻字，请补上正确的字")
    if BRACKET.search(name):
        raise CellRefused("姓名里有括号，请只写姓名，说明另写一列")
    han = DOT_BETWEEN_HAN.sub("·", compact(name))
    if HAN_NAME.fullmatch(han):
        return _han_name(han.strip("·"))
    latin = " ".join(name.split())
    if not LATIN_NAME.fullmatch(latin) or len(latin) > LONGEST["name"]:
        raise CellRefused("不像姓名；如果这一行是说明文字，请删去这一行")
    return latin


def _han_name(name: str) -> str | Doubtful:
    if len(name) < 2:
        return Doubtful(name, "姓名只有一个字，请核对")
    if len(name) > LONGEST["name"] or (len(name) > 6 and "·" not in name):
        raise CellRefused("不像姓名；如果这一行是说明文字，请删去这一行")
    return name


def read_phrase(raw: object) -> str:
    """A post or the name of a unit, branch or group: one line, blanks only between Latin words."""
    text = " ".join(text_of(raw).split())
    text = re.sub(rf"(?<=[{HAN}]) | (?=[{HAN}])", "", text)
    if len(text) > LONGEST["post"]:
        raise CellRefused(f"太长，最多 {LONGEST['post']} 个字，现在有 {len(text)} 个字")
    return text

"""Refusals of whole files and of single cells. Each carries a Chinese sentence for the screen."""

from __future__ import annotations

from collections.abc import Sequence


class SheetRefused(Exception):
    """The file cannot be read as a roster; the sentence says why and what to do."""


class SheetUndecided(SheetRefused):
    """The workbook has several filled sheets; whoever uploads says which one is meant."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        listed = "、".join(f"「{name}」" for name in self.names)
        super().__init__(f"文件里有 {len(self.names)} 张工作表：{listed}，请指定要导入的一张。")


class CellRefused(ValueError):
    """The cell does not say what its column asks for; the sentence says what to write instead."""

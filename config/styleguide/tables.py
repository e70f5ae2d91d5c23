"""Made-up rows of the style guide: lists, boards, sheets, charts. No real person."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace as Row
from typing import Any

from config.styleguide.pieces import LONG_BRANCH

MEETINGS = [
    Row(
        topic="学习新修订的纪律处分条例",
        kind="主题党日",
        branch="特勤站党支部",
        at=datetime(2026, 9, 18, 19, 0),
        host="周志强",
        host_post="站长助理",
        came=37,
        due=40,
        state="accepted",
        word="",
    ),
    Row(
        topic="讨论第三季度夜间值守、战备拉动与组织生活冲突时的补课安排，并研究两名同志转为预备党员事宜",
        kind="支部党员大会",
        branch=LONG_BRANCH,
        at=datetime(2026, 9, 15, 14, 30),
        host="阿不都热依木·买买提",
        host_post="副中队长",
        came=18,
        due=26,
        state="returned",
        word="",
    ),
    Row(
        topic="8月支委会",
        kind="支委会",
        branch="城南大队党支部",
        at=datetime(2026, 8, 29, 9, 0),
        host="郑晓东",
        host_post="教导员",
        came=0,
        due=5,
        state="late",
        word="逾期 20 天",
    ),
    Row(
        topic="战训骨干讲高层建筑内攻搜救中的党员作用",
        kind="党课",
        branch="开发区站党支部",
        at=datetime(2026, 9, 11, 15, 0),
        host="沈佳怡",
        host_post="文员",
        came=21,
        due=21,
        state="handed_in",
        word="",
    ),
    Row(
        topic="（未填主题）",
        kind="党小组会",
        branch="特勤站党支部",
        at=datetime(2026, 9, 22, 10, 0),
        host="冯立新",
        host_post="",
        came=None,
        due=12,
        state="draft",
        word="",
    ),
]
FILTERS = [
    Row(label="状态", value="逾期", clear_url="#", options=[]),
    Row(
        label="类型",
        value="",
        clear_url="",
        options=[
            ("支部党员大会", "#", False, 24),
            ("支委会", "#", False, 118),
            ("党课", "#", False, 61),
        ],
    ),
    Row(
        label="支部",
        value="",
        clear_url="",
        options=[("特勤站党支部", "#", False, 9), (LONG_BRANCH, "#", False, 4)],
    ),
]
KINDS = ["党员大会", "支委会", "党小组会", "党课", "主题党日", "组织生活会", "第一议题"]
_STATES = {
    "城南大队党支部": "0/1 late|1/3 late|2/2 done|0/1 late|1/1 done|— none|3/3 done",
    LONG_BRANCH: "1/1 done|2/3 due|0/2 missing|1/1 done|0/1 late|— none|2/3 due",
    "特勤站党支部": "1/1 done|3/3 done|2/2 done|1/1 done|0/1 due|— none|3/3 done",
    "开发区站党支部": "1/1 done|3/3 done|免 waived|1/1 done|1/1 done|— none|3/3 done",
    "抗洪抢险前线临时党支部": "0/1 due|免 waived|免 waived|1/1 done|1/1 done|— none|1/3 due",
}
BOARD = [
    Row(
        name=name,
        cells=[
            (*cell.split(), "#", kind) for cell, kind in zip(row.split("|"), KINDS, strict=True)
        ],
    )
    for name, row in _STATES.items()
]
_YEAR = {
    "支部党员大会": "done none none done none none done none due",
    "支委会": "done done done done done done done late due",
    "党小组会": "done done done done done done waived done missing",
    "党课": "none none done none none done none none due",
    "主题党日": "done done done done done done done done due",
}
YEAR_ROWS = [
    (
        kind,
        [
            ("", state, state != "none" and "#", f"{kind} {month}月")
            for month, state in enumerate(states.split(), 1)
        ],
    )
    for kind, states in _YEAR.items()
]
SHEET_COLUMNS = [
    ("A", "姓名"),
    ("B", "身份证号"),
    ("C", "出生日期"),
    ("D", "所在党支部"),
    ("E", "入党日期"),
]


def _cells(*values: Any) -> list[Row]:
    return [
        Row(value=v, state="", reason="", old="") if isinstance(v, str) else Row(**v)
        for v in values
    ]


def _cell(value: str, state: str, reason: str = "", old: str = "") -> dict[str, str]:
    return {"value": value, "state": state, "reason": reason, "old": old}


SHEET = [
    Row(
        number=3,
        state="new",
        cells=_cells("卫小军", "3201**********0017", "1994-02-11", "特勤站党支部", "2019.7.1"),
    ),
    Row(
        number=4,
        state="changed",
        cells=_cells(
            "韩冬",
            "3201**********0025",
            "1990-08-30",
            _cell("城南大队党支部", "changed", old="特勤站党支部"),
            "2015-06-30",
        ),
    ),
    Row(
        number=5,
        state="refused",
        word="不能导入",
        cells=_cells(
            "杨帆",
            _cell(
                "3.20105E+17",
                "refused",
                "身份证号已被 Excel 改成科学计数，末尾数字丢失，请以文本格式重新填写",
            ),
            "1996-01-07",
            "特勤站党支部",
            "",
        ),
    ),
    Row(
        number=6,
        state="warning",
        cells=_cells(
            "秦岭",
            "3201**********004X",
            "1998-12-01",
            _cell("特勤站", "warning", "按“特勤站党支部”导入"),
            "2023年冬",
        ),
    ),
    Row(
        number=7,
        state="unchanged",
        cells=_cells("朱建军", "3201**********0033", "1988-05-19", "特勤站党支部", "2011-07-01"),
    ),
]
MONTHS = [f"{month}月" for month in range(1, 10)]
CHARTS = [
    {
        "id": "trend",
        "title": "组织生活按时录入率",
        "note": "按月，全支队",
        "kind": "line",
        "unit": "%",
        "category_label": "月份",
        "categories": MONTHS,
        "series": [
            {"name": "按时录入", "data": [91.2, 90.4, 93.8, 94.1, 92.7, 95.0, 88.3, 93.9, 90.0]},
            {"name": "去年同期", "data": [84.0, 86.1, 85.5, 88.0, 87.2, 90.3, 86.6, 88.9, 89.4]},
        ],
    },
    {
        "id": "states",
        "title": "各大队 9月应开会议",
        "note": "次数；点一根柱子看该大队的会议",
        "kind": "stacked",
        "category_label": "大队",
        "urls": ["?brigade=1", "?brigade=2", "?brigade=3", "?brigade=4"],
        "categories": ["特勤大队", "城南大队", "开发区大队", "水上救援大队"],
        "series": [
            {"name": "已录入", "data": [96, 84, 101, 90], "tone": "done"},
            {"name": "未到期", "data": [6, 5, 2, 5], "tone": "line-strong"},
            {"name": "逾期", "data": [2, 14, 1, 6], "tone": "late"},
        ],
    },
    {
        "id": "reasons",
        "title": "未到会原因",
        "note": "人次，9月",
        "kind": "rows",
        "size": "short",
        "category_label": "原因",
        "categories": ["出警", "执勤", "轮休", "休假", "无故缺席"],
        "series": [{"name": "人次", "data": [142, 98, 77, 31, 4]}],
    },
]
HEAT = [
    ("特勤大队", [("92%", 4), ("88%", 3), ("95%", 4), ("71%", 1)]),
    ("城南大队", [("64%", 1), ("70%", 1), ("82%", 2), ("58%", 0)]),
    ("开发区大队", [("97%", 4), ("90%", 3), ("93%", 4), ("86%", 3)]),
]
MONTH_NUMBERS = range(1, 13)
SHEET_TABS = [
    ("全部", "#", True, 214),
    ("新增", "#", False, 31),
    ("变更", "#", False, 12),
    ("请核对", "#", False, 4),
    ("不能导入", "#", False, 2),
    ("无变化", "#", False, 165),
]

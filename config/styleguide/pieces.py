"""Made-up data of the style guide: long names, empty, late and refused states. No real person."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace as Row

LONG_BRANCH = "机关第二联合党支部（战勤保障站、通信保障分队、车辆维修所）"
AS_OF = datetime(2026, 9, 18, 6, 0)
PEOPLE = [
    ("1", "周志强"),
    ("2", "吴海涛"),
    ("3", "郑晓东"),
    ("4", "冯立新"),
    ("5", "欧阳振华"),
    ("6", "褚卫国"),
    ("7", "卫小军"),
    ("8", "阿不都热依木·买买提"),
    ("9", "沈佳怡"),
    ("10", "韩冬"),
    ("11", "杨帆"),
    ("12", "朱建军"),
    ("13", "秦岭"),
    ("14", "尤里"),
    ("15", "许多"),
]
PRESENCE = (
    ("present", "到会", "present"),
    ("called_out", "出警", "excused"),
    ("on_watch", "执勤", "excused"),
    ("rotation", "轮休", "excused"),
    ("leave", "休假", "excused"),
    ("sick", "病假", "excused"),
    ("absent", "无故缺席", "absent"),
)
_CAME = {"3": "called_out", "5": "called_out", "8": "rotation", "11": "absent"}
_NOTES = {"9": "预备党员", "15": "列席"}


def frame(home: str) -> Row:
    """A secretary of one branch who is also a member of another."""
    nav = [
        ("工作台", "home", True),
        ("组织生活", "calendar-event", False),
        ("党员", "users", False),
        ("督办", "clipboard-check", False),
        ("积分", "award", False),
        ("问卷", "message-question", False),
        ("报表", "chart-bar", False),
    ]
    post = Row(pk=1, role_label="支部书记", place_label="特勤站党支部")
    other = Row(pk=2, role_label="支部委员", place_label=LONG_BRANCH)
    return Row(
        nav=[Row(label=label, icon=icon, url=home, active=now) for label, icon, now in nav],
        action=Row(label="记会议", icon="plus", url=home, active=False),
        post=post,
        posts=[other, Row(pk=3, role_label="清风监督员", place_label="特勤站党支部")],
        unread=7,
        person="周志强",
        search_url=home,
        menu=[
            Row(label="我的账号", icon="user", url=home),
            Row(label="存了我哪些信息", icon="shield-lock", url=home),
        ],
    )


PERIOD = Row(
    label="2026年9月",
    prev_url="?period=2026-08",
    next_url="",
    this_url="",
    kinds=[("月", "#", True), ("季", "#", False), ("年", "#", False)],
)
FIGURES = [
    Row(
        key="held",
        label="已录入会议",
        value="371",
        unit="次",
        note="应开 412 次",
        css="",
        text="本月应开的组织生活中，已经录入并上报的次数。不含草稿。",
    ),
    Row(
        key="late",
        label="逾期未录入",
        value="23",
        unit="次",
        note="涉及 11 个支部",
        css="figure--late",
        text="应开日期已过、且没有录入也没有说明的次数。未录入不等于未召开。",
    ),
    Row(
        key="came",
        label="到会率",
        value="92.5%",
        unit="",
        note="4,812/5,202 人次",
        css="",
        text="到会人次除以应到人次。出警、执勤、轮休等人员不计入应到。",
    ),
    Row(
        key="wait",
        label="等我审核",
        value="6",
        unit="份",
        note="最早 9月15日",
        css="",
        text="下级已上报、由您当前身份审核的会议记录。",
    ),
]
OWED = [
    Row(
        day=date(2026, 9, 10),
        title="9月党小组会（第二小组）",
        state="late",
        word="逾期 8 天",
        notes=["应开 1 次，未录入"],
        label="记录",
        primary=False,
    ),
    Row(
        day=date(2026, 9, 18),
        title="主题党日：学习新修订的纪律处分条例",
        state="due",
        word="今天 19:00",
        notes=["支队已发布主题和材料"],
        label="采纳主题",
        primary=True,
    ),
    Row(
        day=date(2026, 9, 25),
        title="研究两名积极分子确定为发展对象",
        state="soon",
        word="还有 7 天",
        notes=["来自 8月29日支委会决定 2026-11"],
        label="记录",
        primary=False,
    ),
    Row(
        day=date(2026, 9, 30),
        title="第三季度党费收缴",
        state="due",
        word="",
        notes=["38 人已交，2 人未交"],
        label="催办",
        primary=False,
    ),
]
RETURNED = [
    Row(
        title="9月15日支部党员大会",
        who="城南大队教导员 郑晓东",
        remark="应到人数与花名册不符：欧阳振华 9月1日已转出。请核对后再报。",
    ),
]
STEPS = [
    ("计算", "done", "沈佳怡 10月8日 09:12"),
    ("公示", "done", "10月9日 至 10月13日"),
    ("异议", "current", "2 条待答复，10月15日截止"),
    ("确认", "todo", ""),
    ("锁定", "todo", ""),
]
EVENTS = [
    Row(
        at=datetime(2026, 9, 16, 10, 20),
        who="城南大队教导员 郑晓东",
        text="退回",
        remark="应到人数与花名册不符，请核对后再报。",
        tone="late",
    ),
    Row(at=datetime(2026, 9, 15, 21, 40), who="周志强", text="上报", remark="", tone=""),
    Row(at=datetime(2026, 9, 15, 16, 5), who="周志强", text="录入", remark="", tone=""),
]
GROUPS = [
    Row(
        name="参加组织生活",
        basis="积分办法第六条（一）",
        sum=12,
        cap=15,
        entries=[
            Row(
                day=date(2026, 9, 18),
                text="主题党日：学习新修订的纪律处分条例",
                url="#",
                note="到会",
                points=2,
            ),
            Row(
                day=date(2026, 9, 4), text="党小组会", url="#", note="出警，9月6日补学", points=1.5
            ),
            Row(day=date(2026, 8, 29), text="支部党员大会", url="#", note="无故缺席", points=-2),
        ],
    ),
    Row(name="办实事", basis="积分办法第八条", sum=0, cap=10, entries=[]),
]
FACTS = [
    ("所在支部", LONG_BRANCH),
    ("党小组", "第二小组"),
    ("政治面貌", "预备党员"),
    ("入党日期", "2025年11月3日（周一）"),
    ("手机号", "138****2046"),
    ("学历", ""),
]
PHOTOS = [
    ("会议室里二十余人围坐学习", "9月18日 19:21", ""),
    ("支部书记领学条例", "9月18日 19:30", ""),
    ("与会人员合影", "8月20日 15:02", "与 8月20日 的照片相同"),
]
BULK = [("do", "remind", "催办", "bell"), ("do", "export", "导出", "download")]
ROLL = [
    Row(
        field=f"roll-{pk}",
        name=name,
        note=_NOTES.get(pk, ""),
        value=_CAME.get(pk, "present"),
        voting=pk not in _NOTES,
    )
    for pk, name in PEOPLE
]
QUARTER = Row(label="2026年第三季度", prev_url="#", next_url="", this_url="", kinds=[])

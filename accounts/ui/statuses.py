"""How every state looks: its icon, its word and its tone. One table for all apps.

The keys are the values of the choices in the apps (``meetings.choices.MeetingState`` and so on)
and of the words that several apps share (late, due, missing). Tones are drawn in parts.css:
late, due, done, odd, gold and quiet. A page may give another word, never another tone.
"""

from __future__ import annotations

STATUSES: dict[str, tuple[str, str, str]] = {
    # what is owed
    "late": ("alert-triangle", "逾期", "late"),
    "due": ("clock", "待办", "due"),
    "soon": ("hourglass", "将到期", "due"),
    "done": ("circle-check", "已完成", "done"),
    "waived": ("circle-minus", "免", "quiet"),
    "missing": ("circle-dashed", "未录入", "quiet"),
    "late_entry": ("history", "补录", "odd"),
    "odd": ("flag", "疑点", "odd"),
    # a record on its way
    "planned": ("calendar", "计划", "quiet"),
    "draft": ("edit", "草稿", "quiet"),
    "handed_in": ("send", "已上报", "due"),
    "returned": ("arrow-back-up", "已退回", "late"),
    "accepted": ("circle-check", "已通过", "done"),
    "sealed": ("lock", "已封存", "done"),
    "cancelled": ("circle-x", "未召开", "quiet"),
    # a claim, an objection, a request
    "waiting": ("hourglass", "待处理", "due"),
    "approved": ("circle-check", "已认定", "done"),
    "refused": ("circle-x", "未通过", "late"),
    "withdrawn": ("arrow-back-up", "已撤回", "quiet"),
    "upheld": ("circle-check", "异议成立", "odd"),
    "rejected": ("circle-minus", "维持原分", "quiet"),
    # a settlement, a rule set, a questionnaire
    "open": ("circle-dot", "进行中", "due"),
    "computed": ("chart-bar", "已计算", "due"),
    "published": ("speakerphone", "公示中", "odd"),
    "objections": ("message-2", "异议处理中", "odd"),
    "confirmed": ("circle-check", "已确认", "done"),
    "locked": ("lock", "已锁定", "done"),
    "in_force": ("circle-check", "施行", "done"),
    "retired": ("archive", "停用", "quiet"),
    "closed": ("archive", "已关闭", "quiet"),
    "expired": ("hourglass", "已过期", "late"),
    "anonymous": ("shield-lock", "匿名", "due"),
    "named": ("user-check", "实名", "due"),
    # an inspection of records, its grades, its findings
    "marking": ("clipboard-list", "调阅中", "due"),
    "noticed": ("speakerphone", "已通报", "done"),
    "called_back": ("arrow-back-up", "通报已撤回", "quiet"),
    "good": ("circle-check", "好", "done"),
    "fair": ("check", "较好", "done"),
    "middling": ("circle-minus", "一般", "quiet"),
    "poor": ("alert-triangle", "差", "late"),
    "answered": ("circle-check", "已答复", "done"),
    "unanswered": ("clock", "待答复", "due"),
    # a job
    "verified": ("shield-check", "已校验", "done"),
    "cleared": ("archive", "已到期清理", "quiet"),
    "queued": ("hourglass", "排队中", "quiet"),
    "running": ("refresh", "正在处理", "due"),
    "sending": ("refresh", "发送中", "due"),
    "sent": ("check", "已发送", "done"),
    "failed": ("alert-triangle", "失败", "late"),
    # an uploaded roster
    "checking": ("refresh", "正在核对", "due"),
    "undecided": ("help", "待选工作表", "due"),
    "unreadable": ("alert-triangle", "读不了", "late"),
    "checked": ("eye", "待确认", "due"),
    "writing": ("refresh", "正在导入", "due"),
    "discarded": ("circle-x", "已放弃", "quiet"),
    # a row of a sheet
    "new": ("plus", "新增", "done"),
    "changed": ("edit", "变更", "odd"),
    "unchanged": ("minus", "无变化", "quiet"),
    "warning": ("info-circle", "请核对", "due"),
    # where a number of a regulation comes from
    "V": ("circle-check", "已核对原文", "done"),
    "V2": ("info-circle", "二手来源", "due"),
    "M": ("help", "待核对", "due"),
    "D": ("bulb", "本系统建议", "quiet"),
    # honours
    "honour": ("medal", "表彰", "gold"),
    # where somebody was
    "present": ("check", "到会", "done"),
    "called_out": ("firetruck", "出警", "quiet"),
    "on_watch": ("shield", "执勤", "quiet"),
    "rotation": ("refresh", "轮休", "quiet"),
    "leave": ("home", "休假", "quiet"),
    "study": ("school", "学习培训", "quiet"),
    "seconded": ("arrows-exchange", "借调", "quiet"),
    "sick": ("heart-handshake", "病假", "quiet"),
    "personal": ("user", "事假", "quiet"),
    "exempt": ("circle-minus", "年老体弱免", "quiet"),
    "absent": ("alert-triangle", "无故缺席", "late"),
    "made_up": ("circle-check", "已补学", "done"),
}

from django.db.models import TextChoices


class Basis(TextChoices):
    """Where the points of a rule come from."""

    ATTENDED = "attended", "到会（自动）"
    ABSENT = "absent", "无故缺席（自动）"
    SPOKE = "lectured", "讲党课（自动）"
    DECISION_DONE = "decision_done", "承办事项按期完成（自动）"
    DECISION_LATE = "decision_late", "承办事项逾期未完成（自动）"
    CLAIM = "claim", "申报（附佐证，他人审核）"
    VETO = "veto", "红线（组织认定）"


AUTOMATIC = (
    Basis.ATTENDED,
    Basis.ABSENT,
    Basis.SPOKE,
    Basis.DECISION_DONE,
    Basis.DECISION_LATE,
)
CLAIMED = (Basis.CLAIM, Basis.VETO)


class RuleSetState(TextChoices):
    DRAFT = "draft", "草案"
    IN_FORCE = "in_force", "施行"
    RETIRED = "retired", "停用"


class ClaimState(TextChoices):
    WAITING = "waiting", "待审核"
    APPROVED = "approved", "已认定"
    REFUSED = "refused", "未认定"
    WITHDRAWN = "withdrawn", "已撤回"
    REVOKED = "revoked", "已撤销认定"


class SettlementState(TextChoices):
    OPEN = "open", "积分中"
    COMPUTED = "computed", "已计算"
    PUBLISHED = "published", "公示中"
    CONFIRMED = "confirmed", "已确认"
    LOCKED = "locked", "已锁定"


LIVE = (SettlementState.OPEN, SettlementState.COMPUTED)  # the ledger still moves by itself
SHOWN = (SettlementState.PUBLISHED, SettlementState.CONFIRMED, SettlementState.LOCKED)


class ObjectionState(TextChoices):
    WAITING = "waiting", "待答复"
    UPHELD = "upheld", "异议成立"
    REJECTED = "rejected", "维持原分"
    WITHDRAWN = "withdrawn", "已撤回"


class EntryOrigin(TextChoices):
    """Computed from records, or decided by a person."""

    COMPUTED = "computed", "自动"
    CLAIMED = "claimed", "申报"
    ADJUSTED = "adjusted", "更正"

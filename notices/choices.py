from django.db.models import TextChoices


class NoticeKind(TextChoices):
    THEME_DAY = "theme_day", "主题党日提醒"
    OVERDUE = "overdue", "逾期汇总"
    REVIEW = "review", "审核"
    DECISION = "decision", "决定事项"
    INSPECTION = "inspection", "记录调阅"
    DUTY = "duty", "督办事项"
    DUTY_DUE = "duty_due", "督办到期提醒"
    DIRECTIVE = "directive", "上级部署"
    DIRECTIVE_LATE = "directive_late", "上级部署逾期"
    CERTIFICATE = "certificate", "证书到期提醒"
    POINTS = "points", "积分"
    SURVEY = "survey", "问卷"
    ACCOUNT = "account", "账号"
    SYSTEM = "system", "系统"


class Channel(TextChoices):
    EMAIL = "email", "邮件"


class DeliveryState(TextChoices):
    WAITING = "waiting", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    FAILED = "failed", "未送达"
    DROPPED = "dropped", "已无须发送"


class MailWish(TextChoices):
    DIGEST = "digest", "每日一封汇总，紧急的随时另发"
    URGENT = "urgent", "只发紧急的"
    NEVER = "never", "不发邮件"

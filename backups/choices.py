from django.db.models import TextChoices


class BackupState(TextChoices):
    RUNNING = "running", "正在备份"
    VERIFIED = "verified", "已校验"
    FAILED = "failed", "失败"
    CLEARED = "cleared", "已到期清理"

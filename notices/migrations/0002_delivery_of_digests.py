"""A delivery carries an urgent notice or the digest of a day. Deliveries so far were of another shape."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel("Delivery"),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "邮件")],
                        default="email",
                        max_length=16,
                        verbose_name="渠道",
                    ),
                ),
                ("digest_on", models.DateField(null=True, verbose_name="汇总日期")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待发送"),
                            ("sending", "发送中"),
                            ("sent", "已发送"),
                            ("failed", "未送达"),
                            ("dropped", "已无须发送"),
                        ],
                        default="waiting",
                        max_length=16,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                (
                    "due_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="应发时间"
                    ),
                ),
                ("claim", models.UUIDField(null=True, verbose_name="领取标识")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="领取时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="送达时间")),
                ("error", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收件人",
                    ),
                ),
            ],
            options={
                "verbose_name": "投递",
                "verbose_name_plural": "投递",
            },
        ),
        migrations.AlterField(
            model_name="notice",
            name="key",
            field=models.CharField(db_index=True, max_length=120, verbose_name="事项键"),
        ),
        migrations.AddField(
            model_name="notice",
            name="digest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="enclosed",
                to="notices.delivery",
                verbose_name="所在汇总",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="notice",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="notices.notice",
                verbose_name="通知",
            ),
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mail",
                    models.CharField(
                        choices=[
                            ("digest", "每日一封汇总，紧急的随时另发"),
                            ("urgent", "只发紧急的"),
                            ("never", "不发邮件"),
                        ],
                        default="digest",
                        max_length=8,
                        verbose_name="邮件",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_preference",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "通知设置",
                "verbose_name_plural": "通知设置",
            },
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["recipient", "-created_at"], name="notice_inbox"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(
                    ("digest", None), ("read_at", None), ("urgent", False), ("withdrawn_at", None)
                ),
                fields=["recipient"],
                name="notice_undigested",
            ),
        ),
        migrations.RemoveConstraint(model_name="notice", name="notice_once_per_person_and_key"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("recipient", "key"),
                name="notice_once_per_person_and_key",
                violation_error_message="此事项已通知过该同志。",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["theme_day", "overdue", "review", "points", "account", "system"])
                ),
                name="notice_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("path", ""),
                    models.Q(
                        ("path__startswith", "/"),
                        models.Q(("path__startswith", "//"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="notice_path_is_local",
                violation_error_message="链接只能指向本系统的页面。",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["due_at"], name="delivery_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "sending")),
                fields=["claimed_at"],
                name="delivery_sending",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("notice__isnull", False)),
                fields=("notice", "channel"),
                name="delivery_once_per_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest_on__isnull", False)),
                fields=("recipient", "channel", "digest_on"),
                name="delivery_one_digest_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("digest_on__isnull", False), ("notice", None)),
                    models.Q(("digest_on", None), ("notice__isnull", False)),
                    _connector="OR",
                ),
                name="delivery_of_a_notice_or_a_day",
            ),
        ),
    ]

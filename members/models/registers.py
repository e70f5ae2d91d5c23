"""Registers about people that statistics count from: certificates, honours, training, exams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from branches.models import Branch
from members.choices import HonourLevel
from members.models.kinds import CertificateKind, HonourKind, TrainingKind
from members.models.member import Member

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User


class PersonalQuerySet(models.QuerySet[Any]):
    """Rows about a member: whoever sees the member sees them, whoever manages writes them."""

    def visible_to(self, user: User) -> Self:
        return self.filter(member__in=Member.objects.visible_to(user).order_by().values("pk"))

    def manageable_by(self, user: User) -> Self:
        return self.filter(member__in=Member.objects.manageable_by(user).order_by().values("pk"))


class Personal(models.Model):
    """Abstract: an entry about one member."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name="人员"
    )
    note = models.CharField("备注", max_length=120, blank=True)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The person's page, where the entry stands."""
        return f"{reverse('members:member', args=[self.member_id])}#{self._meta.model_name}s"


class CertificateQuerySet(PersonalQuerySet):
    def expiring(self, first: date, last: date) -> Self:
        return self.filter(valid_until__range=(first, last))


class Certificate(Personal):
    """A certificate of one person. Without number it is known by kind and level."""

    kind = models.ForeignKey(
        CertificateKind, on_delete=models.PROTECT, related_name="certificates", verbose_name="证书"
    )
    level = models.CharField("等级", max_length=32, blank=True)
    number = models.CharField("证书编号", max_length=64, blank=True)
    issuer = models.CharField("发证机关", max_length=64, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "证书"
        ordering = ["member__name_pinyin", "member_id", "kind__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind", "level", "number"],
                name="certificate_once",
                violation_error_message="这本证书已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None)
                | Q(issued_on=None)
                | Q(valid_until__gte=F("issued_on")),
                name="certificate_dates_in_order",
                violation_error_message="有效期不能早于发证日期。",
            ),
        ]
        indexes = [models.Index(fields=["valid_until"], name="certificate_valid_until")]

    def __str__(self) -> str:
        return f"{self.kind}（{self.level}）" if self.level else str(self.kind)

    def expired_on(self, day: date) -> bool:
        return self.valid_until is not None and self.valid_until < day


class HonourQuerySet(models.QuerySet["Honour"]):
    def visible_to(self, user: User) -> Self:
        """Of people one sees, and of branches one sees."""
        return self.filter(
            Q(member__in=Member.objects.visible_to(user).order_by().values("pk"))
            | Q(branch__in=Branch.objects.visible_to(user).order_by().values("pk"))
        )

    def manageable_by(self, user: User) -> Self:
        """Of people one manages; of branches one leads, or arranges as their office."""
        return self.filter(
            Q(member__in=Member.objects.manageable_by(user).order_by().values("pk"))
            | Q(branch__in=Branch.objects.manageable_by(user).order_by().values("pk"))
            | Q(branch__in=Branch.objects.arrangeable_by(user).order_by().values("pk"))
        )


class Honour(models.Model):
    """What a person or a branch was honoured with: exactly one of the two."""

    member = models.ForeignKey(
        Member,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="honours",
        verbose_name="人员",
    )
    branch = models.ForeignKey(
        Branch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="honours",
        verbose_name="党组织",
    )
    kind = models.ForeignKey(
        HonourKind, on_delete=models.PROTECT, related_name="honours", verbose_name="荣誉"
    )
    level = models.CharField("级别", max_length=16, choices=HonourLevel)
    conferred_by = models.CharField("授予单位", max_length=64, blank=True)
    conferred_on = models.DateField("授予日期")
    document_number = models.CharField("文号", max_length=64, blank=True)
    note = models.CharField("备注", max_length=120, blank=True)

    objects = HonourQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "荣誉"
        ordering = ["-conferred_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(member=None, branch__isnull=False)
                | Q(member__isnull=False, branch=None),
                name="honour_of_one",
                violation_error_message="荣誉要么授予个人，要么授予党组织。",
            ),
            models.CheckConstraint(
                condition=Q(level__in=HonourLevel.values), name="honour_level_known"
            ),
            models.UniqueConstraint(
                fields=["member", "kind", "level", "conferred_on"],
                condition=Q(member__isnull=False),
                name="honour_once_per_member",
                violation_error_message="这项荣誉已经登记过。",
            ),
            models.UniqueConstraint(
                fields=["branch", "kind", "level", "conferred_on"],
                condition=Q(branch__isnull=False),
                name="honour_once_per_branch",
                violation_error_message="这项荣誉已经登记过。",
            ),
        ]
        indexes = [models.Index(fields=["conferred_on"], name="honour_conferred_on")]

    def __str__(self) -> str:
        return f"{self.get_level_display()}{self.kind}"

    def get_absolute_url(self) -> str:
        """Where it stands: the person's page, or the branch's."""
        if self.branch is not None:
            return self.branch.get_absolute_url()
        return f"{reverse('members:member', args=[self.member_id])}#honours"


class Training(Personal):
    """Somebody took part in a training: from–to, hours (学时)."""

    subject = models.CharField("培训内容", max_length=80)
    kind = models.ForeignKey(
        TrainingKind, on_delete=models.PROTECT, related_name="trainings", verbose_name="培训类别"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    hours = models.DecimalField(
        "学时", max_digits=5, decimal_places=1, validators=[MinValueValidator(0)]
    )
    organiser = models.CharField("主办单位", max_length=64, blank=True)

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "subject", "starts_on"],
                name="training_once",
                violation_error_message="这次培训已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="training_dates_in_order",
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(condition=Q(hours__gte=0), name="training_hours_not_negative"),
        ]
        indexes = [models.Index(fields=["starts_on"], name="training_starts_on")]

    def __str__(self) -> str:
        return self.subject


class Exam(Personal):
    """Somebody sat an exam: score, passed or not."""

    subject = models.CharField("考试科目", max_length=80)
    kind = models.ForeignKey(
        TrainingKind, on_delete=models.PROTECT, related_name="exams", verbose_name="考试类别"
    )
    taken_on = models.DateField("考试日期")
    score = models.DecimalField(
        "成绩",
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
    )
    passed = models.BooleanField("合格")

    objects = PersonalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考试"
        ordering = ["-taken_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "subject", "taken_on"],
                name="exam_once",
                violation_error_message="这次考试已经登记过。",
            ),
        ]
        indexes = [models.Index(fields=["taken_on"], name="exam_taken_on")]

    def __str__(self) -> str:
        return self.subject

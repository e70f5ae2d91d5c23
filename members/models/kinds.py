"""What kinds of certificates, honours and training there are: rows, so that offices add theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from branches import scope
from members.choices import HonourTarget

if TYPE_CHECKING:
    from accounts.models import User


class KindQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        """One list for all."""
        return self.all() if user.is_authenticated else self.none()

    def manageable_by(self, user: User) -> Self:
        """Any political office adds to it."""
        return self.all() if scope.held_by(user).office_paths else self.none()

    def in_use(self) -> Self:
        return self.filter(retired=False)


class Kind(models.Model):
    """Abstract: a word to choose from. Retired, never deleted: old entries keep it."""

    code = models.SlugField("代码", max_length=48, unique=True)
    name = models.CharField(
        "名称", max_length=48, unique=True, error_messages={"unique": "已经有这个种类。"}
    )
    order = models.PositiveSmallIntegerField("次序", default=500)
    retired = models.BooleanField("停用", default=False)

    objects = KindQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


class CertificateKind(Kind):
    """驾驶证、无人机、消防设施操作员… ``group`` is what statistics add up by."""

    group = models.CharField("归类", max_length=24, blank=True)

    class Meta(Kind.Meta):
        verbose_name = verbose_name_plural = "证书种类"


class HonourKind(Kind):
    """嘉奖、三等功、优秀共产党员… for persons, for branches, or for both."""

    group = models.CharField("归类", max_length=24, blank=True)
    target = models.CharField(
        "授予对象", max_length=8, choices=HonourTarget, default=HonourTarget.PERSON
    )

    class Meta(Kind.Meta):
        verbose_name = verbose_name_plural = "荣誉种类"
        constraints = [
            models.CheckConstraint(
                condition=Q(target__in=HonourTarget.values), name="honourkind_target_known"
            ),
        ]


class TrainingKind(Kind):
    """集中轮训、任职培训… ``before_post`` counts as the training and exam that a post asks for
    (凡任必训、凡任必考)."""

    before_post = models.BooleanField("任职必训必考", default=False)

    class Meta(Kind.Meta):
        verbose_name = verbose_name_plural = "培训种类"

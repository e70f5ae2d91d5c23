"""A person on the roster: everyone in the force who matters to Party work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.fields import EncryptedTextField
from accounts.prepared import Prepared
from branches import scope
from branches.models import Branch, Unit
from members.choices import PARTY_STAGES, Education, Sex, StaffCategory, Stage
from members.models.membership import Membership
from members.partial_dates import PartialDateField

if TYPE_CHECKING:
    from accounts.models import User


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, user: User) -> Self:
        """Oneself; the people of branches one oversees; those at units one acts for."""
        held = scope.held_by(user)
        own = Q(user_id=user.pk) if user.is_authenticated else Q(pk__in=[])
        if held.committee_ids:
            own |= self._in_branches(Branch.objects.filter(pk__in=held.committee_ids))
        if held.unit_paths:
            own |= self._at_units_of(held)
        return self.filter(own)

    def listed_for(self, user: User) -> Self:
        """The same people, asked for so that counting them is cheap.

        Whoever acts for units usually stands at one of them. Then "or oneself" adds nobody, but
        would make the database look at everyone. One query, to know.
        """
        held = scope.held_by(user)
        if held.unit_paths and not _APART.rows(user=user):
            return self.filter(scope.under(held.unit_paths, "unit__path"))
        return self.visible_to(user)

    def manageable_by(self, user: User) -> Self:
        """People of branches one leads, and those at units of whose political office one is."""
        held = scope.held_by(user)
        condition = scope.under(held.office_paths, "unit__path")
        if held.committee_ids:
            condition |= self._in_branches(Branch.objects.filter(pk__in=held.committee_ids))
        return self.filter(condition)

    def party_members(self) -> Self:
        """Probationary and full members."""
        return self.filter(stage__in=PARTY_STAGES)

    def present_force(self) -> Self:
        """Those who have not left the force."""
        return self.filter(left_on=None)

    def without_branch(self) -> Self:
        """Party members in no branch today (游离党员)."""
        today = timezone.localdate()
        return (
            self.party_members()
            .present_force()
            .filter(~Exists(Membership.objects.on(today).filter(member=OuterRef("pk"))))
        )

    @staticmethod
    def _at_units_of(held: scope.Held) -> Q:
        """Some units are looked up first; of a whole tree every row is read anyway."""
        if held.whole_tree:
            return scope.under(held.unit_paths, "unit__path")
        return Q(unit__among=Unit.objects.filter(scope.under(held.unit_paths)))

    @staticmethod
    def _in_branches(branches: models.QuerySet[Branch]) -> Q:
        today = timezone.localdate()
        current = Membership.objects.on(today).filter(branch__in=branches)
        return Q(pk__in=current.values("member_id"))


# The user, where not at one of the units that the user acts for.
_APART: Prepared[Member] = Prepared(
    lambda user: (
        Member.objects.filter(user_id=user.pk)
        .exclude(scope.under(scope.held_by(user).unit_paths, "unit__path"))
        .order_by()
        .values("pk")
    )
)


class Member(models.Model):
    """Identity, standing in the Party, place in the force. Leaves, is never deleted."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="member",
        verbose_name="账号",
    )
    staff_number = models.CharField(
        "工号",
        max_length=32,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": "这个工号已经在册。"},
    )
    name = models.CharField("姓名", max_length=64)
    name_pinyin = models.CharField("拼音", max_length=160, blank=True, db_index=True)
    sex = models.CharField("性别", max_length=8, choices=Sex, blank=True)
    nationality = models.CharField("民族", max_length=16, blank=True)
    id_number = EncryptedTextField("身份证号", blank=True, digest="id_digest")
    id_digest = models.CharField(
        max_length=64,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        error_messages={"unique": "这个身份证号已经在册。"},
    )
    id_tail = models.CharField("身份证号后四位", max_length=4, blank=True, editable=False)
    birth_date = PartialDateField("出生日期", blank=True)
    phone = EncryptedTextField("手机号", blank=True, digest="phone_digest")
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    phone_tail = models.CharField("手机号后四位", max_length=4, blank=True, editable=False)
    category = models.CharField("人员类别", max_length=32, choices=StaffCategory)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="members", verbose_name="所在单位"
    )
    stage = models.CharField("政治面貌", max_length=16, choices=Stage, default=Stage.NONE)
    joined_on = PartialDateField("入党日期", blank=True)
    confirmed_on = PartialDateField("转正日期", blank=True)
    education = models.CharField("学历", max_length=24, choices=Education, blank=True)
    post = models.CharField("职务", max_length=64, blank=True)
    work_since = PartialDateField("参加工作日期", blank=True)
    political_since = PartialDateField("从事政治工作日期", blank=True)
    left_on = models.DateField("离队日期", null=True, blank=True)
    created_at = models.DateTimeField("建档时间", default=timezone.now, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["name_pinyin", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(category__in=StaffCategory.values), name="member_category_known"
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="member_stage_known"),
            models.CheckConstraint(
                condition=Q(confirmed_on="") | Q(stage=Stage.FULL.value),
                name="member_confirmed_only_when_full",
                violation_error_message="只有正式党员才有转正日期。",
            ),
        ]
        indexes = [models.Index(fields=["unit", "stage"], name="member_unit_stage")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:member", args=[self.pk])

    @property
    def is_party_member(self) -> bool:
        return self.stage in PARTY_STAGES

    @property
    def may_vote(self) -> bool:
        """Full members vote; probationary members do not (选举工作条例第五条)."""
        return self.stage == Stage.FULL

    @property
    def masked_id(self) -> str:
        """Only the last four are shown."""
        return f"**************{self.id_tail}" if self.id_tail else ""

    @property
    def masked_phone(self) -> str:
        return f"*******{self.phone_tail}" if self.phone_tail else ""

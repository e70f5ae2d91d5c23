"""In which post a program acts, and filters by place that several nouns have."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from branches import scope
from branches.models import Branch, Unit


class ActsInPost(BasePermission):
    """``X-Post`` names one of the person's posts of today; without it the highest is acted in."""

    message = "X-Post 不是本人现在的任职编号。"

    def has_permission(self, request: Request, view: Any) -> bool:
        wanted = request.headers.get("X-Post")
        if wanted is None:
            return True
        held = {str(post.pk): post.pk for post in scope.posts_of(request.user)}
        if wanted not in held:
            return False
        request.user.acting_as = held[wanted]
        scope.forget(request.user)
        return True


class PlaceFilters(django_filters.FilterSet):
    """``unit`` (with all below it) and ``branch`` by code, among those that the asker sees."""

    unit = django_filters.CharFilter(method="within_unit", label="单位代码，含下级")
    branch = django_filters.CharFilter(method="of_branch", label="党组织代码")
    unit_path = "branch__unit__path"  # lookups from the filtered row
    branch_lookup = "branch"

    def within_unit(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        unit = Unit.objects.visible_to(self.request.user).filter(code=code).first()
        return rows.filter(**{f"{self.unit_path}__startswith": unit.path}) if unit else rows.none()

    def of_branch(self, rows: QuerySet, name: str, code: str) -> QuerySet:
        branches = Branch.objects.visible_to(self.request.user).filter(code=code)
        return rows.filter(**{f"{self.branch_lookup}__in": branches})

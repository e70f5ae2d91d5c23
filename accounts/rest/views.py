"""What every noun of the API has: pages of rows, tags by which a change is seen."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.http import parse_etags, quote_etag
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.rest.problems import Problem

LARGEST_KEY = 2**63 - 1


class KeyField(serializers.IntegerField):
    """The key of a row."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_KEY, **kwargs)


def etag_of(data: Any) -> str:
    """Changes with anything that the answer shows."""
    return quote_etag(sha256(JSONRenderer().render(data)).hexdigest()[:32])


class NounViewSet(viewsets.GenericViewSet):
    """``noun`` is its Chinese word; ``summaries`` say by action what it does, ``details`` more."""

    noun: str = ""
    summaries: dict[str, str] = {}
    details: dict[str, str] = {}
    lookup_value_regex = r"[0-9]{1,18}"

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Filters narrow lists; one row is found by its key."""
        return queryset if self.detail else super().filter_queryset(queryset)

    def tagged(self, response: Response) -> Response:
        """With its ETag, or empty where the asker has it already."""
        response["ETag"] = etag = etag_of(response.data)
        known = parse_etags(self.request.headers.get("If-None-Match", ""))
        if etag in known or known == ["*"]:
            return Response(status=304, headers={"ETag": etag})
        return response

    def shown(self, instance: Model, status: int = 200) -> Response:
        """One row as it is read, after a change."""
        data = self.reading(instance).data
        return Response(data, status=status, headers={"ETag": etag_of(data)})

    def reading(self, instance: Model) -> serializers.BaseSerializer:
        """The serializer that shows one row."""
        return self.get_serializer(instance)

    def check_unchanged(self, instance: Model, version: int | None = None) -> None:
        """Before a change: is the row still the one that the asker saw?

        By ``If-Match`` against the tag (412), or by the ``version`` in what was sent (409). Both
        say what was given and what stands.
        """
        self.check_version(instance, version)
        given = self.request.headers.get("If-Match", "").strip()
        if not given or given == "*":
            return
        etag = etag_of(self.reading(instance).data)
        if etag not in parse_etags(given):
            raise Problem(
                412, f"内容已被另一处修改：您依据的是 {given}，现在是 {etag}。", etag=etag
            )

    @staticmethod
    def check_version(instance: Model, version: int | None) -> None:
        """Whether the row is still of the version that the asker saw (409)."""
        stands: int | None = getattr(instance, "version", None)
        if version is not None and version != stands:
            raise Problem(
                409,
                f"这条记录已被另一处修改：您依据的是第 {version} 版，现在是第 {stands} 版。",
                version=stands,
            )


class ReadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, NounViewSet):
    """A noun that is listed and read."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.tagged(super().list(request, *args, **kwargs))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.tagged(super().retrieve(request, *args, **kwargs))


class Unknown(APIView):
    """An address that the API does not have is refused in its own form."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        raise NotFound

"""``among``: a foreign key in a set that the database finds first.

``Q(user=…) | Q(unit__path__startswith=…)`` looks at two tables, so that PostgreSQL reads all rows
and joins before it can throw any away. ``Q(user=…) | Q(unit__among=Unit.objects.filter(…))`` asks
for the few units first, as an array, and then finds either side by its index: a detachment's
people among those of the nation in 1 ms instead of 350.
"""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey
from django.db.models.fields.related_lookups import RelatedIn


@ForeignKey.register_lookup
class Among(RelatedIn):
    """As ``in`` with a queryset; on PostgreSQL the set is fetched once, before the search."""

    lookup_name = "among"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        if connection.vendor == "postgresql" and not self.rhs_is_direct_value():
            return f"= ANY(ARRAY{rhs})"
        return str(super().get_rhs_op(connection, rhs))

"""The keys of the personal data: which are in use, whether they open it, and changing them.

A key is changed in three steps, each of which may be broken off and run again:

1. The new key stands in front of ``FIELD_KEYS``: it encrypts, both decrypt.
2. ``reencrypt`` writes the rows anew, some at a time, while everybody works.
3. With nobody at work, ``renew_digests`` makes the look-up digests with the new key, all or none;
   then the old key is taken out of ``FIELD_KEYS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import connection, models, transaction

from accounts import bulk, crypto
from accounts.fields import EncryptedBinaryField, EncryptedTextField

ROWS_A_STATEMENT = 2000
FILES_A_STATEMENT = 20
Model = type[models.Model]


class KeysRefused(Exception):
    """The sentence for the screen."""


def sealed_columns() -> Iterator[tuple[Model, list[models.Field]]]:
    """Models that keep personal data encrypted, with their encrypted columns."""
    for model in apps.get_models():
        fields: list[models.Field] = [
            field
            for field in model._meta.local_concrete_fields
            if isinstance(field, EncryptedTextField | EncryptedBinaryField)
        ]
        if fields and model._meta.managed and not model._meta.proxy:
            yield model, fields


def in_use() -> set[str]:
    """Ids of the keys that are needed to read what is stored and to look it up."""
    found = {crypto.key_ids()[-1]}
    for model, fields in sealed_columns():
        for field in fields:
            found |= _ids(model, field)
    return found


def _ids(model: Model, field: models.Field) -> set[str]:
    """The ids in one column: of what none of those found so far encrypted, one more."""
    names, found = _names(model, field), set[str]()
    while True:
        tests, values = ["length({column}) > 0".format(**names)], list[Any]()
        for key_id in found:
            tests.append(_OTHER_KEY.format(**names))
            values += _mark(field, key_id)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT substr({column}, 1, 80) FROM {table} WHERE ".format(**names)  # noqa: S608
                + " AND ".join(tests)
                + " LIMIT 1",
                values,
            )
            row = cursor.fetchone()
        if row is None:
            return found
        head = row[0] if isinstance(row[0], str) else bytes(row[0]).decode(errors="replace")
        found.add(head.split(".", 2)[1])


def fault() -> str:
    """Why the keys at hand do not open what is stored, in a sentence; empty when they do."""
    missing = in_use() - set(crypto.key_ids())
    if missing:
        return f"有个人信息是用密钥 {'、'.join(sorted(missing))} 加密的，FIELD_KEYS 里没有。"
    for model, fields in sealed_columns():
        for field in fields:
            if found := _fault_of(model, field):
                return found
    return ""


def _fault_of(model: Model, field: models.Field) -> str:
    """Try the newest value of each column, and its digest."""
    rows = model._default_manager.exclude(**{field.name: _nothing(field)}).order_by("-pk")
    beside = getattr(field, "digest", "")
    try:
        row = rows.values_list(field.name, *([beside] if beside else [])).first()
    except InvalidTag:
        return "FIELD_KEYS 里的密钥打不开已有的个人信息：编号相同，但不是同一把。"
    if row and beside and row[1] and crypto.digest(row[0]) != row[1]:
        return "按身份证号或手机号查不到人：查找用的摘要不是用 FIELD_KEYS 里最后一把密钥做的。"
    return ""


def reencrypt(*, progress: Callable[[str], None]) -> int:
    """Everything that is not under the first key is written anew; returns how many rows."""
    total = 0
    for model, fields in sealed_columns():
        done = 0
        while keys := _under_another_key(model, fields):
            done += _rewrite(model, fields, keys)
            progress(f"{model._meta.verbose_name}：已换密钥 {done} 条")
        total += done
    return total


def _under_another_key(model: Model, fields: list[models.Field]) -> list[int]:
    """Keys of some rows that still wait. What is done does not come again, so it is resumable."""
    current = crypto.key_ids()[0]
    tests, values = [], list[Any]()
    for field in fields:
        tests.append(
            "(length({column}) > 0 AND {other})".format(
                other=_OTHER_KEY.format(**_names(model, field)), **_names(model, field)
            )
        )
        values += _mark(field, current)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT {key} FROM {table} WHERE ".format(**_names(model, fields[0]))  # noqa: S608
            + " OR ".join(tests)
            + f" LIMIT {FILES_A_STATEMENT if _has_files(fields) else ROWS_A_STATEMENT}",
            values,
        )
        return [key for (key,) in cursor.fetchall()]


@transaction.atomic
def _rewrite(model: Model, fields: list[models.Field], keys: list[int]) -> int:
    """Read and write the rows under lock, so that nobody's change is lost."""
    names = [field.attname for field in fields]
    rows = model._default_manager.select_for_update().filter(pk__in=keys)
    if _has_files(fields):
        model._default_manager.bulk_update(list(rows), names)
    else:
        bulk.update_rows(model, list(rows.values("pk", *names)))
    return len(keys)


@transaction.atomic
def renew_digests(*, progress: Callable[[str], None]) -> int:
    """All look-up digests with the first key, in one transaction; returns how many rows."""
    total = 0
    for model, fields in sealed_columns():
        if _under_another_key(model, fields):
            raise KeysRefused("还有个人信息没有换密钥，请先运行 rotate_keys，再加 --digests。")
        pairs = {field.attname: to for field in fields if (to := getattr(field, "digest", ""))}
        if pairs:
            total += _redigest(model, pairs)
            progress(f"{model._meta.verbose_name}：已重做查找摘要 {total} 条")
    return total


def _redigest(model: Model, pairs: dict[str, str]) -> int:
    """A look-up column of an empty value is empty as it was."""
    first, done, last = crypto.key_ids()[0], 0, 0
    while True:
        waiting = model._default_manager.filter(pk__gt=last).order_by("pk")
        rows = list(waiting.values("pk", *pairs)[:ROWS_A_STATEMENT])
        if not rows:
            return done
        digests = [
            {to: crypto.digest(row[of], first) for of, to in pairs.items() if row[of]}
            for row in rows
        ]
        bulk.update_rows(
            model, [{"pk": row["pk"], **new} for row, new in zip(rows, digests, strict=True)]
        )
        done, last = done + len(rows), rows[-1]["pk"]


def marks() -> dict[str, str]:
    """Id → mark of each key in use, by which a key is recognised without being known."""
    configured = crypto.marks()
    return {key_id: configured.get(key_id, "") for key_id in sorted(in_use())}


def _nothing(field: models.Field) -> Any:
    return b"" if isinstance(field, EncryptedBinaryField) else ""


_OTHER_KEY = "substr({column}, 1, %s) <> %s"


def _mark(field: models.Field, key_id: str) -> list[Any]:
    """Length and text of how a value under that key begins."""
    mark = f"{crypto.VERSION}.{key_id}."
    return [len(mark), mark.encode() if isinstance(field, EncryptedBinaryField) else mark]


def _has_files(fields: list[models.Field]) -> bool:
    return any(isinstance(field, EncryptedBinaryField) for field in fields)


def _names(model: Model, field: models.Field) -> dict[str, str]:
    quote = connection.ops.quote_name
    return {
        "table": quote(model._meta.db_table),
        "column": quote(str(field.column)),
        "key": quote(str(model._meta.pk.column)),
    }

"""Numbers that name a person: identity, staff, phone. Reasons never repeat them."""

from __future__ import annotations

import re

from members import id_numbers
from members.sheets.cells import Doubtful, compact
from members.sheets.refusals import CellRefused

NOISE = re.compile(r"[-_'’`\"]")
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
CORRUPTED = (
    "Excel 把身份证号当成了数字，只保留前 15 位，号码已经损坏；"
    "请把这一列设为「文本」格式，对照证件重新录入"
)
MOBILE = re.compile(r"1[3-9]\d{9}")
COUNTRY_CODE = re.compile(r"^(\+|00)?86(?=1\d{10}$)")
STAFF_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_\-/]{0,31}")


MASKED = re.compile(r"\*+[\dXx]{4}")


def read_id_number(raw: object) -> str | Doubtful | None:
    """Eighteen characters, X in capitals, blanks taken out; a masked one says nothing."""
    if isinstance(raw, str) and MASKED.fullmatch(compact(raw)):
        return None
    if not isinstance(raw, str):
        raise CellRefused(CORRUPTED)
    number = NOISE.sub("", compact(raw)).upper().replace("×", "X")
    if SCIENTIFIC.fullmatch(number):
        raise CellRefused(CORRUPTED)
    fault = id_numbers.fault_of(number)
    if fault and len(number) == 18 and number.endswith("000"):
        raise CellRefused(CORRUPTED)
    if fault:
        raise CellRefused(fault)
    if number.endswith("000"):
        return Doubtful(number, "身份证号末三位是 000，可能被 Excel 改过，请对照证件核对")
    return number


def read_phone(raw: object) -> str | None:
    """A mobile number of eleven digits; a masked one, as our own export writes it, says nothing."""
    if isinstance(raw, str) and MASKED.fullmatch(compact(raw)):
        return None
    number = COUNTRY_CODE.sub("", NOISE.sub("", compact(raw)))
    if SCIENTIFIC.fullmatch(number):
        raise CellRefused("Excel 把手机号写成了科学记数，请把这一列设为「文本」格式后重新填写")
    if not MOBILE.fullmatch(number):
        raise CellRefused("不是 11 位手机号；只填一个手机号，固定电话请留空")
    return number


def read_staff_number(raw: object) -> str:
    """Letters, digits and dashes; never more than the column holds."""
    number = compact(raw)
    if SCIENTIFIC.fullmatch(number):
        raise CellRefused("Excel 把工号写成了科学记数，请把这一列设为「文本」格式后重新填写")
    if not STAFF_NUMBER.fullmatch(number):
        raise CellRefused("工号只能由不超过 32 位的字母、数字和短横线组成")
    return number

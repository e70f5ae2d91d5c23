"""What is done on a page before the manual's picture of it is taken."""

from __future__ import annotations

import io
from collections.abc import Callable

import xlsxwriter
from playwright.sync_api import Page

from members.id_numbers import check_character

Steps = Callable[[Page], None] | None
RECORD = "/meetings/record/?kind=theme_day"
INSPECTIONS = "/meetings/inspections/"
WHO_CAME = "main section:has(> h2:text('谁到了')), main section:has(h2:text('谁到了'))"
LOOKED_AT = 12
MERGED = ((0, 0, 0, 7), (1, 4, 1, 5), (1, 6, 1, 7), *((1, one, 2, one) for one in range(4)))
# Made-up people at stations that the demonstration does not have.
PEOPLE = (
    ("甄新民", 801, "东湖大队新桥站", "新桥片区联合党支部", "党员", "2015.07"),
    ("乐知行", 803, "东湖大队新桥站", "新桥片区联合党支部", "党员", "2016年7月1日"),
    ("卜一言", 805, "东湖大队石门站", "新桥片区联合党支部", "预备党员", "2026/3/1"),
    ("柏长青", 807, "东湖大队石门站", "抗洪抢险临时党支部", "党员", "2018-07"),
    ("安定国", 0, "东湖大队石门站", "新桥片区联合党支部", "党员", "2019.07"),
)


def two_on_watch(page: Page) -> None:
    """Two people of the roll are on watch."""
    chips = page.locator("[data-roll] select, .roll select")
    for number in (1, 4):
        chips.nth(number).select_option(label="执勤", force=True)
    page.get_by_role("heading", name="谁到了").evaluate("node => node.scrollIntoView()")
    page.mouse.wheel(0, -70)
    page.wait_for_timeout(400)


def in_two_sittings(page: Page) -> None:
    page.get_by_text("分两场开（轮班）").click()
    page.get_by_role("heading", name="时间地点").evaluate("node => node.scrollIntoView()")
    page.mouse.wheel(0, -70)
    page.wait_for_timeout(400)


def open_first(page: Page) -> None:
    page.locator("main .cell-main a").first.click()


def open_make_up(page: Page) -> None:
    """The first meeting from which somebody was away, with the form open."""
    links = page.locator("main .cell-main a").all()[:LOOKED_AT]
    for address in [link.get_attribute("href") or "" for link in links]:
        page.goto("/".join(page.url.split("/")[:3]) + address)
        if page.get_by_text("登记补学").count():
            page.get_by_text("登记补学").first.click()
            return


def open_settlement(page: Page) -> None:
    """The settlement of the last quarter."""
    page.get_by_role("link", name="去结算").click()


def open_results(page: Page) -> None:
    """Of the first survey that has ended."""
    page.locator("main tr", has_text="已结束").locator(".cell-main a").first.click()


def answer_survey(page: Page) -> None:
    page.get_by_role("link", name="填写").first.click()


def name_partner(page: Page) -> None:
    """The other branches that one may have met with."""
    page.get_by_text("与其他支部联合开展").click()
    page.get_by_text("与其他支部联合开展").evaluate("node => node.scrollIntoView()")
    page.mouse.wheel(0, -70)
    page.wait_for_timeout(400)


def back_up(page: Page) -> None:
    """Ask for a backup and wait until it is there."""
    page.get_by_role("button", name="立即备份").click()
    for _ in range(LOOKED_AT):
        page.wait_for_timeout(1500)
        page.goto(page.url)
        if page.locator("main td.cell-main").count() and page.get_by_text("立即备份").count():
            return


def make_token(page: Page) -> None:
    """Make one and leave the page that shows it."""
    page.locator("main input[name=name]").fill("每月导出台账")
    page.get_by_role("button", name="生成").click()
    page.wait_for_load_state("networkidle")
    page.goto(page.url)


def choose_roster(page: Page) -> None:
    sheet = {"name": "花名册.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": _roster()}
    page.locator("input[type=file]").set_input_files(sheet)


def preview_roster(page: Page) -> None:
    choose_roster(page)
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("button", name="确认导入时新建").click(timeout=60_000)
    page.wait_for_load_state("networkidle")


def _roster() -> bytes:
    """A roster as an office keeps it: a title, a header of two rows with merged cells."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("党员花名册")
        cells = [
            ["云川市消防救援支队党员花名册"],
            ["序号", "姓名", "身份证号", "人员类别", "所在", "", "入党情况", ""],
            ["", "", "", "", "单位", "党支部", "政治面貌", "入党时间"],
            *([n, name, _id_number(number), "消防员", *rest]
              for n, (name, number, *rest) in enumerate(PEOPLE, start=1)),
        ]  # fmt: skip
        for row, values in enumerate(cells):
            sheet.write_row(row, 0, values)
        for top, left, bottom, right in MERGED:
            sheet.merge_range(top, left, bottom, right, cells[top][left])
    return file.getvalue()


def _id_number(sequence: int) -> str:
    """A made-up number; 0 for one that was mistyped."""
    digits = f"11010119900307{sequence or 801:03}"
    return digits + (check_character(digits) if sequence else "X")


def ask_for_a_sample(page: Page) -> None:
    page.get_by_role("link", name="发起调阅").click()
    page.get_by_role("button", name="看会抽多少").click()
    page.get_by_role("status", name="预览").wait_for()


def mark_a_record(page: Page) -> None:
    """The next that waits; what the system saw is confirmed."""
    page.get_by_role("link", name="调阅中").click()
    page.locator("tbody a").first.click()
    page.get_by_role("link", name="检查").last.click()
    sheet = page.locator("form.marks")
    for box in sheet.locator("input[type=checkbox]").all()[:1]:
        box.check()
    sheet.locator("input[name=grade]").nth(1).check()
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(400)


def open_notice(page: Page) -> None:
    page.get_by_role("link", name="已通报").click()
    page.locator("tbody a").first.click()


def answer_finding(page: Page) -> None:
    page.get_by_role("link", name="本支部的情况").click()
    asked = page.locator(".found", has_text="待答复").first
    asked.get_by_label("整改情况").fill("支委会已研究，补全了发言内容。")
    asked.scroll_into_view_if_needed()

"""Pages that read everyone."""

from reports.views.board import board, board_sheet, cell
from reports.views.branch import branch
from reports.views.figures import report_figure, report_figure_sheet
from reports.views.home import home, standing
from reports.views.reports import (
    cancel_report,
    lay_out_report,
    new_report,
    recounted,
    report,
    report_file,
    reports,
    retry_report,
    texts,
)
from reports.views.search import search
from reports.views.statistics import counted, counted_sheet, statistic
from reports.views.turnout import turnout, turnout_list

__all__ = [
    "board",
    "board_sheet",
    "branch",
    "cancel_report",
    "cell",
    "counted",
    "counted_sheet",
    "home",
    "lay_out_report",
    "new_report",
    "recounted",
    "report",
    "report_figure",
    "report_figure_sheet",
    "report_file",
    "reports",
    "retry_report",
    "search",
    "standing",
    "statistic",
    "texts",
    "turnout",
    "turnout_list",
]

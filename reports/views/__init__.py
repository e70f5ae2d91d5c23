"""Pages that read everyone."""

from reports.views.board import board, board_sheet, cell
from reports.views.branch import branch
from reports.views.home import home, standing
from reports.views.search import search

__all__ = ["board", "board_sheet", "branch", "cell", "home", "search", "standing"]

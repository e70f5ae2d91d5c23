"""Pages that read everyone."""

from reports.views.board import board, board_sheet, cell
from reports.views.home import home, year_trend

__all__ = ["board", "board_sheet", "cell", "home", "year_trend"]

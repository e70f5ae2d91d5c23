"""Pages that read everyone."""

from reports.views.board import board, board_sheet, cell

__all__ = ["board", "board_sheet", "cell"]

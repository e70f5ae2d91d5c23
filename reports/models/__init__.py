"""What the reports app keeps: compiled documents, and the office's own words in them."""

from reports.models.paragraph import Paragraph
from reports.models.report import Report

__all__ = ["Paragraph", "Report"]

"""What a follow-up measured, as a page and as lines in the terminal."""

from unstipple.report.change.document import change_page
from unstipple.report.change.lines import change_lines

__all__ = ["change_lines", "change_page"]

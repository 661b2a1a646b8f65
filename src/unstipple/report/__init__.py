"""The only room that draws and words."""

from unstipple.report.card import card_pdf
from unstipple.report.documents import documents
from unstipple.report.figures.light import FIGURE_KINDS, light_figure
from unstipple.report.figures.seen import seen_figure
from unstipple.report.figures.window import window_alt, window_figure
from unstipple.report.phrases import (
    DECISIONS,
    limit_words,
    long_date,
    minutes_words,
    number_range,
    percent,
    price_words,
    risk_words,
    short_limit,
)
from unstipple.report.wording import sentence

__all__ = [
    "DECISIONS", "FIGURE_KINDS", "card_pdf", "documents", "light_figure", "limit_words", "long_date", "minutes_words", "number_range",
    "percent", "price_words", "risk_words", "seen_figure", "sentence", "short_limit", "window_alt",
    "window_figure",
]  # fmt: skip

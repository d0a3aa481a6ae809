"""Draws a plan over its city: the report page."""

from clearway.maps.report import draw_report

__all__ = ["draw_report"]

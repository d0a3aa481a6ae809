"""Draws a plan over its city: the report page, and GeoJSON for any GIS."""

from clearway.maps.report import draw_report

__all__ = ["draw_report"]

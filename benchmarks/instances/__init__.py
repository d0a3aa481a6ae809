"""Evacuation cases that anyone can rebuild: open road networks and a seed (see docs/benchmarks.md)."""

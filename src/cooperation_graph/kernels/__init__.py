"""Compiled loops over plain arrays; the only place with low-level code. Nothing here knows our types."""

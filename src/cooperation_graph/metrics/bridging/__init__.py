"""Actors who connect groups."""

"""Staying inside groups: indices of segregation."""

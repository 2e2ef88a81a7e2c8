"""A survey goes to other tools: one writer a file."""

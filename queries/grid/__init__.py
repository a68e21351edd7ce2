"""Counts and exposure on a grid of areas and months."""

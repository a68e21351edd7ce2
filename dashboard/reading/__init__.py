"""The figures of a page as things to take away, read without a visit (dashboard/surface.py)."""

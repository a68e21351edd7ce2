"""The monthly review: control charts, waits, the records behind a signal."""

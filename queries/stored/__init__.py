"""The files of a vintage as they lie on disk: whole, damaged, or of another release."""

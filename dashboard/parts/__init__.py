"""Pieces that several pages share: choices, header, verdict card, figure with its table."""

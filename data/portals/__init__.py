"""Open-data portals, read through the openpolicedata library."""

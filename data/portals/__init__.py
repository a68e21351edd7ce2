"""Open-data portals, asked through the openpolicedata library; one subject per file."""

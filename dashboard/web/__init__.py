"""What the server answers besides the pages: headers, known addresses, health, robots."""

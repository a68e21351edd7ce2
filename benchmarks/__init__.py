"""Speed: of a build as a ratio to a plain copy, of pages in ms beside their aims."""

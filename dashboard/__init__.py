"""The faces: the site, the command line, and the words they speak."""

"""How data come in: raw files, the build, the checks, publishing."""

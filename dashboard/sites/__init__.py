"""The register of sites: the cities that are published, and those that may join."""

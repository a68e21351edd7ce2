"""The complete languages, to which every rule about words applies."""

LANGUAGES = ("en", "es")

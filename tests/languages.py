"""The languages that are complete, and are held to every rule of the words."""

LANGUAGES = ("en", "es")

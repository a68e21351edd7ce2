"""What is declared in data/*.toml and in packs: fields, measures, words, methods, policies."""

"""What is declared in data/*.toml: fields, measures, words of the data, methods, the study."""

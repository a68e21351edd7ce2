"""The public edition: the pages of one vintage as files of HTML, made once."""

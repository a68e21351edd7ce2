"""What the site has, told to programs that look for data: feeds, catalogues, descriptions."""

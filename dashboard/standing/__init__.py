"""The standing report: what is made and sent of each month, and the run that does all of it."""

"""The commands of the terminal, one module per subject; dashboard/cli.py lists them."""

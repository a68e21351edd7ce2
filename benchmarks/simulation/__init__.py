"""The simulation study: how often ranges hold the truth and verdicts speak without a change."""

"""`make mutants`: small faults put into the project one at a time, and the tests that find them."""

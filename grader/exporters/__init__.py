"""Records in, formats of other programs out: pure functions."""

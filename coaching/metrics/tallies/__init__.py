"""Facts of each deal, added up into tallies: the only code that sees every row."""

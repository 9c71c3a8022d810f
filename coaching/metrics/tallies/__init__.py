"""Every row of the tables, once: facts of each deal, added up into tallies."""

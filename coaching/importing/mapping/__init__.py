"""Headers and labels to fields and meanings."""

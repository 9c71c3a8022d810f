"""What headers and values say of a column, and how all columns of a table are decided together."""

"""Text to values: dates, amounts, period names."""

"""Every issue and every question, declared once."""

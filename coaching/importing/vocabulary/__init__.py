"""Words as data, and the CRM presets."""

"""CRM layouts as data: one YAML file per CRM."""

"""What the pages share: session state, cached calls, widgets and the one style."""

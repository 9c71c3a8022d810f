"""Who looks, at which data, with which options: what is asked once in a run and shared by every page."""

"""Nothing of it is on a page."""

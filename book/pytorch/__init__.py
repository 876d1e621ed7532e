"""What the page's torch takes from the installed wheel: files, and a table of operations."""

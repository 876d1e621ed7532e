"""What the page's torch takes from the installed wheel: its Python files and a table of its operations."""

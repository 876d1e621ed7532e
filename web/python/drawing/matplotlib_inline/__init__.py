"""matplotlib_inline, as far as notebooks ask a page for it."""

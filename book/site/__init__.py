"""Makes the site of both editions; shows, watches, packs and pushes it."""

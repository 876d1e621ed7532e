"""Prints an edition: its pages bound into one document, and that as a PDF."""

"""How the demo reports become pages, documents and scans. Nothing here reads a report."""

"""How the demo corpus is made: sources in, reports and their gold out. Nothing here reads a report."""

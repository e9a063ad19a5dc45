"""``python -m nlp`` is the command ``gongkai``."""

from nlp.cli import app

app(prog_name="gongkai")

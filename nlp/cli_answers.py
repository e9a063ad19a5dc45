"""How a command answers: with a table, or with the line that says why not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    import pandas as pd


def print_frame(frame: pd.DataFrame) -> None:
    """Print a frame as it is."""
    typer.echo(frame.to_string(index=False))


def print_figures(frame: pd.DataFrame, csv: bool) -> None:
    """Print a frame of estimates: in full as CSV, or rounded, each with its interval."""
    from nlp.pages.figures import figures

    if csv:
        typer.echo(frame.to_csv(index=False), nl=False)
    else:
        typer.echo(figures(frame))


def keep_apart(out: Path, inputs: Iterable[Path | None]) -> None:
    """ValueError where a command would write over what it reads."""
    if any(path is not None and path.resolve() == out.resolve() for path in inputs):
        raise ValueError(f"{out} can't be read and written at once: name another file")


def refuse(error: Exception) -> NoReturn:
    """End the command with one line and the exit status 2."""
    typer.echo(_reason(error), err=True)
    raise typer.Exit(2)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return str(error.args[0] if error.args else error)

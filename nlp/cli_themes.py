"""``gongkai themes``: code with the codebook, look at it, find what it lacks; the loop with people is in cli_coding."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli_answers import keep_apart, refuse
from nlp.cli_coding import Book, adjudicate, agreement, book_of, evaluate, sample

if TYPE_CHECKING:
    from nlp.themes.codebook import Codebook
    from nlp.themes.files import Coder

themes = typer.Typer(
    help="Code problems and measures with the themes of the codebook, and check the codes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class BookFormat(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"
    markdown = "markdown"
    qdc = "qdc"


class UnitKind(StrEnum):
    problem = "problem"
    measure = "measure"


class CoderChoice(StrEnum):
    both = "both"
    model = "model"
    cues = "cues"


CoderOption = Annotated[
    CoderChoice, typer.Option(help="Who codes themes: the model with the cues as second coder, or one of them.")
]


@themes.command("code")
def code(
    units: Annotated[
        Path,
        typer.Argument(help='Lines of {"id", "kind", "text"}, - for standard input; or a dataset.', allow_dash=True),
    ],
    coder: CoderOption = CoderChoice.both,
    model: Annotated[Path | None, typer.Option(help="A model of themes train, alone.")] = None,
) -> None:
    """Code units of your own: JSON lines out, what a second coder says in "second".

    gongkai themes code units.jsonl > coded.jsonl

    gongkai themes code dataset --model mine.npz > coded.jsonl
    """
    from nlp.themes.files import code_lines

    try:
        first, second = _coders(coder, model)
        with _lines(units) as lines:
            for row in code_lines(lines, first, second):
                sys.stdout.buffer.write(row)
    except (ValueError, OSError) as error:
        refuse(error)


def _coders(choice: CoderChoice, model: Path | None) -> tuple[Coder, Coder | None]:
    if model is None:
        from nlp.themes.coders import coders

        return coders(choice.value)
    from nlp.themes.classifier import TrainedCoder
    from nlp.themes.model_file import load_model

    return TrainedCoder(load_model(model)), None


@contextmanager
def _lines(units: Path) -> Iterator[Iterable[bytes]]:
    """The lines of a file or of standard input, or the units of a dataset as such lines."""
    if str(units) == "-":
        yield sys.stdin.buffer
    elif units.is_dir():
        from nlp.dataset import open_dataset

        frame = open_dataset(units).table("units", ["unit_id", "kind", "text"])
        yield (
            json.dumps({"id": id, "kind": kind, "text": text}).encode()
            for id, kind, text in frame.itertuples(index=False)
        )
    else:
        with units.open("rb") as stream:
            yield stream


@themes.command("train")
def train(
    data: Annotated[list[Path], typer.Option(help='Lines of {"kind", "text", "codes", "mould"}; a file or a folder.')],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file of the model.")],
    name: Annotated[str, typer.Option(help="What the model is called in what it codes.")] = "own",
    codebook: Book = None,
    also: Annotated[
        list[Path] | None, typer.Option(help="Learnt from as well, never measured on: short phrases, say.")
    ] = None,
    card: Annotated[Path | None, typer.Option(help="Write a model card too, in Markdown.")] = None,
    compared: Annotated[
        Path | None, typer.Option(help="A table of other learners for the card to quote (CSV).")
    ] = None,
    skops: Annotated[Path | None, typer.Option(help="Write the scikit-learn estimators too, with skops.")] = None,
) -> None:
    """Train a coder on clauses that you coded; prints how it does on phrase moulds that were held out.

    gongkai themes train --data clauses.jsonl --codebook mine.yaml --out mine.npz --card mine.md
    """
    from nlp.pages.card import card as written
    from nlp.pages.card import evaluate_held_out
    from nlp.pages.figures import figures
    from nlp.themes.model_file import save_model
    from nlp.themes.training import clause_files, read_clauses
    from nlp.themes.training import train as train_on

    try:
        book = book_of(codebook)
        files, beside = clause_files(data), clause_files(also or ())
        for path in filter(None, (out, card, skops)):
            keep_apart(path, [*files, *beside, codebook])
        trained = train_on(read_clauses(files), name, book, read_clauses(beside))
        save_model(trained.model, out)
        if skops:
            from nlp.themes.exchange import save_skops

            save_skops(trained.model, skops)
        if card:
            card.write_text(written(trained, book, files, beside, compared), "utf-8")
    except (ValueError, OSError) as error:
        refuse(error)
    typer.echo(figures(evaluate_held_out(trained, book).scores))
    for path in filter(None, (out, card, skops)):
        typer.echo(str(path))


@themes.command("codebook")
def codebook(
    code: Annotated[str | None, typer.Argument(help="One code; all of them by default.")] = None,
    to: Annotated[
        BookFormat | None, typer.Option(help="table, json, csv, markdown or qdc (REFI-QDA); text to read by default.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="The file to write.")] = None,
    file: Annotated[Path | None, typer.Option(help="A codebook of your own (YAML, JSON or .qdc) to check.")] = None,
) -> None:
    """Explain a code: definition, in- and exclusion, examples; or the codebook for other tools.

    gongkai themes codebook staffing_shortage

    gongkai themes codebook --to qdc -o codebook.qdc

    gongkai themes codebook --file mine.yaml --to table
    """
    from nlp.themes.book_formats import book_as

    try:
        book = book_of(file)
        if code and to:
            raise ValueError("one code is explained as text; --to takes the whole codebook")
        data = book_as(book, to.value) if to not in (None, BookFormat.table) else _shown(book, code, to).encode()
        if out:
            keep_apart(out, [file])
            out.write_bytes(data)
    except (KeyError, ValueError, OSError) as error:
        refuse(error)
    if out:
        typer.echo(str(out))
    else:
        sys.stdout.buffer.write(data)
    if file and not code and (out or to in (None, BookFormat.table)):
        _print_check(file, book)


def _shown(book: Codebook, code: str | None, to: BookFormat | None) -> str:
    if to is BookFormat.table:
        from nlp.pages.figures import figures
        from nlp.themes.book_formats import book_frame

        return figures(book_frame(book)[["code", "kind", "family", "zh", "en"]]) + "\n"
    return (book.describe(code) if code else "\n\n".join(map(book.describe, book.codes))) + "\n"


def _print_check(file: Path, book: Codebook) -> None:
    from nlp.themes.mapping import mapping_summary

    typer.echo(f"\n{file}: sound, version {book.version}, {len(book.codes)} codes, {len(book.families)} families")
    if summary := mapping_summary(book):
        typer.echo(summary)


@themes.command("discover")
def discover(
    dataset: Annotated[Path, typer.Argument(help="The folder of a dataset.")],
    kind: Annotated[UnitKind | None, typer.Option(help="Only problem or measure.")] = None,
    topics: Annotated[int | None, typer.Option(help="Topics a kind; the most stable number by default.")] = None,
    coder: Annotated[
        str | None, typer.Option(help="Only this coder's codes cover a unit; anybody's by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed, the same topics.")] = 0,
    csv: Annotated[bool, typer.Option("--csv", help="All units of all topics as CSV.")] = False,
) -> None:
    """Cluster the units that no code covers; a topic is a proposal for a code, and no unit gets one.

    gongkai themes discover dataset --kind problem
    """
    from nlp.dataset import open_dataset
    from nlp.pages.topics import lines_of_discovery
    from nlp.themes.discover import discover_dataset

    try:
        found = discover_dataset(open_dataset(dataset), topics, seed, kind.value if kind else None, coder)
    except ValueError as error:
        refuse(error)
    if csv:
        typer.echo(found.frame().to_csv(index=False), nl=False)
    else:
        typer.echo("\n".join(lines_of_discovery(found)))


for command in (sample, agreement, adjudicate, evaluate):
    themes.command()(command)

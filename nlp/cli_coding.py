"""The loop with people, as commands of ``gongkai themes``: sample, agreement, adjudicate, evaluate."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli_answers import keep_apart, print_figures, refuse

if TYPE_CHECKING:
    import pandas as pd

    from nlp.themes.codebook import Codebook

LONGEST = 60
Sheets = Annotated[list[Path], typer.Argument(help="Sheets that came back; the file's name is the coder.")]
Key = Annotated[Path | None, typer.Option(help="The key of the sample: its texts tell what is wrong with a sheet.")]
Book = Annotated[Path | None, typer.Option("--codebook", help="A codebook of your own (YAML, JSON or .qdc).")]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV, every figure in full.")]


class SheetFormat(StrEnum):
    csv = "csv"
    xlsx = "xlsx"
    labelstudio = "labelstudio"
    doccano = "doccano"


def sample(
    dataset: Annotated[Path, typer.Argument(help="The folder of a dataset.")],
    n: Annotated[int, typer.Option("-n", help="How many units.")] = 200,
    by: Annotated[str, typer.Option(help="Strata: any of year,level,function,province,kind,code.")] = "year,level,code",
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write.")] = Path("sample"),
    to: Annotated[SheetFormat, typer.Option(help="csv, xlsx, labelstudio or doccano.")] = SheetFormat.csv,
    coders: Annotated[str, typer.Option(help="Who codes: a sheet for each, as anna,ben.")] = "",
    coder: Annotated[
        str | None, typer.Option(help="Whose codes make the strata; the dataset's first by default.")
    ] = None,
    doubt: Annotated[float, typer.Option(help="How many times likelier doubtful units are drawn.")] = 2.0,
    seed: Annotated[int | None, typer.Option(help="The same seed, the same sample and sheets.")] = None,
    codebook: Book = None,
    context: Annotated[bool, typer.Option(help="Show organ, year and the words around a unit.")] = True,
    force: Annotated[bool, typer.Option("--force", help="Write over sheets that are there.")] = False,
) -> None:
    """Draw units for people to code: blind sheets, a key with the weights, instructions.

    Units on which the dataset's coders disagree or are unsure are drawn more often; the weights make up for it.

    gongkai themes sample dataset -n 200 --by year,level,code --coders anna,ben -o round1
    """
    from nlp.dataset import open_dataset
    from nlp.validation.sample import SEED, draw, shares
    from nlp.validation.sheets import write_sheets

    strata, seed = _listed(by), SEED if seed is None else seed
    try:
        drawn = draw(open_dataset(dataset), n, strata, seed, coder, doubt)
        names = _listed(coders)
        book = book_of(codebook)
        written = write_sheets(drawn, out, to.value, book, seed, context, coders=names, force=force)
    except (ValueError, OSError) as error:
        refuse(error)
    for path in written:
        typer.echo(str(path))
    least, most = drawn["weight"].min(), drawn["weight"].max()
    typer.echo(
        f"{len(drawn)} units of {drawn['stratum'].nunique()} strata, weights {least:.2f} to {most:.2f}; "
        "share is of the sample, corpus of the dataset as the weights estimate it"
    )
    print_figures(shares(drawn, strata), csv=False)


def agreement(
    sheets: Sheets,
    key: Key = None,
    codebook: Book = None,
    csv: Csv = False,
    conflicts: Annotated[Path | None, typer.Option(help="Write what the coders differ on, with the texts.")] = None,
) -> None:
    """How far coders agree, per code and family: percent, kappa, alpha, AC1, with intervals.

    gongkai themes agreement anna.csv ben.csv --key round1/key.jsonl --conflicts conflicts.csv
    """
    from nlp.validation.adjudicate import conflicts as differing
    from nlp.validation.agreement import agreement as agreed
    from nlp.validation.book import families, kinds
    from nlp.validation.sheets import read_sheets

    try:
        book = book_of(codebook)
        sheet = read_sheets(sheets, book, key)
        _print_faults(sheet.faults)
        table = agreed(sheet.codings, families=families(book), kinds=kinds(book))
        if conflicts:
            _write_conflicts(differing(sheet.codings), conflicts, key, [*sheets, key, codebook])
    except (ValueError, OSError) as error:
        refuse(error)
    print_figures(table, csv)


def adjudicate(
    sheets: Sheets,
    out: Annotated[Path, typer.Option("--out", "-o", help="The gold to write, as CSV.")],
    key: Key = None,
    codebook: Book = None,
    conflicts: Annotated[Path | None, typer.Option(help="Write what is open, to be decided: yes or no.")] = None,
    decided: Annotated[Path | None, typer.Option(help="The conflicts that came back decided.")] = None,
    by: Annotated[str, typer.Option(help="Who decided them.")] = "",
    majority: Annotated[bool, typer.Option("--majority", help="Let more than half of the coders decide.")] = False,
) -> None:
    """Make a gold of what coders agree on and of what somebody decided.

    gongkai themes adjudicate anna.csv ben.csv --key round1/key.jsonl --out gold.csv --conflicts conflicts.csv

    gongkai themes adjudicate anna.csv ben.csv --out gold.csv --decided conflicts.csv --by cem
    """
    from nlp.validation.adjudicate import adjudicate as settle
    from nlp.validation.codings_file import read_codings, write_codings
    from nlp.validation.sheets import read_sheets

    inputs = [*sheets, key, codebook, decided]
    try:
        book = book_of(codebook)
        sheet = read_sheets(sheets, book, key)
        _print_faults(sheet.faults)
        answers = read_codings(decided, ("unit_id", "code", "decision")) if decided else None
        done = settle(sheet.codings, list(book.codes), answers, by, majority)
        _print_faults(done.faults.assign(file=str(decided), place="", left_out=False))
        keep_apart(out, [*inputs, conflicts])
        if conflicts:
            _write_conflicts(done.conflicts, conflicts, key, inputs)
        write_codings(done.gold, out)
    except (ValueError, OSError) as error:
        refuse(error)
    counts = done.gold.drop_duplicates("unit_id")["basis"].value_counts(sort=False)
    told = ", ".join(f"{basis} {count}" for basis, count in counts.items())
    typer.echo(f"{out}: {done.gold['unit_id'].nunique()} units{f' ({told})' if told else ''}")
    where = f"{conflicts}: " if conflicts else ""
    typer.echo(f"{where}{len(done.conflicts)} conflicts open, on {done.conflicts['unit_id'].nunique()} units")


def evaluate(
    gold: Annotated[Path, typer.Argument(help="What themes adjudicate wrote, or one coder's sheet.")],
    dataset: Annotated[Path, typer.Argument(help="The folder of a dataset.")],
    key: Annotated[Path | None, typer.Option(help="The key of the sample, for the weights.")] = None,
    coder: Annotated[str | None, typer.Option(help="The coder to judge; the dataset's first by default.")] = None,
    codebook: Book = None,
    csv: Csv = False,
) -> None:
    """Hold a dataset's coder against a gold: precision, recall, F, and how common each code is in truth.

    Without the key every unit counts alike, which a sample drawn for doubt does not allow.

    gongkai themes evaluate gold.csv dataset --key round1/key.jsonl
    """
    from nlp.dataset import open_dataset
    from nlp.validation.book import families, kinds
    from nlp.validation.evaluate import evaluate as judge
    from nlp.validation.gold import read_gold
    from nlp.validation.sheets import read_weights
    from nlp.validation.units import coded

    try:
        own = book_of(codebook)
        sheet = read_gold(gold, own, key)
        _print_faults(sheet.faults.assign(file=str(gold)))
        said = coded(open_dataset(dataset), coder)
        truth, book, codes = _comparable(sheet.codings, own, said)
        weights = read_weights(key) if key else None
        held = judge(truth, said, weights, codes, families(book), kinds(book))
    except (ValueError, OSError) as error:
        refuse(error)
    for unit_id in held.missing:
        typer.echo(f"{unit_id}: not in the dataset, in no figure", err=True)
    if absent := {*(weights or ())} - {*truth["unit_id"]}:
        told = f"{gold}: lacks {len(absent)} of {len(weights or ())} units of the sample"
        typer.echo(f"{told}; where they are the hard ones, the figures flatter", err=True)
    if csv:
        print_figures(held.frame(), csv=True)
        return
    count, how = truth["unit_id"].nunique() - len(held.missing), "weighted" if weights else "every unit alike"
    typer.echo(f"{said['coder'].iloc[0]} against {gold}: {count} units, {how}")
    print_figures(held.scores, csv=False)
    typer.echo("\nprevalence, corrected for the coder's errors")
    print_figures(held.prevalence, csv=False)


def book_of(file: Path | None) -> Codebook:
    """The codebook in a file, gongkai's own without one; what a .qdc did not say is told."""
    from nlp.themes.book_formats import open_book

    found = open_book(file)
    for note in found.notes:
        typer.echo(f"{file}: {note}", err=True)
    return found.book


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _print_faults(faults: pd.DataFrame) -> None:
    for row in faults.to_dict("records"):
        value = " ".join(str(row["value"]).split())
        value = value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
        words = [row["file"], row["place"], row["unit_id"], f"{row['fault']}: {value}" if value else row["fault"]]
        typer.echo(", ".join(filter(None, [*words, "left out" if row["left_out"] else ""])), err=True)


def _write_conflicts(found: pd.DataFrame, path: Path, key: Path | None, inputs: Iterable[Path | None]) -> None:
    """The conflicts, with their texts where there is a key; decisions that stand in the file already are not lost."""
    from nlp.validation.adjudicate import with_texts
    from nlp.validation.codings_file import read_codings, write_codings
    from nlp.validation.sheets import read_key

    keep_apart(path, inputs)
    if path.exists() and read_codings(path, ("decision",))["decision"].str.strip().any():
        raise ValueError(f"{path} holds decisions: name another file")
    write_codings(with_texts(found, read_key(key)) if key else found, path)


def _comparable(
    gold: pd.DataFrame, own: Codebook, said: pd.DataFrame
) -> tuple[pd.DataFrame, Codebook, list[str] | None]:
    """The gold in the codes of the coder, their codebook, and the codes to look at: all, unless the gold is mapped."""
    from nlp.themes.book_formats import open_book
    from nlp.themes.mapping import mapped_codings
    from nlp.validation.units import NONE

    given = {*said["code"]} - {NONE}
    if unknown := sorted(given - {*own.codes}):
        answer, ours = mapped_codings(gold, own, NONE), open_book().book
        if len(answer.unreached) == len(ours.codes):
            raise ValueError(
                f"the coder gives codes that the codebook lacks, such as {unknown[0]}, and no code maps to it"
            )
        for code, _, why, rows in answer.lost.itertuples(index=False):
            if rows:
                typer.echo(f"{code}, {rows} rows of the gold: {why}", err=True)
        met = {*answer.themes["code"], *given} - {*answer.unreached}
        return answer.themes, ours, [code for code in ours.codes if code in met]
    return gold, own, None

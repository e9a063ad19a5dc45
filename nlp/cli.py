"""The command ``gongkai``: parses words, calls one function, prints."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nlp.cli_answers import keep_apart, print_frame, refuse
from nlp.cli_themes import CoderChoice, CoderOption, themes

if TYPE_CHECKING:
    from nlp.report import Finding, Report

app = typer.Typer(
    help="Read China's yearly government disclosure reports (政府信息公开工作年度报告) into data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,  # a plain help page comes twice as fast
)
app.add_typer(themes, name="themes")


class ExportFormat(StrEnum):
    csv = "csv"
    xlsx = "xlsx"
    dta = "dta"
    jsonl = "jsonl"
    quanteda = "quanteda"
    datapackage = "datapackage"
    docbin = "docbin"


class SchemaFormat(StrEnum):
    table = "table"
    json = "json"
    markdown = "markdown"


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Report files.")],
    json: Annotated[bool, typer.Option("--json", help="One JSON object a report, a line each.")] = False,
    coder: CoderOption = CoderChoice.both,
    html: Annotated[Path | None, typer.Option("--html", help="Write the page of one report to this file.")] = None,
) -> None:
    """Show one report: sections, tables, problems, platforms.

    Cells that fail a check are marked; problems stand with their themes and the measures linked to them.

    gongkai read report.txt

    gongkai read --json *.txt > reports.jsonl

    gongkai read report.txt --html report.html
    """
    if html is not None:
        _write_page(files, json, coder.value, html)
        return
    failed = 0
    for record in _records(files, coder.value):
        if isinstance(record, str):
            typer.echo(record, err=True)
            failed += 1
        elif json:
            sys.stdout.buffer.write(record + b"\n")
        else:
            _print_report(_report(record))
    if failed:
        raise typer.Exit(2)


@app.command()
def run(
    inputs: Annotated[list[str], typer.Argument(help="Files, folders or globs.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder of the dataset.")],
    workers: Annotated[int | None, typer.Option(help="Worker processes; all cores by default.")] = None,
    coder: CoderOption = CoderChoice.both,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Read many reports into a dataset of Parquet tables.

    Run it again to go on where it stopped: unchanged files are not read twice.

    gongkai run reports/ -o dataset

    gongkai run "reports/**/*2023*.txt" -o dataset --workers 2
    """
    from nlp.dataset import open_dataset
    from nlp.engine import run as run_many
    from nlp.pages.overview import overview

    try:
        summary = run_many(inputs, out, workers=workers, progress=not quiet, coder=coder.value)
    except (ValueError, OSError, RuntimeError) as error:
        refuse(error)
    typer.echo(str(summary))
    typer.echo(overview(open_dataset(out)))


@app.command()
def check(
    source: Annotated[Path, typer.Argument(help="A report file, or the folder of a dataset.")],
    origin: Annotated[str | None, typer.Option(help="Only rules of this origin, such as official.")] = None,
    severity: Annotated[str | None, typer.Option(help="Only error, warning or note.")] = None,
) -> None:
    """List the checks that fail.

    The exit status is 1 where one of severity error fails.

    gongkai check report.txt --origin official

    gongkai check dataset
    """
    from nlp.dataset import failed

    if source.is_dir():
        from nlp.dataset import open_dataset

        try:
            frame = failed(open_dataset(source), origin=origin, severity=severity)
        except ValueError as error:
            refuse(error)
        print_frame(frame)
        bad = bool((frame["severity"] == "error").any())
    else:
        findings = failed(_read_or_refuse(source), origin=origin, severity=severity)
        _print_findings(findings)
        bad = any(f.severity == "error" for f in findings)
    raise typer.Exit(1 if bad else 0)


@app.command()
def query(
    dataset: Annotated[Path, typer.Argument(help="The folder of a dataset.")],
    sql: Annotated[str, typer.Argument(help="DuckDB SQL over the tables.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Ask a dataset in SQL.

    gongkai query dataset "SELECT code, count(*) AS n FROM themes WHERE speaks GROUP BY code ORDER BY n DESC"
    """
    from nlp.dataset import open_dataset

    try:
        frame = open_dataset(dataset).query(sql)
    except ValueError as error:
        refuse(error)
    if csv:
        typer.echo(frame.to_csv(index=False), nl=False)
    else:
        print_frame(frame)


@app.command()
def trends(
    dataset: Annotated[Path, typer.Argument(help="The folder of a dataset.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The HTML file to write.")],
    coder: Annotated[str | None, typer.Option(help="Whose codes; by default the coder that speaks.")] = None,
    title: Annotated[str | None, typer.Option(help="The title of the page.")] = None,
    reports: Annotated[
        Path | None, typer.Option(help="The folder that was read: links lead to the files in it.")
    ] = None,
    reports_pages: Annotated[
        Path | None, typer.Option("--reports-pages", help="A folder of pages by gongkai read --html, to link to.")
    ] = None,
) -> None:
    """Write the trend page: one HTML file with charts whose marks open the sentences behind them.

    gongkai trends dataset -o trends.html

    gongkai trends dataset -o trends.html --reports reports/ --title "云岚 2019-2024"
    """
    from nlp.dataset import open_dataset
    from nlp.dataset.store import replace
    from nlp.dataset.writing import MANIFEST

    if out.is_dir() or not out.parent.is_dir():
        refuse(ValueError(f"{out} can't be written: name a file in a folder that is there"))
    if dataset.is_dir() and not (dataset / MANIFEST).exists() and not (dataset / "journal").is_dir():
        refuse(ValueError(f"{dataset}: no dataset; make one first: gongkai run {dataset} -o dataset"))
    for folder in (reports, reports_pages):
        if folder is not None and not folder.is_dir():
            refuse(ValueError(f"{folder}: no such folder"))
    try:
        data = open_dataset(dataset)
        if out.resolve().is_relative_to(dataset.resolve()):
            raise ValueError(f"{out} lies in the dataset: name a file outside it")
        from nlp.pages.trends_page import trends_page
        from nlp.pages.trends_page_links import source_links

        page = trends_page(data, coder, title, source_links(data, out, reports, reports_pages)).encode()
        replace(out, lambda stream: stream.write(page))
    except (ValueError, OSError) as error:
        refuse(error)
    typer.echo(str(out))


@app.command()
def export(
    dataset: Annotated[Path, typer.Argument(help="The folder of a dataset.")],
    to: Annotated[ExportFormat, typer.Option(help="The format.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder or file to write.")] = None,
) -> None:
    """Write the tables for Excel, Stata, R or spaCy, or as a data package to publish.

    gongkai export dataset --to csv -o tables
    """
    from nlp.dataset import export as export_tables
    from nlp.dataset import open_dataset

    try:
        data = open_dataset(dataset)
        if to is ExportFormat.docbin:
            from nlp.docbin import write_docbin

            paths = write_docbin(data, out)
        else:
            paths = export_tables(data, to.value, out)
        for path in paths:
            typer.echo(str(path))
    except ValueError as error:
        refuse(error)


@app.command()
def schema(
    to: Annotated[SchemaFormat, typer.Option(help="table, json or markdown.")] = SchemaFormat.table,
    record: Annotated[bool, typer.Option("--record", help="The JSON Schema of one report's record.")] = False,
) -> None:
    """Print the data dictionary: every table and column.

    gongkai schema --to markdown > DICTIONARY.md
    """
    import json

    from nlp.dataset import record_schema
    from nlp.dataset import schema as dictionary

    if record:
        typer.echo(json.dumps(record_schema(), ensure_ascii=False, indent=2))
    elif to is SchemaFormat.table:
        print_frame(dictionary())
    else:
        typer.echo(dictionary(to.value))


@app.command()
def cite(
    dataset: Annotated[Path | None, typer.Argument(help="The folder of a dataset, for a paragraph on methods.")] = None,
) -> None:
    """Print what to cite, with the versions that ran; for a dataset, a paragraph on methods with its own numbers.

    gongkai cite dataset
    """
    from nlp.citation import cite as citation
    from nlp.dataset import open_dataset

    try:
        typer.echo(citation(open_dataset(dataset) if dataset else None))
    except ValueError as error:
        refuse(error)


@app.callback(invoke_without_command=True)
def _front(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        import nlp

        typer.echo(f"gongkai {nlp.__version__}")
        raise typer.Exit


def _records(files: Sequence[Path], coder: str = "both") -> Iterator[bytes | str]:
    """The record of every report as JSON, or the line that tells why there is none; archives give one a file."""
    from nlp.workers import read_apart

    named: list[str] = []
    for name, answer in read_apart(_loaded(files, named), coder):
        yield from named
        named.clear()
        if isinstance(answer, bytes):
            yield answer
        else:
            yield answer.message if name in answer.message else f"{name}: {answer.message}"
    yield from named


def _loaded(files: Sequence[Path], refused: list[str]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file and of every file in an archive; lines for those without go to ``refused``."""
    from nlp.dataset.inputs import readable, wanted
    from nlp.packed import MOST_BYTES, Refused, is_archive, members

    for path in files:
        name = "".join(letter if letter.isprintable() else "\ufffd" for letter in readable(path.name))
        try:
            if path.is_file() and is_archive(str(path)):
                for member in members(str(path), wanted):
                    if member.data is None:
                        refused.append(f"{name}/{member.path}: {member.refused}")
                    else:
                        yield f"{name}/{member.path}", member.data
            else:
                with path.open("rb") as stream:
                    yield name, stream.read(MOST_BYTES + 1)
        except Refused as error:
            refused.append(f"{name}: {error}")
        except OSError as error:
            refused.append(f"{name}: {error.strerror or error}")


def _write_page(files: Sequence[Path], json: bool, coder: str, out: Path) -> None:
    from nlp.dataset.store import replace
    from nlp.pages.report_page import report_page

    if len(files) > 1 or json:
        refuse(ValueError("--html writes the page of one report: name one file, without --json"))
    if out.is_dir() or not out.parent.is_dir():
        refuse(ValueError(f"{out} can't be written: name a file in a folder that is there"))
    try:
        keep_apart(out, files)
        page = report_page(_read_or_refuse(files[0], coder)).encode()
        replace(out, lambda stream: stream.write(page))
    except (ValueError, OSError) as error:
        refuse(error)


def _read_or_refuse(path: Path, coder: str = "both") -> Report:
    records: list[bytes] = []
    for record in _records([path], coder):
        if isinstance(record, str):
            refuse(ValueError(record))
        records.append(record)
    if len(records) != 1:
        refuse(ValueError(f"{path.name}: {len(records)} reports in it; make a dataset of them with gongkai run"))
    return _report(records[0])


def _report(record: bytes) -> Report:
    import msgspec

    from nlp.report import Report

    return msgspec.json.decode(record, type=Report)


def _print_report(report: Report) -> None:
    from rich.console import Console

    from nlp.pages.terminal import show

    Console(highlight=False, soft_wrap=True).print(show(report))


def _print_findings(findings: tuple[Finding, ...]) -> None:
    from rich.console import Console

    from nlp.pages.terminal import lines_of_findings

    console = Console(highlight=False, soft_wrap=True)
    for line in lines_of_findings(findings):
        console.print(line)
    console.print(f"{len(findings)} findings")

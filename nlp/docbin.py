"""A dataset as spaCy docs: what was read stands in span groups, and no report is analysed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

    from nlp.dataset import Dataset

REPORTS = 1000
"""Reports of a file: a DocBin is read whole."""
ABOUT = ["report_id", "path", "organ", "year", "level", "function", "region_code", "province", "prefecture", "county"]
_LABEL = {"sections": "section_id", "units": "kind", "platforms": "kind", "claims": "kind"}


def write_docbin(dataset: Dataset, out: str | Path | None = None) -> list[Path]:
    """The reports as ``reports-0001.spacy`` … of a thousand docs each, in the order of the dataset.

    >>> from spacy.tokens import DocBin  # doctest: +SKIP
    >>> write_docbin(open_dataset("dataset"), "docs")  # doctest: +SKIP
    >>> docs = DocBin().from_disk("docs/reports-0001.spacy").get_docs(nlp.pipeline().vocab)  # doctest: +SKIP

    Groups and labels are those of ``nlp.pipeline()``: ``sections units platforms claims themes``; the row of the
    dataset behind a span stands in ``group.attrs["records"]``, at the place of the span. ``doc.user_data["report"]``
    has the report's organ, year and region. Themes are of the coder that speaks, a span a piece of evidence. Offsets
    are those of the dataset; a span covers the words that its characters touch. ``out`` is a folder, by default
    ``export`` of the dataset.
    """
    from spacy.tokens import DocBin

    folder = Path(out) if out is not None else dataset.folder / "export"
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    held = DocBin(attrs=["ORTH", "SPACY"], store_user_data=True)
    for doc in docs(dataset):
        held.add(doc)
        if len(held) == REPORTS:
            paths.append(_save(held, folder, len(paths) + 1))
            held = DocBin(attrs=["ORTH", "SPACY"], store_user_data=True)
    if len(held) or not paths:
        paths.append(_save(held, folder, len(paths) + 1))
    return paths


def docs(dataset: Dataset) -> Iterator[Doc]:
    """A spaCy doc a report, cut into words by the segmenter, with the span groups of ``write_docbin``.

    >>> next(docs(open_dataset("dataset"))).spans["units"]  # doctest: +SKIP
    """
    import pyarrow.parquet as pq
    import spacy

    from nlp.components import Segmenter, put_spans

    cut = Segmenter(spacy.blank("zh").vocab, reference=False)
    groups = {name: _by_report(_rows(dataset, name)) for name in (*_LABEL, "themes")}
    for batch in pq.ParquetFile(dataset.path("reports")).iter_batches(64, columns=[*ABOUT, "text"]):
        for row in batch.to_pylist():
            doc = cut(row.pop("text"))
            doc.user_data["report"] = row
            for name, found in groups.items():
                label = _LABEL.get(name, "code")
                spans = [(one[label], one["start"], one["end"], one) for one in found.get(row["report_id"], ())]
                put_spans(doc, name, spans)
            yield doc


def _rows(dataset: Dataset, name: str) -> pd.DataFrame:
    """The rows of a table that stand somewhere in the text; a piece of evidence each for the themes."""
    rows = dataset.table(name)
    if name != "themes":
        return rows[rows["end"] > rows["start"]]
    rows = rows[rows["speaks"]].explode("evidence").dropna(subset="evidence")
    for bound in ("start", "end"):
        rows[bound] = rows["evidence"].map(lambda span, bound=bound: int(span[bound]))
    return rows.drop(columns=["evidence", "speaks"])


def _by_report(rows: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    import pyarrow as pa

    found: dict[str, list[dict[str, Any]]] = {}
    for row in pa.Table.from_pandas(rows, preserve_index=False).to_pylist():
        found.setdefault(row.pop("report_id"), []).append(row)
    return found


def _save(held: Any, folder: Path, number: int) -> Path:
    path = folder / f"reports-{number:04d}.spacy"
    held.to_disk(path)
    return path

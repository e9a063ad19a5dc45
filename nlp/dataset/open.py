"""A dataset opened: its tables as pandas frames, and DuckDB over them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.dataset.tables import tables
from nlp.dataset.wide import WIDE, cells_wide
from nlp.dataset.writing import LAYOUT, MANIFEST

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa


def open_dataset(folder: str | Path) -> Dataset:
    """The dataset in a folder; a folder without one, or with one that no run has finished, raises ``ValueError``.

    >>> data = open_dataset("dataset")  # doctest: +SKIP
    >>> data.query("SELECT code, count(*) AS n FROM themes WHERE speaks GROUP BY code")  # doctest: +SKIP
    """
    return Dataset(Path(folder))


class Dataset:
    """Tables of many reports; what each column means is in ``describe`` and ``schema``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest = _manifest(folder)
        self._connection: duckdb.DuckDBPyConnection | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The names that ``table`` takes."""
        return (*tables(), WIDE)

    @property
    def versions(self) -> dict[str, str | None]:
        """The versions that read the reports, and ``corpus``: one hash of all the files that were read."""
        return {**self._manifest["versions"], "corpus": self._manifest["corpus"]}

    def __len__(self) -> int:
        """How many reports it holds."""
        return self.rows("reports")

    def rows(self, name: str) -> int:
        """How many rows a table has."""
        return int(self._manifest["tables"]["reports" if name == WIDE else self._known(name)]["rows"])

    def path(self, name: str) -> Path:
        """The Parquet file of a table."""
        return self.folder / f"{self._known(name)}.parquet"

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table, or some of its columns, as a frame; whole numbers that may be missing are ``Int32``.

        ``cells_wide`` has one row a report and one column a cell id. An unknown name raises ``ValueError``.
        """
        import pyarrow.parquet as pq

        if name == WIDE:
            frame = cells_wide(self)
            return frame[list(columns)] if columns is not None else frame
        path = self.path(name)
        unknown = set(columns or ()) - set(tables()[name].names)
        if unknown:
            raise ValueError(f"{name} has no column {', '.join(sorted(unknown))}")
        return to_pandas(pq.read_table(path, columns=list(columns) if columns is not None else None))

    def query(self, sql: str) -> pd.DataFrame:
        """The answer of DuckDB to SQL over the tables; what it can't answer raises ``ValueError``.

        ``end`` and ``order`` are words of SQL: write ``units."end"`` or ``u.end``.
        """
        import duckdb

        try:
            answer = self._connect().sql(sql)
            return to_pandas(answer.to_arrow_table()) if answer is not None else _nothing()
        except duckdb.Error as error:
            raise ValueError(str(error)) from error

    def describe(self, name: str | None = None) -> pd.DataFrame:
        """What the columns of a table mean (of all tables by default): type, unit, values, both languages, source."""
        from nlp.dataset.dictionary import schema

        frame = schema()
        assert not isinstance(frame, str)
        if name is None:
            return frame
        if name != WIDE:
            self._known(name)
        return frame[frame["table"] == name].reset_index(drop=True)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{name} {self.rows(name):,}" for name in tables())
        return f"Dataset({str(self.folder)!r}: {sizes})"

    def _repr_html_(self) -> str:
        lines = "".join(
            f"<tr><td>{name}</td><td style='text-align:right'>{self.rows(name):,}</td>"
            f"<td style='text-align:left'>{escape(table.en)}</td></tr>"
            for name, table in tables().items()
        )
        head = "<tr><th>table</th><th>rows</th><th></th></tr>"
        return f"<p><b>{escape(str(self.folder))}</b></p><table>{head}{lines}</table>"

    def _known(self, name: str) -> str:
        if name not in tables():
            raise ValueError(f"no table {name!r}; there are {', '.join(self.tables)}")
        return name

    def _connect(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            import duckdb

            self._connection = duckdb.connect()
            for name in tables():
                path = str(self.path(name)).replace("'", "''")
                self._connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path}')")
        return self._connection


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame in which a whole number stays one beside a blank."""
    import pandas as pd
    import pyarrow as pa

    whole = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=whole.get)
    return frame


def _nothing() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame()


def _manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise ValueError(f"{folder}: no such folder")
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        begun = (folder / "journal").is_dir()
        why = "a run has begun here and not ended; run it again" if begun else f"no dataset (it has no {MANIFEST})"
        raise ValueError(f"{folder}: {why}") from None
    except ValueError:
        raise ValueError(f"{folder / MANIFEST} is damaged; run again") from None
    if manifest.get("layout") != LAYOUT or list(manifest.get("tables", ())) != list(tables()):
        raise ValueError(f"{folder}: a dataset of another version of gongkai; run it again")
    for name, table in manifest["tables"].items():
        path = folder / f"{name}.parquet"
        if not path.is_file() or path.stat().st_size != table["bytes"]:
            raise ValueError(f"{path} is missing or not what the run wrote; run again")
    return manifest

"""What ``from nlp.analysis import …`` gives: the functions, at no cost before they are called."""

from __future__ import annotations

import subprocess
import sys

import nlp


def said(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_every_name_is_a_function_with_a_docstring() -> None:
    for name in nlp.analysis.__all__:
        assert callable(getattr(nlp.analysis, name)), name
        assert getattr(nlp.analysis, name).__doc__, name


def test_a_name_is_the_function_even_where_its_module_was_imported_first() -> None:
    code = "import nlp.analysis.reuse, nlp.analysis.pair_words; from nlp.analysis import pair, reuse; print({})"
    assert said(code.format("type(pair).__name__, type(reuse).__name__")) == "function function"


def test_nothing_heavy_comes_in_before_a_function_is_called() -> None:
    heavy = ("pandas", "numpy", "scipy", "statsmodels", "sklearn", "altair", "pyarrow", "duckdb", "rapidfuzz")
    code = f"import sys; from nlp.analysis import pair, panel, trends; print([m for m in {heavy} if m in sys.modules])"
    assert said(code) == "[]"

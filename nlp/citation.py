"""What to cite, with the versions that ran, and the paragraph on methods that a run of one's own fills in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlp.analyse import versions
from nlp.analysis.corpus import reports

if TYPE_CHECKING:
    from nlp.dataset import Dataset

YEAR = 2026
FORMS = "Forms: 国办公开办函〔2019〕60号 (F2019), 国办公开办函〔2021〕30号 (F2021)."


def cite(dataset: Dataset | None = None) -> str:
    """The citation of gongkai, with the versions of this installation or of those that read a dataset.

    >>> print(cite())  # doctest: +ELLIPSIS
    The gongkai developers. gongkai: reading China's yearly government disclosure reports into data. Version ...

    With a dataset comes a paragraph on methods, in English and in Chinese, with the dataset's own numbers.
    """
    if dataset is None:
        v = versions()
        return _citation(v.gongkai, v.forms, v.codebook, v.model)
    told = dataset.versions
    citation = _citation(*(told[name] for name in ("gongkai", "forms", "codebook", "model")))
    return f"{citation}\n\n{methods(dataset)}"


def _citation(version: str | None, forms: str | None, codebook: str | None, model: str | None) -> str:
    coder = f"model {model}" if model else f"cues of codebook {codebook}"
    return (
        "The gongkai developers. gongkai: reading China's yearly government disclosure reports into data. "
        f"Version {version} (forms {forms}, codebook {codebook}, themes by {coder}), {YEAR}. Software.\n{FORMS}"
    )


def methods(dataset: Dataset) -> str:
    """A paragraph for a methods section, in English and in Chinese, with the numbers of the dataset.

    >>> print(methods(nlp.open_dataset("dataset")))  # doctest: +SKIP
    """
    n = _numbers(dataset)
    if n["second"]:
        n["second_en"], n["second_zh"] = f", with {n['second']} as second coder", f"，另以 {n['second']} 为第二编码者"
    else:
        n["second_en"] = n["second_zh"] = ""
    return f"{METHODS_EN.format_map(n)}\n\n{METHODS_ZH.format_map(n)}"


METHODS_EN = (
    "We read {reports:,} yearly disclosure reports of {organs:,} organs for {first} to {last} with gongkai {gongkai} "
    "(corpus {corpus}); {failed:,} files could not be read. Of {cells:,} cells of the statutory tables {numbers:.1%} "
    "carry a printed number; blanks were not taken for zeros and no number was corrected. {wrong:,} reports fail at "
    "least one check of the form's arithmetic of severity error. The recording unit is one stated problem or measure: "
    "{problems:,} problems and {measures:,} measures, coded by {coder}{second_en} (codebook {codebook}). [State here "
    "the agreement with your own coders: gongkai themes sample, agreement, evaluate.]"
)
METHODS_ZH = (
    "本研究用 gongkai {gongkai} 读取 {organs:,} 个机关 {first} 至 {last} 年的政府信息公开工作年度报告 {reports:,} 份"
    "（语料 {corpus}）；另有 {failed:,} 个文件无法读取。法定表格共 {cells:,} 格，其中 {numbers:.1%} 印有数字；"
    "空白不作零，印出的数字一律不改。{wrong:,} 份报告至少有一项表内勾稽关系不成立（严重程度为 error）。"
    "记录单位为一条问题或一条措施：问题 {problems:,} 条、措施 {measures:,} 条，由 {coder} 编码{second_zh}"
    "（编码表 {codebook}）。［此处请报告与人工编码的一致性。］"
)


def _numbers(dataset: Dataset) -> dict[str, Any]:
    """What the paragraph is filled in with."""
    row = dataset.query(
        """
        SELECT (SELECT count(*) FROM reports) AS reports, (SELECT min(year) FROM reports) AS first,
               (SELECT max(year) FROM reports) AS last,
               (SELECT count(*) FROM failures WHERE code <> 'duplicate') AS failed,
               (SELECT count(*) FROM cells) AS cells,
               (SELECT avg((status IN ('value', 'zero'))::int) FROM cells) AS numbers,
               (SELECT count(*) FROM reports WHERE n_findings_error > 0) AS wrong,
               (SELECT count(*) FROM units WHERE kind = 'problem') AS problems,
               (SELECT count(*) FROM units WHERE kind IN ('measure', 'past_measure')) AS measures,
               (SELECT max(coder) FROM themes WHERE speaks) AS coder,
               (SELECT max(coder) FROM themes WHERE NOT speaks) AS second
        """
    ).iloc[0]
    told = dataset.versions
    given: dict[str, Any] = {str(name): None if value != value else value for name, value in row.items()}
    given |= {"organs": reports(dataset)["organ_id"].nunique(), "gongkai": told["gongkai"]}
    return {**given, "corpus": str(told["corpus"])[:16], "codebook": told["codebook"]}

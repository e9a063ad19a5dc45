"""What it takes to find the copies among 100,000 sentences, and how many of them are found.

    python benchmarks/reuse.py [SENTENCES]

Reports of invented sentences (combined of invented words, seeded) with planted near-copies of the own last year and of
other organs, form sentences and common wording, all in memory. Prints seconds and peak memory of the whole ``reuse()``,
then, for a sample of sentences held by rapidfuzz against all the others, how many of the pairs at similarity 0.8 and
above are found, and how many 16 bands of 4 rows over shingles of three characters would have been offered.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate

import numpy as np
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import Indel

from nlp.analysis.minhash import banding, near_pairs, shingled_candidates
from nlp.analysis.reuse import reuse

YEARS = range(2019, 2025)
PER_REPORT = 40
FORM = ["无其他需要报告的事项", "本年度没有收取信息处理费", "针对以上问题，下一步将采取以下改进措施"]
COMMON = ["坚持以公开为常态不公开为例外的原则持续做好各项公开工作", "切实保障人民群众的知情权参与权表达权和监督权"]
SAMPLE = 2000
SIMILARITY = 0.8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=int, nargs="?", default=100_000)
    options = parser.parse_args()
    dataset = Invented(options.sentences)
    before = peak()
    begin = time.perf_counter()
    found = reuse(dataset, SIMILARITY)  # type: ignore[arg-type]
    seconds = time.perf_counter() - begin
    print(found)
    print(f"{seconds:.1f} s, peak {peak():.0f} MB ({before:.0f} MB of it before)")
    print(found.relations[["relation", "estimate", "low", "high"]].to_string(index=False))
    recall(sorted(set(found.sentences.loc[found.sentences["template"] == "", "text"])))


def recall(texts: list[str]) -> None:
    """Prints what part of the pairs of a sample is found, against every pair held by rapidfuzz."""
    sample = sorted(random.Random(2).sample(range(len(texts)), min(SAMPLE, len(texts))))
    begin = time.perf_counter()
    true: set[tuple[int, int]] = set()
    for low in range(0, len(sample), 200):
        some = sample[low : low + 200]
        scores = process.cdist(
            [texts[at] for at in some], texts, scorer=Indel.normalized_similarity, score_cutoff=SIMILARITY - 1e-6,
            dtype=np.float64, workers=-1,
        )  # fmt: skip
        for row, column in zip(*np.nonzero(scores >= SIMILARITY), strict=True):
            if some[row] != column:
                true.add((min(some[row], int(column)), max(some[row], int(column))))
    seconds = time.perf_counter() - begin
    compared = len(sample) * len(texts)
    print(f"{len(true)} pairs in a sample of {len(sample)}; rapidfuzz alone {compared / seconds / 1e6:.1f} M pairs/s,")
    print(f"  {len(texts) ** 2 / 2 / compared * seconds:.0f} s for all {len(texts)} different sentences")
    begin = time.perf_counter()
    pairs = near_pairs(texts, SIMILARITY)
    bands, rows = banding(SIMILARITY)
    seconds = time.perf_counter() - begin
    ours = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    print(f"recall {len(ours & true) / len(true):.4f} by {bands} bands of {rows} rows over characters, {seconds:.1f} s")
    offered = set(map(tuple, shingled_candidates(texts, 16, 4, 3).tolist()))
    print(f"recall {len(offered & true) / len(true):.4f} by 16 bands of 4 rows over shingles of three characters")


def peak() -> float:
    """Peak memory of this process in MB (Linux counts kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Invented:
    """Tables in memory, asked as a dataset is."""

    def __init__(self, sentences: int, seed: int = 1) -> None:
        rng = random.Random(seed)
        organs = max(2, sentences // PER_REPORT // len(YEARS))
        words = Words(rng)
        texts: dict[tuple[int, int], list[str]] = {}
        rows: list[tuple[object, ...]] = []
        sections: list[tuple[object, ...]] = []
        for year in YEARS:
            for organ in range(organs):
                texts[organ, year] = list(self._report(rng, words, texts, organ, organs, year))
                text = "。\n".join(texts[organ, year]) + "。"
                id = f"{len(rows):016x}"
                kind, province = f"f{organ % 20}", f"省{organ // 20 % 25}"
                names = (id, f"机关甲{organ}", "county", kind, f"{organ:06}", province, None, None)
                rows.append((*names, year, None, None, None, id, text))
                sections.append((id, "s1", 0, 0, len(text), "found"))
        columns = ["report_id", "organ", "level", "function", "region_code", "province", "prefecture", "county", "year"]
        columns += ["format_t2", "format_t3", "format_t4", "path", "text"]
        self.tables = {
            "reports": pd.DataFrame(rows, columns=columns),
            "sections": pd.DataFrame(
                sections, columns=["report_id", "section_id", "start", "body_start", "end", "status"]
            ),
        }

    def table(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        return self.tables[name][list(columns)].copy()

    @staticmethod
    def _report(
        rng: random.Random, words: Words, texts: dict[tuple[int, int], list[str]], organ: int, organs: int, year: int
    ) -> Iterator[str]:
        yield from FORM
        yield from COMMON
        for place in range(len(FORM) + len(COMMON), PER_REPORT):
            lot = rng.random()
            if lot < 0.2 and (organ, year - 1) in texts:
                yield words.edited(texts[organ, year - 1][place])
            elif lot < 0.25 and year > YEARS[0]:
                other = texts[rng.randrange(organs), year - 1]
                yield words.edited(other[rng.randrange(len(FORM) + len(COMMON), PER_REPORT)])
            else:
                yield words.sentence()


class Words:
    """Sentences of invented words of two characters, frequent and rare as words are."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        characters = [chr(code) for code in rng.sample(range(0x4E00, 0x9000), 2500)]
        weights = list(accumulate(1 / (rank + 20) for rank in range(len(characters))))
        self._words = ["".join(rng.choices(characters, cum_weights=weights, k=2)) for _ in range(8000)]
        self._weights = list(accumulate(1 / (rank + 5) for rank in range(len(self._words))))

    def sentence(self) -> str:
        return "".join(self._rng.choices(self._words, cum_weights=self._weights, k=self._rng.randint(6, 24)))

    def edited(self, sentence: str) -> str:
        """A near-copy: up to a fifth of the characters changed, left out or added, wherever it falls."""
        letters = list(sentence)
        for _ in range(self._rng.randint(0, max(1, len(letters) // 5))):
            at, lot = self._rng.randrange(len(letters)), self._rng.random()
            other = self._rng.choice(self._words)[0]
            letters[at : at + 1] = [other] if lot < 0.5 else [] if lot < 0.75 else [letters[at], other]
        return "".join(letters)


if __name__ == "__main__":
    main()

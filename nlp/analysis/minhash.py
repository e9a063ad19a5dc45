"""Near-duplicates among many short texts: MinHash over characters, verified by edit distance.

Two texts whose normalised indel similarity is at least s share at least s of their characters (the common subsequence
lies in both), so the Jaccard index of their characters, each numbered by its occurrence, is s / (2 - s) or more.
That bound holds for every pair that the verification would accept; over shingles of three characters there is none,
and pairs at .8 by edit distance have indices down to .2, where 16 bands of 4 rows find few (benchmarks/reuse.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import ceil, log
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

SEED = 1
MISS = 0.005  # of the pairs just at the bound; pairs above it are missed less often
MOST_BANDS = 64
_AT_ONCE = 2_000_000  # candidates looked at in one go: 100 MB
_VERIFIED_AT_ONCE = 250_000
_ROUNDING = 1e-9


class Pairs(NamedTuple):
    """Positions of two texts, ``left[k]`` and ``right[k]``, and their ``similarity``; sorted by position."""

    left: np.ndarray
    right: np.ndarray
    similarity: np.ndarray


def banding(similarity: float) -> tuple[int, int]:
    """Bands and rows that lose at most ``MISS`` of the pairs just at a similarity: as many rows as 64 bands allow.

    >>> banding(0.8)
    (58, 6)

    A pair of Jaccard index j meets in one of b bands of r rows with probability 1 - (1 - j^r)^b (Broder 1997; Leskovec,
    Rajaraman & Ullman, Mining of Massive Datasets, 3.4).
    """
    if not 0.5 <= similarity <= 1:
        raise ValueError(f"similarity {similarity} is not between 0.5 and 1; 0.8 finds sentences with a fifth changed")
    index = similarity / (2 - similarity)
    if index == 1:
        return 1, 6
    enough = [(ceil(log(MISS) / log(1 - index**rows)), rows) for rows in range(1, 33)]
    fitting = [choice for choice in enough if choice[0] <= MOST_BANDS]
    return fitting[-1]


def near_pairs(
    texts: Sequence[str], similarity: float = 0.8, against: Sequence[str] | None = None, seed: int = SEED
) -> Pairs:
    """Every pair of texts, or of a text and one of ``against``, whose normalised indel similarity is high enough.

    >>> pairs = near_pairs(["办公室人手不足影响进度", "办公室的人手不足影响进度", "网站改版完成"])
    >>> [(int(a), int(b), round(float(s), 2)) for a, b, s in zip(*pairs)]
    [(0, 1, 0.96)]

    Without ``against``, ``left`` < ``right``. Empty texts are near to nothing. The same seed gives the same pairs.
    """
    import numpy as np

    bands, rows = banding(similarity)
    own = against is None
    everything = [*texts, *(against or ())]
    count, total = len(texts), len(everything)
    shingles = _characters(everything)
    signature, lengths = _signature(shingles, total), np.diff(shingles.starts)
    fits = partial(_may_be_near, signature=signature, lengths=lengths, similarity=similarity)
    full = np.flatnonzero(lengths > 0)
    left, right = full[full < count], full if own else full[full >= count]
    seen = np.empty(0, np.int64)
    for key in _band_keys(shingles, total, bands, rows, seed):
        found = [pair[fits(pair // total, pair % total)] for pair in _meeting(key, left, right, total, own)]
        if found:
            seen = np.union1d(seen, np.concatenate(found))
    return _verified(everything, seen // total, seen % total, similarity, 0 if own else count)


def shingled_candidates(texts: Sequence[str], bands: int, rows: int, width: int, seed: int = SEED) -> np.ndarray:
    """Pairs of texts, a row each, that meet in a band of MinHash over shingles of ``width`` characters; not verified.

    >>> shingled_candidates(["办公室人手不足", "办公室人手不足", "网站改版完成"], 16, 4, 3).tolist()
    [[0, 1]]
    """
    import numpy as np

    known: dict[str, int] = {}
    each = [{text[at : at + width] for at in range(len(text) - width + 1)} for text in texts]
    tokens = [sorted(known.setdefault(shingle, len(known)) for shingle in sorted(shingles)) for shingles in each]
    starts = np.concatenate([[0], np.cumsum([len(t) for t in tokens])]).astype(np.int64)
    shingles = _Shingles(np.array([t for some in tokens for t in some], np.int64), starts, len(known))
    full = np.flatnonzero(np.diff(starts) > 0)
    seen = np.empty(0, np.int64)
    for key in _band_keys(shingles, len(texts), bands, rows, seed):
        seen = np.union1d(seen, np.concatenate([seen[:0], *_meeting(key, full, full, len(texts), True)]))
    return np.stack([seen // max(len(texts), 1), seen % max(len(texts), 1)], axis=1)


class _Shingles(NamedTuple):
    """The tokens of all texts one after the other, where each text begins, and how many different tokens there are."""

    tokens: np.ndarray
    starts: np.ndarray
    kinds: int


def _characters(texts: Sequence[str]) -> _Shingles:
    """Every character with its occurrence in its text, as whole numbers from 0."""
    import numpy as np

    lengths = np.array([len(text) for text in texts], np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])
    character = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    of = np.repeat(np.arange(len(texts)), lengths)
    order = np.argsort(of << 21 | character, kind="stable")
    sorted_of, sorted_character = of[order], character[order]
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(sorted_of) != 0) | (np.diff(sorted_character) != 0)
    place = np.arange(len(order))
    occurrence = place - np.maximum.accumulate(np.where(first, place, 0))
    kinds, token = np.unique(occurrence << 21 | sorted_character, return_inverse=True)
    return _Shingles(token, starts, len(kinds))


def _band_keys(shingles: _Shingles, count: int, bands: int, rows: int, seed: int) -> Iterator[np.ndarray]:
    """For every band, a number a text: equal where the least tokens of its rows, each under an order by lot, are."""
    import numpy as np

    rng = np.random.default_rng(seed)
    full = np.flatnonzero(np.diff(shingles.starts) > 0)
    for _ in range(bands):
        key = np.zeros(count, np.uint64)
        for _ in range(rows if len(full) else 0):
            order = rng.permutation(shingles.kinds).astype(np.uint32)
            least = np.minimum.reduceat(order[shingles.tokens], shingles.starts[full])
            key[full] = (key[full] + least + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
            key[full] ^= key[full] >> np.uint64(29)
        yield key


def _meeting(key: np.ndarray, left: np.ndarray, right: np.ndarray, total: int, own: bool) -> Iterator[np.ndarray]:
    """The pairs of a left and a right text with the same key, as left * total + right, some millions at a time."""
    import numpy as np

    rights = right[np.argsort(key[right], kind="stable")]
    keys = key[rights]
    if own:
        left, low = rights, np.arange(1, len(rights) + 1)
    else:
        low = np.searchsorted(keys, key[left], "left")
    high = np.searchsorted(keys, key[left], "right")
    meets = np.flatnonzero(high > low)
    begin = 0
    upto = np.cumsum((high - low)[meets])
    while begin < len(meets):
        before = upto[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(upto, before + _AT_ONCE, "right")))
        some = meets[begin:end]
        number = (high - low)[some]
        ends = np.cumsum(number)
        other = rights[np.arange(ends[-1]) - np.repeat(ends - number, number) + np.repeat(low[some], number)]
        one = np.repeat(left[some], number)
        if own:
            one, other = np.minimum(one, other), np.maximum(one, other)
        yield one * total + other
        begin = end


def _signature(shingles: _Shingles, count: int) -> np.ndarray:
    """128 bits a text: the bits of its numbered characters. Bits that differ are no more than characters that do."""
    import numpy as np

    bit = (np.arange(shingles.kinds, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(57)
    of = np.repeat(np.arange(count), np.diff(shingles.starts))
    mine = bit[shingles.tokens]
    signature = np.zeros((count, 2), np.uint64)
    np.bitwise_or.at(signature, (of, (mine >> np.uint64(6)).astype(np.int64)), np.uint64(1) << (mine & np.uint64(63)))
    return signature


def _may_be_near(
    left: np.ndarray, right: np.ndarray, signature: np.ndarray, lengths: np.ndarray, similarity: float
) -> np.ndarray:
    """Whether lengths and signatures leave room for the similarity; never False for a pair that has it."""
    import numpy as np

    one, other = lengths[left], lengths[right]
    room = (1 - similarity) * (one + other) + _ROUNDING
    near: np.ndarray = np.abs(one - other) <= room
    for half in (0, 1):
        place = np.flatnonzero(near)
        if half == 0:
            differing = np.zeros(len(left), np.int64)
        apart = np.bitwise_count(signature[left[place], half] ^ signature[right[place], half])
        differing[place] += apart
        near[place] = differing[place] <= room[place]
    return near


def _verified(texts: Sequence[str], left: np.ndarray, right: np.ndarray, similarity: float, shift: int) -> Pairs:
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import Indel

    at_once: dict[str, Any] = {"scorer": Indel.normalized_similarity, "dtype": np.float64, "workers": -1}
    scores = [np.empty(0)]
    for begin in range(0, len(left), _VERIFIED_AT_ONCE):
        one = [texts[at] for at in left[begin : begin + _VERIFIED_AT_ONCE]]
        other = [texts[at] for at in right[begin : begin + _VERIFIED_AT_ONCE]]
        scores.append(process.cpdist(one, other, score_cutoff=similarity - 1e-6, **at_once))
    score = np.concatenate(scores)
    near = score >= similarity - _ROUNDING  # rapidfuzz given .8 itself as its cutoff loses pairs that are at .8
    return Pairs(left[near], right[near] - shift, score[near])

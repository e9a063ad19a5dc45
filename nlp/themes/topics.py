"""Texts into topics: TF-IDF of character n-grams and NMF, the same topics for the same texts and seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nlp.themes.phrases import runs

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

GRAMS = (2, 3, 4)
FEATURES = 20_000
COMMON = 0.4  # of the texts; what stands in more tells nothing
NEAREST = 0.12  # cosine to a topic below which a text belongs to none
ROUNDS, ENOUGH = 400, 1e-4
TRIAL_ROUNDS, TRIAL_ENOUGH = 100, 1e-3  # to compare numbers of topics
TRIED = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15)  # numbers of topics
TEXTS_A_TOPIC = 8  # texts for every topic tried, at least
SAMPLES, SHARE = 3, 0.8  # subsamples to try a number of topics on
FITTED = 500  # texts that the number of topics is tried on, at most


def grams(text: str) -> list[str]:
    """The character n-grams of a text, none across punctuation.

    >>> grams("疫情，影响大")
    ['疫情', '影响', '响大', '影响大']
    """
    return [run[i : i + n] for _, run in runs(text) for n in GRAMS for i in range(len(run) - n + 1)]


def topics(
    texts: Sequence[str], background: Sequence[str] = (), n_topics: int | None = None, seed: int = 0
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], float | None]:
    """The topic of every text (-1 for none), its cosine to the topic, and the stability of the number chosen.

    ``background`` are texts that only help to tell which n-grams are common. Without ``n_topics`` the number is
    found by ``stable_number``; with it the stability is None. Texts that share nothing get -1.
    """
    import numpy as np

    weights = _tfidf(texts, background)
    stability = None
    most = min(weights.shape) - 1
    if n_topics is None and most >= 2:
        n_topics, stability = stable_number(weights, seed)
    if most < 1 or n_topics is None:
        return np.full(len(texts), -1), np.zeros(len(texts)), None
    parts = _factorise(weights, min(n_topics, most), seed)
    near = np.round(weights @ parts.T, 6)
    nearest = near.argmax(axis=1)
    cosine = near[np.arange(len(texts)), nearest]
    return np.where(cosine >= NEAREST, nearest, -1), cosine, stability


def stable_number(weights: Any, seed: int = 0) -> tuple[int, float]:
    """The number of topics that comes out alike on subsamples, and how alike (mean cosine of matched topics, 0 to 1).

    The numbers 2 to 15 (no more than an eighth of the texts) are fitted on three subsamples of 80 %; each fit is
    matched with the fit on all texts, or on 500 that the seed draws. Taken is the number of which likeness times the
    share of texts that a topic reaches is highest: likeness alone favours two broad topics that leave most texts out
    (stability analysis after Greene, O'Callaghan and Cunningham 2014; the share is ours).
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    draw = np.random.default_rng(seed)
    if weights.shape[0] > FITTED:
        weights = weights[np.sort(draw.choice(weights.shape[0], FITTED, replace=False))]
    count = weights.shape[0]
    samples = [np.sort(draw.choice(count, int(SHARE * count), replace=False)) for _ in range(SAMPLES)]
    most = max(2, min(count // TEXTS_A_TOPIC, weights.shape[1] - 1))
    found: dict[int, tuple[float, float]] = {}
    for number in (number for number in TRIED if number <= most):
        whole = _factorise(weights, number, seed, TRIAL_ROUNDS, TRIAL_ENOUGH)
        alike = []
        for sample in samples:
            near = whole @ _factorise(weights[sample], number, seed, TRIAL_ROUNDS, TRIAL_ENOUGH).T
            rows, columns = linear_sum_assignment(-near)
            alike.append(near[rows, columns].mean())
        reached = float(((weights @ whole.T).max(axis=1) >= NEAREST).mean())
        found[number] = round(float(np.mean(alike)) * reached, 4), round(float(np.mean(alike)), 4)
    number = max(found, key=lambda number: (found[number][0], -number))
    return number, found[number][1]


def _tfidf(texts: Sequence[str], background: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    counting = CountVectorizer(analyzer=grams, min_df=2, max_df=max(COMMON, 2 / max(len(texts), 1)))
    counting.set_params(max_features=FEATURES)
    try:
        counting.fit(texts)
    except ValueError:  # no n-gram stands in two texts
        from scipy.sparse import csr_matrix

        return csr_matrix((len(texts), 0))
    weighing = TfidfVectorizer(analyzer=grams, vocabulary=sorted(counting.vocabulary_), sublinear_tf=True)
    return weighing.fit([*texts, *background]).transform(texts)


def _factorise(
    weights: Any, number: int, seed: int, rounds: int = ROUNDS, enough: float = ENOUGH
) -> npt.NDArray[np.float64]:
    """The topics as rows of unit length over the n-grams."""
    import warnings

    import numpy as np
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    model = NMF(number, init="nndsvda", random_state=seed, max_iter=rounds, tol=enough)
    with warnings.catch_warnings(), threadpool_limits(1):  # matrices this small: 12 times faster than on two threads
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last per mille changes no topic
        model.fit(weights)
    parts = model.components_
    length = np.linalg.norm(parts, axis=1, keepdims=True)
    shaped: npt.NDArray[np.float64] = parts / np.where(length > 0, length, 1)
    return shaped

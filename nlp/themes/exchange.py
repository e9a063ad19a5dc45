"""A model for other programs: scikit-learn estimators in the format of skops, which loads without running code."""

from __future__ import annotations

from pathlib import Path

from nlp.themes.classifier import Model
from nlp.themes.features import PAIR, fields


def save_skops(model: Model, path: str | Path) -> None:
    """Write a ``LinearSVC`` a kind whose ``decision_function`` gives the model's linear scores, one column a code.

    >>> save_skops(load_model("mine.npz"), "mine.skops")  # doctest: +SKIP

    The file holds a dictionary: ``features``, the names of the columns of ``nlp.themes.training.matrix`` (a character,
    a pair, or ``field:`` and the name of a word field), and by kind ``estimator``, ``slope``, ``offset`` and
    ``threshold``; the chance of a code is 1 / (1 + exp(-(score * slope + offset))). Needs the extra ``exchange``.
    """
    import numpy as np
    from sklearn.svm import LinearSVC

    try:
        from skops.io import dump
    except ImportError:
        raise ValueError("skops is not installed: pip install 'gongkai[exchange]'") from None
    content: dict[str, object] = {"name": model.name, "features": [*map(_run, model.known.tolist()), *_field_names()]}
    for kind, side in model.sides.items():
        estimator = LinearSVC()
        estimator.classes_ = np.array(side.codes)
        estimator.coef_, estimator.intercept_ = side.weights.T.copy(), side.bias
        estimator.n_features_in_ = len(side.weights)
        content[kind] = {
            "estimator": estimator,
            "slope": side.slope,
            "offset": side.offset,
            "threshold": side.threshold,
        }
    dump(content, path)


def _run(number: int) -> str:
    return chr(number) if number < PAIR else chr(number // PAIR) + chr(number % PAIR)


def _field_names() -> list[str]:
    return [f"field:{name}" for name in fields().names]

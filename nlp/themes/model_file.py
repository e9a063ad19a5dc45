"""The file of a model: arrays and a description in JSON, read without pickle, so that loading can't run code."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from nlp.themes.classifier import KINDS, SIDE, Model, Side
from nlp.themes.features import fields


class ModelError(ValueError):
    """A model file that can't be used; the message says why."""


def save_model(model: Model, path: str | Path) -> None:
    """Write a model; the same model gives the same bytes."""
    about = {
        "name": model.name,
        "codebook": model.codebook,
        "data": model.data,
        "codes": {kind: list(side.codes) for kind, side in model.sides.items()},
        "residual": [
            code
            for side in model.sides.values()
            for code, alone in zip(side.codes, side.residual, strict=True)
            if alone
        ],
        "fields": list(fields().names),
    }
    arrays: dict[str, Any] = {
        "about": np.frombuffer(json.dumps(about, ensure_ascii=False, sort_keys=True).encode(), np.uint8),
        "known": model.known,
        "beside": model.beside.astype(np.float32),
    }
    for kind, side in model.sides.items():
        for name in SIDE:
            arrays[f"{kind}.{name}"] = getattr(side, name).astype(np.float32)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, array in sorted(arrays.items()):
            stream = io.BytesIO()
            np.lib.format.write_array(stream, np.ascontiguousarray(array), allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy"), stream.getvalue(), zipfile.ZIP_DEFLATED, 9)


def load_model(path: str | Path) -> Model:
    """A model from its file; nothing in it can run as code, and a file that doesn't fit raises ``ModelError``."""
    try:
        with np.load(path, allow_pickle=False) as file:
            parts = {name: file[name] for name in file.files}
        about: dict[str, Any] = json.loads(bytes(parts["about"]).decode("utf-8"))
        sides = {kind: _read_side(parts, kind, about) for kind in KINDS if kind in about["codes"]}
        known, beside = parts["known"].astype(np.int64), parts["beside"].astype(np.float64)
        model = Model(str(about["name"]), str(about["codebook"]), str(about["data"]), known, sides, beside)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path}: no model of gongkai: {error}") from error
    if about["fields"] != list(fields().names):
        raise ModelError(f"{path}: made with other word fields; train it again")
    return model


def _read_side(parts: dict[str, Any], kind: str, about: dict[str, Any]) -> Side:
    codes = tuple(about["codes"][kind])
    arrays = [parts[f"{kind}.{name}"].astype(np.float32 if name == "weights" else np.float64) for name in SIDE]
    features = len(parts["known"]) + len(about["fields"])
    if [array.shape for array in arrays] != [(features, len(codes)), *[(len(codes),)] * 4]:
        raise ValueError(f"the {kind} side has other codes or features than it says")
    return Side(codes, np.array([code in about["residual"] for code in codes]), *arrays)

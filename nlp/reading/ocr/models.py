"""The two networks that read scans, found on the machine and never fetched: one sees text, one reads it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nlp.reading.errors import Unreadable

DETECT = "PP-OCRv6_det_small.onnx"
RECOGNISE = "PP-OCRv6_rec_small.onnx"
INSTALL = "pip install 'gongkai[ocr]' reads scans"
_LIBRARIES = ("cv2", "onnxruntime", "PIL", "rapidocr")


@dataclass(frozen=True, slots=True)
class Models:
    """The networks as sessions of onnxruntime, and the character that each class of the second stands for."""

    detect: Any
    recognise: Any
    characters: tuple[str, ...]


def ensure_ocr() -> None:
    """Raise ``Unreadable`` (needs_ocr) where the extra ``ocr`` is not installed; imports nothing."""
    missing = [library for library in _LIBRARIES if find_spec(library) is None]
    if missing:
        raise Unreadable("needs_ocr", f"the file is a scan; {INSTALL}")


@cache
def models() -> Models:
    """The models of PaddleOCR (Apache-2.0) that lie in the wheel of rapidocr; other files raise ``Unreadable``.

    rapidocr itself is not imported: it would fetch a model that it misses. One thread, so that a file gives the same
    record on any machine, and workers side by side don't fight for cores.
    """
    ensure_ocr()
    import cv2
    import onnxruntime

    spec = find_spec("rapidocr")
    folder = Path(spec.origin or "").parent / "models" if spec else Path()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    sessions = []
    for name in (DETECT, RECOGNISE):
        if not (folder / name).is_file():
            raise Unreadable("needs_ocr", f"rapidocr is installed without {name}; {INSTALL}")
        sessions.append(onnxruntime.InferenceSession(folder / name, options, providers=["CPUExecutionProvider"]))
    cv2.setNumThreads(1)
    detect, recognise = sessions
    characters = recognise.get_modelmeta().custom_metadata_map["character"].splitlines()
    return Models(detect, recognise, ("", *characters, " "))

"""What every page stands in: its style and script, a policy that allows these two alone, a template that escapes."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from nlp.pages.report_page_letters import shorten, visible

if TYPE_CHECKING:
    import jinja2


def template(name: str) -> jinja2.Template:
    """The template ``name.html``; texts that it prints are made visible letter for letter, then escaped."""
    return _environment().get_template(f"{name}.html")


@cache
def shell(name: str) -> dict[str, Any]:
    """``style`` and ``script`` of the page of that name, and the ``policy`` that allows these two and nothing else.

    >>> shell("report_page")["policy"].split(";")[0]
    "default-src 'none'"
    """
    style, script = _file(f"{name}.css"), _file(f"{name}.js")
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return {"style": Markup(style), "script": Markup(script), "policy": policy}


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _file(name: str) -> str:
    return (resources.files("nlp.pages") / name).read_text("utf-8")


@cache
def _environment() -> jinja2.Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_file),
        autoescape=True,
        finalize=_finish,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["short"] = shorten
    return environment


def _finish(value: Any) -> Any:
    """What a template prints: no letter of a report acts on the page; escaping comes after this."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value

"""Vega beside its specifications: the scripts that draw them in a page, and pictures for papers."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

from framing.errors import FramingError
from framing.rendering.report_charts import PAPER, charts

__all__ = ["needs_altair", "pictures", "scripts"]

#: Pixels of a PNG for each of the diagram.
SCALE = 3.0
#: Width of a diagram that fills a page.
WIDTH = 360


def needs_altair() -> None:
    """Raise FramingError unless the packages for diagrams are there."""
    missing = [name for name in ("altair", "vl_convert") if find_spec(name) is None]
    if missing:
        raise FramingError(
            f"diagrams need the package {missing[0]}, which isn't installed; "
            "pip install 'framing[report]' (without it --json works)"
        )


def pictures(report: Mapping[str, Any], kind: str) -> Iterator[tuple[str, bytes]]:
    """Yield the diagrams as files for papers: black on white.

    Parameters
    ----------
    report : mapping
    kind : {"svg", "png"}

    Yields
    ------
    name : str
        Of the file, with its suffix.
    data : bytes
    """
    import vl_convert

    for name, spec in charts(report, PAPER).items():
        if name.startswith("by-"):
            column = report["groups"][int(name.removeprefix("by-")) - 1]["column"]
            slug = re.sub(r"[^\w-]+", "_", column)[:60].strip("_")
            file = f"{name}-{slug}" if slug else name
        else:
            file = name
        if spec.get("width") == "container":
            spec["width"] = WIDTH
        version = _version()
        if kind == "svg":
            data = vl_convert.vegalite_to_svg(spec, vl_version=version).encode()
        else:
            data = vl_convert.vegalite_to_png(spec, vl_version=version, scale=SCALE)
        yield f"{file}.{kind}", data


@cache
def scripts() -> str:
    """Return Vega, Vega-Lite and Vega-Embed as one script, safe inside a script element."""
    import vl_convert

    bundle: str = vl_convert.javascript_bundle(
        "window.vegaEmbed = vegaEmbed;", vl_version=_version()
    )
    return re.sub(r"<(?=/script|!--|script)", lambda _: r"\x3c", bundle, flags=re.IGNORECASE)


def _version() -> str:
    """Return the Vega-Lite version that Altair writes, as vl-convert calls it."""
    import altair as alt

    return ".".join(alt.SCHEMA_VERSION.split(".")[:2])

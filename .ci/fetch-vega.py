"""Write the chart runtime (Vega, Vega-Lite and Vega-Embed) where the reports look for it.

Needs vl-convert-python, pinned below, which holds the versions. Does nothing when the file is there already.
"""

import importlib.metadata
import pathlib
import sys

PINNED = "1.9.0.post1"
path = pathlib.Path(__file__).resolve().parents[1] / "Sources/ReportWriter/Resources/Vega/vega.js"
header = f"// Vega, Vega-Lite and Vega-Embed, from vl-convert-python {PINNED}.\n"

if not (path.exists() and path.read_text(encoding="utf-8").startswith(header)):
    import vl_convert

    found = importlib.metadata.version("vl-convert-python")
    if found != PINNED:
        sys.exit(f"vl-convert-python {found} is installed, {PINNED} is wanted\n\nhint: pip install vl-convert-python=={PINNED}")
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # The page puts the bundle inside a script element, which these would end.
    if "</script" in bundle.lower() or "<!--" in bundle:
        sys.exit("the bundle cannot stand inside a script element")
    path.write_text(header + bundle, encoding="utf-8")

"""Write the chart runtime (Vega, Vega-Lite and Vega-Embed) where the reports look for it.

It comes from vl-convert-python, in the version that requirements.txt pins. Does nothing when that is there already.
"""

import importlib.metadata
import pathlib
import sys

path = pathlib.Path(__file__).resolve().parents[1] / "Sources/ReportWriter/Resources/Vega/vega.js"
header = f"// Vega, Vega-Lite and Vega-Embed, from vl-convert-python {importlib.metadata.version('vl-convert-python')}.\n"

if not (path.exists() and path.read_text(encoding="utf-8").startswith(header)):
    import vl_convert

    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # The page puts the bundle inside a script element, which these would end.
    if "</script" in bundle.lower() or "<!--" in bundle:
        sys.exit("the bundle cannot stand inside a script element")
    path.write_text(header + bundle, encoding="utf-8")

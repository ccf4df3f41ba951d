# SPDX-License-Identifier: MIT
"""report.html: one file, no request to anywhere, everything inlined.

Python decides what is said; the template says it; the scripts draw. A run
without a readable trace folder still gets a page, without its timeline.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from reports import (applications, blame, contention, coverage, latency,
                     open_loop, ownership, plot, text, verdict)
from reports import run as runs
from reports import timeline as lanes
from reports.codes import (OUTCOMES, VERBS, event_name, status_name,
                           verb_name)
from reports.history import History, read_history
from reports.ledger import load_ledger
from reports.trace import open_trace

ROOM = Path(__file__).parent
TEMPLATES = ROOM / "templates"
UPLOT = ROOM / "node_modules" / "uplot" / "dist"
SCRIPTS = ("data.js", "axis.js", "marks.js", "levels.js", "timeline.js",
           "paint.js", "strip.js", "hit.js", "gestures.js", "steps.js",
           "curves.js", "heat.js", "findings.js", "page.js")
STYLES = ("base.css", "figures.css")

LEDGER_ROWS = 12
FINDINGS_WITH_RECORDS = 40

# What a reader must know before believing a figure.
CONTROLLED = {
    "virtual": (
        ("Time", True, "simulated; no figure here is a speed of this machine"),
        ("Interleaving", True, "the strategy decides who continues, from the "
         "seed: the same seed gives the same run, bit for bit"),
        ("Operations of each client", True, "drawn from the seed"),
        ("Faults", True, "struck by operation count, from the scenario"),
        ("Drive", True, "simulated"),
    ),
    "real": (
        ("Time", False, "the clock of this machine; other load shows in it"),
        ("Interleaving", False, "the scheduler of the operating system decides "
         "who runs; a second run interleaves differently"),
        ("Operations of each client", True, "drawn from the seed; a client may "
         "get further in one run than in another"),
        ("Faults", True, "struck by operation count, from the scenario"),
    ),
}


@dataclass
class Figures:
    """What the trace adds to run.json."""

    history: History | None = None
    holds: ownership.Holds | None = None
    timeline: lanes.Timeline | None = None
    records: list[list[lanes.Record]] = field(default_factory=list)
    grid: list[float] = field(default_factory=list)
    curves: list[latency.Curve] = field(default_factory=list)
    heats: list[latency.Heat] = field(default_factory=list)
    met: list[tuple[str, list[coverage.Cell]]] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)


def render_page(folder: Path, run: runs.Run) -> str:
    """The whole file."""
    figures = _figures(folder, run)
    ledger, ledger_total = load_ledger(folder, LEDGER_ROWS)
    uplot = _uplot()
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True,
        trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
    environment.filters.update(
        count=text.count, duration=text.duration, op_title=text.op_title)
    environment.globals.update(
        plural=text.plural, share=text.share,
        condition_value=text.condition_value, label=_labels(run))
    return environment.get_template("report.html.j2").render(
        run=run, verdict=verdict, open_loop=open_loop,
        applications=applications, figures=figures, uplot=uplot is not None,
        matrix=blame.matrix(run), others=blame.OTHERS,
        states=ownership.STATES, ledger=ledger, ledger_total=ledger_total,
        whole=runs.whole,
        origin_ns=figures.history.origin_ns if figures.history else 0,
        contended=contention.figures(run), cell_columns=contention.CELLS,
        cells=contention.coverage_table(run), controlled=_controlled(run),
        findings=_findings(run, figures), scenario=runs.load_scenario(folder),
        fallback_plot="" if uplot
        else Markup(plot.percentile_svg(figures.grid, figures.curves)),
        style=Markup("\n".join(_part(name) for name in STYLES)),
        uplot_style=Markup(uplot[1] if uplot else ""),
        uplot_script=Markup(_script_safe(uplot[0]) if uplot else ""),
        script=Markup(_script_safe("\n".join(_part(name)
                                             for name in SCRIPTS))),
        data=Markup(_data(figures)),
        columns=figures.timeline.columns if figures.timeline else "",
        marks=figures.timeline.marks if figures.timeline else "")


def _figures(folder: Path, run: runs.Run) -> Figures:
    if not (folder / "trace").is_dir():
        return Figures(damage=["the run folder holds no trace"])
    trace = open_trace(folder / "trace")
    history = read_history(trace)
    holds = ownership.ownership(history.operations, history.end)
    records = lanes.find_records(history, run["findings"])
    measured = latency.measured(history.operations)
    grid, curves = latency.curves(measured)
    states = ownership.state_at_invocation(history.operations, holds)
    return Figures(
        history, holds, lanes.build(history, holds, run, records), records,
        grid, curves, latency.heats(measured, history.end),
        coverage.table(history.operations, states), trace.damage)


def _labels(run: runs.Run) -> Any:
    names = runs.client_names(run)

    def label(client: int) -> str:
        if client == blame.OTHERS:
            return "others"
        if client == 0:
            return "nobody found"
        name = names.get(client)
        return f"{client} {name}" if name else f"client {client}"
    return label


def _controlled(run: runs.Run) -> list[tuple[str, bool, str]]:
    rows = list(CONTROLLED["virtual" if run["virtual"] else "real"])
    if not run["virtual"]:
        simulated = run["drive"].startswith("sim")
        rows.append(("Drive", simulated, "simulated, on the real clock"
                     if simulated else "real hardware and firmware"))
    return rows


def _findings(run: runs.Run, figures: Figures) -> list[dict[str, Any]]:
    """Each finding with its records as rows of a small table."""
    shown = []
    rules = {rule["rule"]: rule for rule in run["rules"]}
    for number, finding in enumerate(run["findings"]):
        found = figures.records[number] if number < len(figures.records) else []
        rows = [_record_row(figures.history, record) for record in found] \
            if figures.history and number < FINDINGS_WITH_RECORDS else []
        rule = rules.get(finding["rule"], {})
        shown.append({**finding, "title": rule.get("title", ""),
                      "sentence": rule.get("sentence", ""),
                      "processes": _processes(finding),
                      "rows": rows, "number": number})
    return shown


def _processes(finding: dict[str, Any]) -> str:
    """Where the clients of a finding ran, if in several processes."""
    return ", ".join(f"client {row['client']} in process {row['process']}"
                     for row in finding.get("clients", [])
                     if "process" in row)


def _record_row(history: History, record: lanes.Record) -> dict[str, Any]:
    at, events, operations = record.position, history.events, history.operations
    if record.is_event:
        return {"ref": record.ref, "client": None, "t0": record.t0,
                "op": event_name(int(events.what[at])),
                "outcome": f"number {events.number[at]}"
                if events.number[at] else "", "status": "",
                "took": record.t1 - record.t0}
    outcome = int(operations.outcome[at])
    answered = bool(operations.t1[at] >= 0)
    return {
        "ref": record.ref, "client": int(operations.client[at]),
        "t0": record.t0,
        "op": text.op_title(verb_name(int(operations.what[at]))),
        "outcome": OUTCOMES[outcome] if outcome < len(OUTCOMES) else "?",
        "status": status_name(int(operations.status[at])) if answered else "",
        "took": record.t1 - record.t0 if answered else None,
    }


def _part(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _uplot() -> tuple[str, str] | None:
    """Script and style of uPlot, where it was installed (npm ci)."""
    try:
        return ((UPLOT / "uPlot.iife.min.js").read_text(encoding="utf-8"),
                (UPLOT / "uPlot.min.css").read_text(encoding="utf-8"))
    except OSError:
        return None


def _script_safe(script: str) -> str:
    """Nothing inside a script element may look like its end."""
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _data(figures: Figures) -> str:
    """The model as JSON that cannot end its script element."""
    model = {
        "timeline": figures.timeline.model if figures.timeline else None,
        "grid": figures.grid,
        "curves": [asdict(curve) for curve in figures.curves],
        "heats": [asdict(heat) for heat in figures.heats],
        "verbs": VERBS,
    }
    return json.dumps(model, separators=(",", ":")) \
        .replace("<", "\\u003c").replace("\u2028", "\\u2028")

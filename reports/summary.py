# SPDX-License-Identifier: MIT
"""summary.md: what a reviewer reads in a CI job, one screen long."""

from reports import applications, contention, open_loop, verdict
from reports.run import Run, client_names
from reports.text import (condition_value, count, duration, op_title, plural,
                          share)

FINDINGS_MAX = 10
LATENCY_ROWS_MAX = 8
_MARKS = {"pass": "✅", "broken": "❌", "inconclusive": "❔",
          "threshold": "⚠️", "liveness": "❌", "not-restored": "❌"}


def render(run: Run) -> str:
    """The whole file."""
    parts = [_head(run), _findings(run), _conditions(run), _latency(run),
             _clients(run), _competition(run), _applications(run),
             _coverage(run), _faults(run), _foot(run)]
    return "\n".join(part for part in parts if part)


def _table(head: list[str], rows: list[list[str]]) -> str:
    """Columns after the first are figures: right-aligned."""
    lines = ["| " + " | ".join(head) + " |",
             "|" + "---|" + "--:|" * (len(head) - 1)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |"
              for row in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _plain(text: str) -> str:
    """Names and findings are text: nothing in them is markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")


def _head(run: Run) -> str:
    attempts, denials = verdict.lock_figures(run)
    clock = "simulated" if run["virtual"] else "real"
    lines = [
        f"# {_MARKS[run['verdict']]} {verdict.title(run)}: {run['scenario']}",
        "", verdict.meaning(run), "",
        f"- {verdict.rules_text(run)}; exit code {run['exit_code']}",
        f"- {plural(run['operations']['submitted'], 'operation')} by "
        f"{plural(run['clients'], 'client')} in {duration(run['duration_ns'])}"
        f" of {clock} time on `{run['drive']}`",
        f"- {plural(attempts, 'lock attempt')}, {count(denials)} denied "
        f"({share(denials, attempts)})",
        f"- repeat: `{run['repeat']}`", ""]
    return "\n".join(lines)


def _findings(run: Run) -> str:
    if not run["findings"]:
        return ""
    lines = ["## Findings", ""]
    for finding in run["findings"][:FINDINGS_MAX]:
        lines.append(f"- **{finding['rule']}** {_plain(finding['text'])} "
                     f"({', '.join(finding['records']) or 'no record'})")
    more = verdict.findings_total(run) - min(len(run["findings"]),
                                             FINDINGS_MAX)
    if more > 0:
        lines.append(f"- and {count(more)} more: see report.html")
    return "\n".join(lines) + "\n"


def _conditions(run: Run) -> str:
    rows = [[f"`{row['expr']}`", condition_value(row["expr"], row["value"]),
             "met" if row["ok"] else "**not met**"]
            for name in ("expectations", "thresholds") for row in run[name]]
    if not rows:
        return ""
    return "## Expectations and thresholds\n\n" + \
        _table(["condition", "measured", ""], rows)


def _latency(run: Run) -> str:
    rows = sorted(run["latency"], key=lambda row: (row["op"] != "lock",
                                                   -row["count"]))
    shown = [(f"{op_title(row['op'])} {row['outcome']}", row)
             for row in rows[:LATENCY_ROWS_MAX]]
    shown += [("hand-off", run["handoff"]),
              ("notification", run["notification"])]
    cells = [[name, count(row["count"])] +
             [duration(row[key]) for key in ("p50_ns", "p99_ns", "max_ns")]
             for name, row in shown if row["count"]]
    if not cells:
        return ""
    return "## Latency\n\n" + _table(["operation", "count", "p50", "p99",
                                      "max"], cells) + _open_loop(run)


def _open_loop(run: Run) -> str:
    if not run.get("arrivals"):
        return ""
    cells = [[f"{op_title(row['op'])} {row['outcome']}",
              count(row["corrected"]["count"])] +
             [duration(row["corrected"][key])
              for key in ("p50_ns", "p99_ns", "max_ns")]
             for row in open_loop.rows(run)[:LATENCY_ROWS_MAX]]
    return (f"\nOpen loop. {open_loop.sentence(run)}\n\n" +
            (_table(["counted from when it was due", "count", "p50", "p99",
                     "max"], cells) if cells else ""))


def _clients(run: Run) -> str:
    busiest = sorted(run["accounts"],
                     key=lambda row: -int(row["blocked_others"]))
    names = client_names(run)
    rows = [[_plain(f"{account['client']} "
                    f"{names.get(account['client'], '')}".strip()),
             count(account["attempts"]), count(account["grants"]),
             count(account["denials"]), duration(account["held_ns"]),
             count(account["blocked_others"])]
            for account in busiest[:10]
            if account["attempts"]]
    if not rows:
        return ""
    return "## Who locked\n\n" + _table(
        ["client", "attempts", "grants", "denials", "held", "refusals caused"],
        rows)


def _competition(run: Run) -> str:
    rows = [[row.name, f"**{row.value}**" if row.bad else row.value]
            for row in contention.figures(run)]
    return "## How they competed\n\n" + _table(["figure", "value"], rows) \
        if rows else ""


def _coverage(run: Run) -> str:
    rows = [[op, *cells] for op, cells in contention.coverage_table(run)]
    if not rows:
        return ""
    cells = run["coverage"]["cells"]
    return (f"<details><summary>Coverage: {cells['seen']} of {cells['total']} "
            f"cells of operation, state and caller</summary>\n\n" +
            _table(["operation", *(column[2] for column in contention.CELLS)],
                   rows) + "\n</details>\n")


def _applications(run: Run) -> str:
    rows = [[_plain(row.persona), count(row.clients), row.verdict]
            for row in applications.rows(run)]
    if not rows:
        return ""
    return ("## How the programs behaved\n\n" +
            _table(["persona", "clients", "advice"], rows))


def _faults(run: Run) -> str:
    rows = [[f"`{fault.get('text', fault['rule'])}`",
             count(fault["planned"]) if fault["planned"] else "any",
             count(fault["struck"])] for fault in run["faults"]]
    return "## Faults\n\n" + _table(["rule", "planned", "struck"], rows) \
        if rows else ""


def _foot(run: Run) -> str:
    return (f"trayjam {run['version']}, seed `{run['seed']}`, "
            f"{run['runner']} runner, started {run['started_utc']}\n")

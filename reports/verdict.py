# SPDX-License-Identifier: MIT
"""The verdict in words, shared by page, summary and JUnit."""

from reports.run import Run
from reports.text import condition_value, count, duration, plural

# verdict: title, what it means for the reader.
WORDS = {
    "pass": ("Passed", "Every rule that could be judged held, and the run met "
             "what was expected of it."),
    "broken": ("Rule broken", "The drive did something its documentation "
               "rules out."),
    "inconclusive": ("Inconclusive", "No rule was broken, but the run did not "
                     "meet its own minimum: it proves nothing."),
    "threshold": ("Threshold missed", "Every rule held; a figure is on the "
                  "wrong side of its threshold."),
    "liveness": ("Liveness", "Something that must come to an end did not: a "
                 "hang, a deadlock or starvation."),
    "not-restored": ("Drive not restored", "The drive could not be put back "
                     "as it was found."),
}
INTERRUPTED = 130


def title(run: Run) -> str:
    """One or two words."""
    return WORDS[run["verdict"]][0]


def meaning(run: Run) -> str:
    """One sentence, two for a run that is not whole."""
    text = WORDS[run["verdict"]][1]
    if run["exit_code"] == INTERRUPTED:
        text += (" The run was interrupted: this covers what happened until "
                 "then.")
    elif run["partial"]:
        text += " Part of the trace is missing: this covers what could be read."
    return text + _ended_early(run)


def _ended_early(run: Run) -> str:
    ended = run.get("ended_early")
    if "looks_ended_ns" in run:
        return (" From " + duration(run["looks_ended_ns"]) + " of measuring on "
                "nobody looked whether a threshold with abort_after was broken: "
                "there was no room for that.")
    if not ended:
        return ""
    value = condition_value(ended["expr"], ended["value"])
    return (f" The run was ended early, after {duration(ended['after_ns'])} "
            f"of measuring: {ended['expr']} was {value}. Expectations of a "
            "whole run do not count.")


def rule_counts(run: Run) -> dict[str, int]:
    """How many rules are in each state."""
    states = {"held": 0, "broken": 0, "not judged": 0, "advice": 0}
    for rule in run["rules"]:
        states[rule["state"]] += 1
    return states


def rules_text(run: Run) -> str:
    """12 rules held, 1 broken, 8 not judged"""
    states = rule_counts(run)
    return (f"{plural(states['held'], 'rule')} held, {states['broken']} "
            f"broken, {states['not judged']} not judged")


def lock_figures(run: Run) -> tuple[int, int]:
    """Lock attempts and denials over all clients."""
    return (sum(account["attempts"] for account in run["accounts"]),
            sum(account["denials"] for account in run["accounts"]))


def findings_total(run: Run) -> int:
    """All findings, also those over the limit of what is kept."""
    return int(run.get("findings_total", len(run["findings"])))


def findings_text(run: Run) -> str:
    """3 findings; "the first 256 of 900 findings" where not all were kept."""
    total, kept = findings_total(run), len(run["findings"])
    if total > kept:
        return f"the first {kept} of {count(total)} findings"
    return plural(total, "finding")

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes a plausible run folder without any drive: for tests and for design.

    make_sample_run.py FOLDER [--variant good|failing|empty|partial|long]
                       [--operations N] [--seed N]

A small storm of personas contends for one lock in a discrete-event loop. The
variant `failing` lets the drive grant the lock twice now and then.
"""

import argparse
import csv
import heapq
import json
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

if __package__ in (None, ""):
    sys.path[0] = str(Path(__file__).resolve().parents[2])

# pylint: disable=wrong-import-position
from reports import trace as tr  # noqa: E402
from reports.codes import (DONE, EVENTS, OUTCOMES, REFUSED, VERB,  # noqa: E402
                           VERBS, event_name, status_name)
from tests.reports import trace_files as files  # noqa: E402

MS, US, SECOND = 1_000_000, 1_000, 1_000_000_000
ACCESS_DENIED, BUSY = 0xC0000022, 0x80000011
NAMES = ["Nero 12", "ImgBurn", "app3dev-ripper", "Explorer",
         "K3b", "EAC 1.6", "MediaMonitor", "isobuster"]
EL, EU, ARRIVAL, REMOVAL = (EVENTS.index(name) for name in (
    "CDROM_EXCLUSIVE_LOCK", "CDROM_EXCLUSIVE_UNLOCK", "MEDIA_ARRIVAL",
    "MEDIA_REMOVAL"))


@dataclass
class Storm:
    """The state of the loop and everything it recorded."""

    rng: np.random.Generator
    clients: int
    doubled: bool
    owner: int = 0
    owner_since: int = 0
    released: int = -1
    double_owner: int = 0
    rows: dict[int, list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list))
    events: list[dict[str, Any]] = field(default_factory=list)
    ledger: list[dict[str, Any]] = field(default_factory=list)
    handoffs: list[int] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    held: Counter[int] = field(default_factory=Counter)
    total: int = 0

    def took(self, typical_ns: float, spread: float = 0.5) -> int:
        """A latency with the long tail real ones have."""
        return max(200, int(self.rng.lognormal(np.log(typical_ns), spread)))

    def record(self, t0: int, took: int, client: int, verb: str,
               status: int = 0, **fields: Any) -> dict[str, Any]:
        """Adds one operation to its client's writer."""
        row = {"t0_ns": t0, "t1_ns": t0 + took, "client": client,
               "what": VERB[verb], "status": status,
               "outcome": DONE if status == 0 else REFUSED, "handle": client,
               "number": len(self.rows[client]) + 1,
               "name": client if verb == "lock" else 0, **fields}
        self.rows[client].append(row)
        self.total += 1
        return row

    def ref(self, client: int) -> str:
        """The latest record of a client."""
        return f"writer-{client:04}:{len(self.rows[client]) - 1}"

    def emit(self, when: int, what: int) -> None:
        """One event and its delivery to the listener."""
        self.events.append({"t0": when, "what": what,
                            "t1": when + self.took(180 * US, 0.8)})


def lock(storm: Storm, now: int, client: int) -> tuple[int, bool]:
    """One attempt: granted when free, else denied at once or after a wait."""
    queued = storm.rng.random() < 0.15
    took = storm.took(3 * MS if queued else 90 * US)
    wrong = storm.doubled and not storm.double_owner and \
        storm.rng.random() < 0.004
    if storm.owner == 0 or wrong:
        storm.record(now, took, client, "lock")
        if storm.owner:
            storm.double_owner = client
            storm.findings.append({
                "rule": "TJ-X01", "severity": "broken", "t_ns": now,
                "text": f"{NAMES[(client - 1) % 8]} was granted the lock while "
                        f"{NAMES[(storm.owner - 1) % 8]} held it for "
                        f"{(now - storm.owner_since) / MS:.0f} ms: two owners "
                        "at one moment.",
                "records": [storm.ref(storm.owner), storm.ref(client)]})
        else:
            if storm.released >= 0:
                storm.handoffs.append(now + took - storm.released)
            storm.owner, storm.owner_since = client, now + took
        storm.emit(now + took, EL)
        return now + took, True
    storm.record(now, took, client, "lock", ACCESS_DENIED)
    storm.ledger.append({
        "t_ns": now, "record": storm.ref(client), "client": client,
        "drive": 0, "op": "lock", "status": "STATUS_ACCESS_DENIED",
        "waited_ns": took, "holder": storm.owner,
        "holder_name": NAMES[(storm.owner - 1) % 8],
        "holder_handle": storm.owner, "held_ns": now - storm.owner_since,
        "next_grant_ns": ""})
    return now + took, False


def unlock(storm: Storm, now: int, client: int) -> int:
    """Release; the events of the drive follow it."""
    took = storm.took(70 * US)
    storm.record(now, took, client, "unlock")
    if client == storm.double_owner:
        storm.double_owner = 0
        return now + took
    storm.held[client] += now - storm.owner_since
    storm.owner, storm.released = 0, now + took
    for what in (REMOVAL, ARRIVAL, EU):
        storm.emit(now + took, what)
    return now + took


def other(storm: Storm, now: int, client: int) -> int:
    """A query, an eject or media-change control between locks."""
    draw = storm.rng.random()
    foreign = storm.owner not in (0, client)
    if draw < 0.72:
        took = storm.took(35 * US, 0.4)
        storm.record(now, took, client, "query")
    elif draw < 0.78:
        status = ACCESS_DENIED if foreign else 0
        took = storm.took(60 * US if foreign else 900 * MS, 0.2)
        storm.record(now, took, client, "eject", status)
        if status == 0:
            storm.emit(now + took, REMOVAL)
    elif draw < 0.9:
        took = storm.took(55 * US)
        verb = "mcn_off" if storm.rng.random() < 0.5 else "mcn_on"
        storm.record(now, took, client, verb,
                     ACCESS_DENIED if foreign else 0)
    else:
        took = storm.took(2 * MS, 0.7)
        injected = storm.rng.random() < 0.03
        storm.record(now, took, client, "read",
                     BUSY if injected else ACCESS_DENIED if foreign else 0,
                     done_flags=tr.INJECTED if injected else 0)
    return now + took


def weather(storm: Storm, operations: int) -> int:
    """Runs the loop until so many operations are recorded; the end in ns."""
    queue: list[tuple[int, int, bool]] = []
    for client in range(1, storm.clients + 1):
        storm.record(client * 10 * US, storm.took(150 * US), client, "open")
        heapq.heappush(queue, (storm.took(5 * MS), client, False))
    last = 0
    while storm.total < operations:
        now, client, owning = heapq.heappop(queue)
        last = max(last, now)
        if owning:
            then, owning = unlock(storm, now, client), False
            pause = storm.took(25 * MS, 1.0)
        elif storm.rng.random() < 0.45:
            then, owning = lock(storm, now, client)
            pause = storm.took(40 * MS, 0.9) if owning \
                else storm.took(12 * MS, 0.6)
        else:
            then, pause = other(storm, now, client), storm.took(6 * MS, 1.0)
        heapq.heappush(queue, (then + pause, client, owning))
    # Those who still hold it let go, so that the drive is left as found.
    for now, client, owning in sorted(queue):
        if owning:
            last = max(last, unlock(storm, now, client))
    return last + MS


def _latency(values: Any) -> dict[str, int]:
    array = np.sort(np.asarray(values, dtype=np.int64))
    at = {name: int(array[min(len(array) - 1, int(len(array) * p))])
          if len(array) else 0 for name, p in
          (("p50_ns", .5), ("p90_ns", .9), ("p99_ns", .99), ("p999_ns", .999))}
    return {"count": len(array), **at,
            "max_ns": int(array[-1]) if len(array) else 0}


def _accounts(storm: Storm) -> tuple[list[dict[str, Any]],
                                     list[dict[str, Any]]]:
    caused = Counter(row["holder"] for row in storm.ledger)
    pairs = Counter((row["client"], row["holder"]) for row in storm.ledger)
    accounts = []
    for client in range(1, storm.clients + 1):
        mine = [row for row in storm.rows[client]
                if row["what"] == VERB["lock"]]
        denied = sum(row["outcome"] == REFUSED for row in mine)
        accounts.append({
            "client": client, "name": NAMES[(client - 1) % 8] if mine else "",
            "attempts": len(mine), "grants": len(mine) - denied,
            "denials": denied, "operations": len(storm.rows[client]),
            "held_ns": storm.held[client], "blocked_others": caused[client],
            "longest_wait_ns": int(storm.rng.integers(1, 900)) * MS
            if denied else 0})
    blame = [{"refused": refused, "holder": holder, "count": number}
             for (refused, holder), number in sorted(pairs.items())]
    return accounts, blame


def _rules(broken: int, attempts: int) -> list[dict[str, Any]]:
    table = [("TJ-X01", "one owner at a time", attempts),
             ("TJ-X02", "a free drive grants the lock", attempts),
             ("TJ-X03", "the owner's second lock is refused", 0),
             ("TJ-X07", "only the owner unlocks", attempts // 3),
             ("TJ-X11", "the last close releases", 0),
             ("TJ-E01", "lock and unlock events alternate", attempts // 3),
             ("TJ-E04", "events arrive in the order emitted", attempts),
             ("TJ-Y08", "a locked tray refuses eject", attempts // 9),
             ("TJ-L01", "every operation is answered", attempts * 2)]
    rows = []
    for rule, title, judged in table:
        bad = broken if rule == "TJ-X01" else 0
        state = "broken" if bad else "held" if judged else "not judged"
        rows.append({"rule": rule, "state": state, "judged": judged,
                     "broken": bad, "title": title,
                     "reason": "" if judged else
                     "a duplicate of the owner's handle"})
    return rows


def summarise(storm: Storm, end: int, seed: int) -> dict[str, Any]:
    """run.json of what the loop recorded."""
    done = [row for rows in storm.rows.values() for row in rows]
    accounts, blame = _accounts(storm)
    return {
        "tool": "trayjam", "version": "0.1.0", "build": "sample",
        "seed": f"{seed:#x}", "scenario": "two-burners",
        "drive": "sim:disc=present", "runner": "threads",
        "clients": storm.clients, "started_utc": "2026-01-02T03:04:05Z",
        "duration_ns": end, "partial": False,
        "operations": {"submitted": len(done), "answered": len(done),
                       "unknown": 0},
        **_outcomes(done), **_events(storm), **_latencies(storm, done),
        **_judged(storm, done), "names": NAMES, "accounts": accounts,
        "blame": blame,
        "host": {"clock_ns": 1, "overhead_ns": 43, "cores": 2,
                 "system": "Linux 6.1", "clock": "CLOCK_MONOTONIC"},
        "repeat": f"trayjam run two-burners --seed {seed:#x} --runner threads",
        "virtual": False}


def _outcomes(done: list[dict[str, Any]]) -> dict[str, Any]:
    counts = Counter((row["what"], row["outcome"], row["status"],
                      bool(row.get("done_flags"))) for row in done)
    return {
        "outcomes": [{"op": VERBS[op], "outcome": OUTCOMES[outcome],
                      "status": status_name(status), "count": number,
                      "injected": injected}
                     for (op, outcome, status, injected), number
                     in sorted(counts.items())],
        "faults": [{"rule": "inject=error(busy) op=read every=200",
                    "planned": 0, "struck": sum(
                        number for (*_, injected), number in counts.items()
                        if injected)}]}


def _events(storm: Storm) -> dict[str, Any]:
    emitted = Counter(row["what"] for row in storm.events)
    rows = [{"event": event_name(what), "emitted": number,
             "delivered": number, "lost": 0, "duplicated": 0, "late": 0,
             "delay_max_ns": max(row["t1"] - row["t0"]
                                 for row in storm.events
                                 if row["what"] == what)}
            for what, number in sorted(emitted.items())]
    return {"events": rows, "notification": _latency(
        [row["t1"] - row["t0"] for row in storm.events])}


def _latencies(storm: Storm, done: list[dict[str, Any]]) -> dict[str, Any]:
    took: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in done:
        took[row["what"], row["outcome"]].append(row["t1_ns"] - row["t0_ns"])
    denied = took.get((VERB["lock"], REFUSED), [])
    return {
        "latency": [{"op": VERBS[op], "outcome": OUTCOMES[outcome],
                     **_latency(values)}
                    for (op, outcome), values in sorted(took.items())],
        "handoff": _latency(storm.handoffs),
        "lock_granted": _latency(took.get((VERB["lock"], DONE), [])),
        "lock_denied_at_once": _latency([ns for ns in denied if ns < MS]),
        "lock_denied_queued": _latency([ns for ns in denied if ns >= MS])}


def _judged(storm: Storm, done: list[dict[str, Any]]) -> dict[str, Any]:
    """What the judge would say, as far as the loop knows it."""
    locks = sum(row["what"] == VERB["lock"] for row in done)
    denied = len(storm.ledger)
    handoff = _latency(storm.handoffs)["p90_ns"]
    jain = 0.93 if locks > denied else None
    verdict, code = ("broken", 1) if storm.findings else \
        ("pass", 0) if denied >= 100 else ("inconclusive", 2)
    return {
        "fairness": {"jain": jain},
        "thresholds": [
            {"expr": "handoff.p95 < 200ms", "value": handoff or None,
             "ok": 0 < handoff < 200 * MS},
            {"expr": "fairness.jain > 0.8", "value": jain,
             "ok": jain is not None}],
        "expectations": [{"expr": "lock.denied >= 100", "value": denied,
                          "ok": denied >= 100}],
        "findings": storm.findings[:256],
        "findings_total": len(storm.findings),
        "coverage": {
            "ops": {"seen": len({row["what"] for row in done}), "total": 25},
            "statuses": {"seen": len({row["status"] for row in done}),
                         "total": 49},
            "events": {"seen": len({row["what"] for row in storm.events}),
                       "total": 26},
            "rules": {"seen": 7 if done else 0, "total": 9}},
        "rules": _rules(len(storm.findings), locks),
        "verdict": verdict, "exit_code": code}


def _as_records(rows: list[dict[str, Any]]) -> files.Records:
    table = files.records(len(rows))
    table["kind"] = tr.OPERATION
    for name in rows[0] if rows else ():
        table[name] = [row.get(name, 0) for row in rows]
    table["done_flags"] = [row.get("done_flags", 0) for row in rows]
    return table


def write_trace(storm: Storm, folder: Path, end: int) -> None:
    """One writer per client, and one for the listener and the phases."""
    for client, rows in storm.rows.items():
        files.write_segment(folder, client, _as_records(rows))
    heard = files.records(len(storm.events))
    storm.events.sort(key=lambda row: int(row["t0"]))
    heard["kind"] = tr.EVENT
    heard["t0_ns"] = [row["t0"] for row in storm.events]
    heard["event_t1_ns"] = [row["t1"] for row in storm.events]
    heard["what"] = [row["what"] for row in storm.events]
    heard["event_number"] = np.arange(1, len(heard) + 1)
    marks = [files.mark(0, tr.MARK_BEGIN), files.mark(0, tr.MARK_MEASURE)]
    tail = [files.mark(end, tr.MARK_END), files.mark(end, tr.MARK_RESTORED, 1)]
    files.write_segment(folder, 0, files.join(*marks, heard, *tail))


def make(folder: Path, variant: str = "good", operations: int = 4000,
         seed: int = 0x5EED) -> Path:
    """Makes the whole run folder and gives it back."""
    operations = {"empty": 0, "long": 1_000_000}.get(variant, operations)
    storm = Storm(np.random.default_rng(seed), 0 if variant == "empty" else 6,
                  variant == "failing")
    end = weather(storm, operations)
    run = summarise(storm, end, seed)
    folder.mkdir(parents=True, exist_ok=True)
    write_trace(storm, folder / "trace", end)
    if variant == "partial":
        run["partial"] = True
        victim = folder / "trace" / "writer-0003"
        victim.write_bytes(victim.read_bytes()[:-1000])
    (folder / "run.json").write_text(json.dumps(run, indent=1) + "\n",
                                     encoding="utf-8")
    (folder / "scenario.ini").write_text(
        f"[global]\nseed = {seed:#x}\nclients = {storm.clients}\n",
        encoding="utf-8")
    with (folder / "ledger.csv").open("w", newline="") as file:
        columns = ["t_ns", "record", "client", "drive", "op", "status",
                   "waited_ns", "holder", "holder_name", "holder_handle",
                   "held_ns", "next_grant_ns"]
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(storm.ledger)
    return folder


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--variant", default="good", choices=[
        "good", "failing", "empty", "partial", "long"])
    parser.add_argument("--operations", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0x5EED)
    options = parser.parse_args()
    print(make(options.folder, options.variant, options.operations,
               options.seed))


if __name__ == "__main__":
    main()

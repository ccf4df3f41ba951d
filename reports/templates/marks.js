// SPDX-License-Identifier: MIT
/* The marks of the timeline: unpacked once, looked up by lane. */

/* kind = verb * 8 + class * 2 + injected (reports/timeline.py) */
trayjam.DONE = 0;
trayjam.REFUSED = 1;
trayjam.UNKNOWN = 2;

trayjam.marks = function (column, model) {
  const marks = {
    t0: column("mark.t0", true), took: column("mark.took"),
    lane: column("mark.lane"), kind: column("mark.kind"),
    status: column("mark.status"), client: column("mark.client"),
    number: column("mark.number"),
  };
  const holds = {
    granted: column("hold.granted", true), asked: column("hold.asked"),
    releasing: column("hold.releasing"), released: column("hold.released"),
    lane: column("hold.lane"), client: column("hold.client"),
    drive: column("hold.drive"), ending: column("hold.ending"),
  };
  for (let i = 0; i < holds.granted.length; i++) {
    holds.asked[i] = holds.granted[i] - holds.asked[i];
    holds.releasing[i] += holds.granted[i];
    holds.released[i] += holds.releasing[i];
  }
  const events = {
    t: column("event.t", true), delay: column("event.delay"),
    row: column("event.row"), number: column("event.number"),
    drive: column("event.drive"),
  };
  const lanes = model.lanes.length + (model.shared ? 1 : 0);
  return {
    marks, holds, events, lanes,
    marksOf: byRow(marks.lane, marks.t0, lanes),
    holdsOf: byRow(holds.lane, holds.granted, lanes),
    holdsOn: byRow(holds.drive, holds.granted, model.drives),
    eventsOf: byRow(events.row, events.t, model.events.length),
    bins: model.exact ? null : bins(column, model, lanes),
  };

  /* For each row its entries and their times, both in order of time. */
  function byRow(rows, times, count) {
    const sizes = new Uint32Array(count);
    rows.forEach((row) => sizes[row]++);
    const found = Array.from(sizes, (size) =>
      ({ ids: new Uint32Array(size), times: new Float64Array(size), used: 0 }));
    rows.forEach((row, i) => {
      const list = found[row];
      list.ids[list.used] = i;
      list.times[list.used++] = times[i];
    });
    return found;
  }

  function bins(column, model, lanes) {
    const grids = { width: model.end / model.bins, count: model.bins };
    for (const name of ["done", "refused", "unknown", "held", "owner"]) {
      const rows = name === "owner" ? model.drives : lanes;
      const grid = new Uint32Array(rows * model.bins);
      const cells = column(`bin.${name}.cell`, true);
      const counts = column(`bin.${name}.count`);
      cells.forEach((cell, i) => { grid[cell] = counts[i]; });
      grids[name] = grid;
    }
    return grids;
  }
};

/* The entry nearest to a time, within reach; -1: none. Looks back a little,
 * because an entry that began earlier may still last. */
trayjam.nearest = function (list, time, reach, stopOf) {
  const after = trayjam.lowerBound(list.times, time + reach);
  let best = -1, distance = reach;
  for (let i = after - 1; i >= Math.max(0, after - 64); i--) {
    const id = list.ids[i];
    const gap = Math.max(list.times[i] - time, time - stopOf(id), 0);
    if (gap < distance || (gap === 0 && best < 0)) {
      best = id;
      distance = gap;
    }
    if (gap === 0) break;
  }
  return best;
};

// SPDX-License-Identifier: MIT
/* The marks of the timeline: unpacked once, looked up by lane. */

/* kind = verb * 8 + class * 2 + injected (reports/marks.py) */
trayjam.DONE = 0;
trayjam.REFUSED = 1;
trayjam.UNKNOWN = 2;

/* column, single: readers of the two packed texts (data.js). */
trayjam.marks = function (column, single, model) {
  const lanes = model.lanes.length + (model.shared ? 1 : 0);
  const marks = operations();
  const holds = {
    granted: single("hold.granted", "sorted"), asked: single("hold.asked"),
    releasing: single("hold.releasing"), released: single("hold.released"),
    lane: single("hold.lane"), client: single("hold.client"),
    drive: single("hold.drive"), ending: single("hold.ending"),
  };
  for (let i = 0; i < holds.granted.length; i++) {
    holds.asked[i] = holds.granted[i] - holds.asked[i];
    holds.releasing[i] += holds.granted[i];
    holds.released[i] += holds.releasing[i];
  }
  const events = {
    t: column("event.t", "sorted"), delay: column("event.delay"),
    row: column("event.row"), number: column("event.number", "signed"),
    drive: column("event.drive"),
  };
  for (let i = 1; i < events.number.length; i++)
    events.number[i] += events.number[i - 1];
  return {
    marks, holds, events, lanes,
    marksOf: lanesOf(marks.t0),
    holdsOf: byRow(holds.lane, holds.granted, lanes),
    holdsOn: byRow(holds.drive, holds.granted, model.drives),
    eventsOf: byRow(events.row, events.t, model.events.length),
    bins: model.bins ? trayjam.levels(column, model, lanes) : null,
  };

  /* Lane after lane, in each by time: waited since the last, and took. */
  function operations() {
    const gap = single("mark.gap", "signed"), took = single("mark.took");
    const step = single("mark.number", "signed");
    const client = new Uint16Array(gap.length);
    const number = new Uint32Array(gap.length);
    const others = single("mark.client");
    let i = 0, counted = 0;
    model.lane_marks.forEach((size, lane) => {
      const alone = model.lanes[lane];
      for (let time = 0, n = 0; n < size; n++, i++) {
        gap[i] = time += gap[i];
        time += took[i];
        number[i] = counted += step[i];
        client[i] = alone ? alone.client : others[n];
      }
    });
    return { t0: gap, took, client, number,
      kind: Uint16Array.from(single("mark.kind")),
      status: Uint16Array.from(single("mark.status")) };
  }

  function lanesOf(times) {
    let first = 0;
    return model.lane_marks.map((size) => {
      const base = first;
      first += size;
      return { ids: null, base, times: times.subarray(base, first) };
    });
  }

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
};

/* The number of a row's entry among all of its kind. */
trayjam.id = function (list, i) {
  return list.ids ? list.ids[i] : list.base + i;
};

/* The entry nearest to a time, within reach; -1: none. Looks back a little,
 * because an entry that began earlier may still last. */
trayjam.nearest = function (list, time, reach, stopOf) {
  const after = trayjam.lowerBound(list.times, time + reach);
  let best = -1, distance = reach;
  for (let i = after - 1; i >= Math.max(0, after - 64); i--) {
    const id = trayjam.id(list, i);
    const gap = Math.max(list.times[i] - time, time - stopOf(id), 0);
    if (gap < distance || (gap === 0 && best < 0)) {
      best = id;
      distance = gap;
    }
    if (gap === 0) break;
  }
  return best;
};

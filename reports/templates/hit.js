// SPDX-License-Identifier: MIT
/* What lies at a point of the timeline, for its tooltip: [title, lines] or
 * null. The upper part of a lane holds its holds, the lower its operations. */

trayjam.hit = function (timeline, px, py) {
  const { model, data, view, rows } = timeline;
  const row = rows.find((r) => py >= r.y && py < r.end);
  if (!row || px < timeline.gutter) return null;
  const time = timeline.time(px);
  const reach = 5 * (view.b - view.a) /
  (timeline.width - timeline.gutter);
  if (row.kind === "event") return eventHit(row, time, reach);
  if (row.kind === "phase") return null;
  if (row.kind === "strike") return strikeHit(time, reach);
  if (row.kind === "lane" && !singly(time)) return binHit(row);
  if (row.kind === "lane" && py > row.y + row.size * .42) {
    const found = markHit(row, time, reach);
    if (found) return found;
  }
  return holdHit(row, time, reach) ||
    (row.kind === "lane" ? markHit(row, time, reach) : null);

  function singly(time) {
    const { detail } = timeline;
    return detail.exact && (model.exact || detail.all ||
      model.windows.some(([a, b]) => a <= time && time <= b));
  }

  function markHit(row, time, reach) {
    const { marks } = data;
    const id = trayjam.nearest(data.marksOf[row.index], time, reach,
      (i) => marks.t0[i] + marks.took[i]);
    return id < 0 ? null : trayjam.describe(timeline, id);
  }

  // Seen from afar there are counts, and a pointer cannot choose one.
  function binHit(row) {
    const level = trayjam.levelFor(data.bins, reach / 5);
    const bin = Math.min(Math.floor(time / level.width), level.count - 1);
    const at = row.index * level.count + bin;
    const counts = trayjam.sorts.map((name) => level[name][at]);
    const held = level.held[at] / 255;
    const total = counts[0] + counts[1] + counts[2];
    if (!total && !held) return null;
    const name = model.lanes[row.index]
      ? trayjam.label(model.lanes[row.index]) : row.label;
    const number = (count) => count.toLocaleString("en");
    return [`${name}: ${number(total)} operations`, [
      `begun within ${trayjam.duration(level.width)} from ` +
        trayjam.moment(bin * level.width, level.width),
      `${number(counts[0])} done, ${number(counts[1])} refused, ` +
        `${number(counts[2])} unanswered`,
      `owned the lock ${(held * 100).toFixed(held && held < .1 ? 1 : 0)} % ` +
        "of that time",
      model.exact ? "zoom in to see them one by one"
        : "one by one only in the stretches marked on the strip"]];
  }

  function holdHit(row, time, reach) {
    const { holds } = data;
    const list = row.kind === "owner" ? data.holdsOn[row.index]
      : data.holdsOf[row.index];
    const id = trayjam.nearest(list, time, reach, (i) => holds.released[i]);
    if (id < 0) return null;
    const lane = model.lanes[holds.lane[id]];
    const name = lane ? trayjam.label(lane) : `client ${holds.client[id]}`;
    return [`${name} owns the lock`, [
      `for ${trayjam.duration(holds.releasing[id] - holds.granted[id])}`,
      `granted at ${trayjam.moment(holds.granted[id], 1000)}`,
      model.endings[holds.ending[id]],
    ]];
  }

  function eventHit(row, time, reach) {
    const { events } = data;
    const id = trayjam.nearest(data.eventsOf[row.index], time, reach,
      (i) => events.t[i]);
    if (id < 0) return null;
    const lines = [`emitted at ${trayjam.moment(events.t[id], 1000)}`,
      `delivered ${trayjam.duration(events.delay[id])} later`];
    if (events.number[id])
      lines.unshift(`number ${events.number[id]} of drive ${events.drive[id]}`);
    return [model.events[row.index].name, lines];
  }

  function strikeHit(time, reach) {
    const found = model.strikes.find(([at]) => Math.abs(at - time) <= reach);
    if (!found) return null;
    return ["fault struck", [model.rules[found[2]] || `rule ${found[2]}`,
      `client ${found[1]}`, `at ${trayjam.moment(found[0], 1000)}`]];
  }
};

/* An operation for people: [title, lines]. */
trayjam.describe = function (timeline, id) {
  const { model, data: { marks } } = timeline;
  const sort = (marks.kind[id] >> 1) & 3;
  const lines = [
    `client ${marks.client[id]}, its operation ${marks.number[id]}`,
    `at ${trayjam.moment(marks.t0[id], 1)}`,
    sort === trayjam.UNKNOWN ? "no answer"
      : `took ${trayjam.duration(marks.took[id])}`,
  ];
  if (sort !== trayjam.UNKNOWN) lines.push(model.statuses[marks.status[id]]);
  if (marks.kind[id] & 1) lines.push("answer injected by a fault");
  return [`${trayjam.verb(marks.kind[id] >> 3)}: ` +
    ["done", "refused", "no answer"][sort], lines];
};

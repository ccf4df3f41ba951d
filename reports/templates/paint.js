// SPDX-License-Identifier: MIT
/* One frame of the timeline. Everything outside the view is skipped, and what
 * would fall on a pixel already painted alike is too: a frame costs what can
 * be seen, not what there is. */

trayjam.paint = function (timeline) {
  const { context, model, data, view, rows, width, gutter, x } = timeline;
  const { sizes } = trayjam;
  const { bins } = data; // null when every mark is here.
  const painters = { owner, lane, event, strike, phase };
  const palette = {};
  for (const name of ["card", "ink", "quiet", "line", "soft", "stripe",
    "refused", "done", "unknown", "event", "strike", "focus", "bad"])
    palette[name] = trayjam.colour(name);
  for (let i = 0; i < 6; i++)
    for (const name of [`held-${i}`, `on-held-${i}`])
      palette[name] = trayjam.colour(name);

  context.clearRect(0, 0, width, timeline.bottom + 8);
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "middle";
  stripes();
  axis();
  context.save();
  context.beginPath();
  context.rect(gutter, sizes.top, width - gutter, timeline.bottom);
  context.clip();
  rows.forEach((row) => painters[row.kind](row));
  highlights();
  selection();
  context.restore();
  labels();
  strip();

  function heldColour(lane) { return palette["held-" + lane % 6]; }

  function stripes() {
    rows.forEach((row, i) => {
      if (row.kind !== "lane" || row.index % 2) return;
      context.fillStyle = palette.stripe;
      context.fillRect(0, row.y, width, row.size);
    });
  }

  function axis() {
    const y = sizes.top;
    const { ticks, step, offset, far } =
      trayjam.ticks(view.a, view.b, (width - gutter) / 105);
    context.textAlign = "center";
    context.strokeStyle = palette.line;
    context.fillStyle = palette.quiet;
    context.beginPath();
    for (const [at, text] of ticks) {
      const place = Math.round(x(at)) + .5;
      context.moveTo(place, y - 5);
      context.lineTo(place, timeline.bottom + 8);
      const half = context.measureText(text).width / 2;
      if (place - half > gutter - 4)
        context.fillText(text, Math.min(place, width - half - 1), y - 14);
    }
    context.stroke();
    context.textAlign = "left";
    context.fillText(far ? trayjam.moment(offset, step * 10) + " +" : "time",
      0, y - 14, gutter - 8);
  }

  function labels() {
    context.textAlign = "left";
    context.fillStyle = palette.ink;
    for (const row of rows) {
      context.fillStyle = row.kind === "lane" || row.kind === "owner"
        ? palette.ink : palette.quiet;
      let left = 0;
      if (row.kind === "lane") {
        context.fillStyle = heldColour(row.index);
        context.fillRect(0, row.y + row.size / 2 - 5, 4, 10);
        context.fillStyle = palette.ink;
        left = 10;
      }
      context.fillText(fit(row.label, gutter - left - 8), left,
        row.y + row.size / 2);
    }
  }

  function fit(text, room) {
    if (context.measureText(text).width <= room) return text;
    let cut = text.length;
    while (cut > 1 &&
      context.measureText(text.slice(0, cut) + "…").width > room)
      cut--;
    return text.slice(0, cut) + "…";
  }

  // Which of a row's entries can be seen, allowing for those begun earlier.
  function seen(list, back) {
    const from = trayjam.lowerBound(list.times, view.a);
    return [Math.max(0, from - back), trayjam.lowerBound(list.times, view.b)];
  }

  function holdBar(id, top, size) {
    const { holds } = data;
    const asked = x(holds.asked[id]), granted = x(holds.granted[id]);
    context.fillStyle = heldColour(holds.lane[id]);
    context.globalAlpha = .35;
    context.fillRect(asked, top, x(holds.released[id]) - asked, size);
    context.globalAlpha = 1;
    context.fillRect(granted, top,
      Math.max(x(holds.releasing[id]) - granted, 1), size);
  }

  // Calls back with each hold in view that is not hidden by its neighbours.
  function eachHold(list, found) {
    const { holds } = data;
    const [from, to] = seen(list, 8);
    let edge = -1;
    for (let i = from; i < to; i++) {
      const id = list.ids[i];
      const left = x(holds.granted[id]), right = x(holds.released[id]);
      if (right < gutter || (right <= edge && right - left < 1)) continue;
      found(id);
      edge = Math.max(edge, left + 1);
    }
  }

  // A second owner is drawn over the lower half of the first: nothing may
  // hide that there were two.
  function ownerBars(list, top, size) {
    const { holds } = data;
    const names = [];
    let until = -1;
    eachHold(list, (id) => {
      const second = holds.granted[id] < until;
      const half = second ? Math.round(size / 2) : 0;
      holdBar(id, top + half, size - half);
      if (second) {
        context.fillStyle = palette.bad;
        context.fillRect(x(holds.granted[id]), top + half - 1,
          x(Math.min(holds.releasing[id], until)) - x(holds.granted[id]), 2);
      } else {
        names.push(id);
      }
      until = Math.max(until, holds.releasing[id]);
    });
    names.forEach((id) => ribbonName(id, top, size));
  }

  function ribbonName(id, top, size) {
    const { holds } = data;
    const lane = model.lanes[holds.lane[id]];
    const from = Math.max(x(holds.granted[id]), gutter) + 5;
    const room = Math.min(x(holds.releasing[id]), width) - from - 4;
    if (!lane || room < 24) return;
    context.fillStyle = palette["on-held-" + holds.lane[id] % 6];
    context.fillText(fit(trayjam.label(lane), room), from,
      top + size / 2 + .5);
  }

  function binned(row, name, paint) {
    const grid = bins[name], count = bins.count;
    const first = Math.max(0, Math.floor(view.a / bins.width));
    const last = Math.min(count - 1, Math.floor(view.b / bins.width));
    // Several bins to a pixel are drawn as their largest.
    let at = -1, value = 0;
    for (let bin = first; bin <= last + 1; bin++) {
      const place = Math.floor(x(bin * bins.width));
      if (place !== at || bin > last) {
        if (value) paint(at, Math.max(place - at, 1), value);
        at = place;
        value = 0;
      }
      if (bin <= last) value = Math.max(value, grid[row.index * count + bin]);
    }
  }

  // Ten times as many operations look about a third stronger.
  function shade(value) { return Math.min(1, .35 + Math.log2(value) / 10); }

  function binnedLane(row) {
    const g = geometry(row);
    binned(row, "held", (left, size, value) => {
      context.globalAlpha = .2 + .8 * value / 255;
      context.fillStyle = heldColour(row.index);
      context.fillRect(left, g.hold, size, g.holdSize);
    });
    for (const name of ["done", "refused", "unknown"])
      binned(row, name, (left, size, value) => {
        context.globalAlpha = shade(value);
        context.fillStyle = palette[name];
        // Counts need not overlap as marks do: refused above, done below.
        const high = name === "refused" ? g.done - g.refused : g[name + "Size"];
        context.fillRect(left, g[name], size, high);
      });
    context.globalAlpha = 1;
  }

  // Refused ticks are the tall ones: height tells them apart, not colour alone.
  function geometry(row) {
    const hold = row.y + 3, holdSize = Math.round(row.size * .36);
    const low = hold + holdSize + 2, rest = row.y + row.size - 3 - low;
    return { hold, holdSize, refused: low, refusedSize: rest,
      unknown: low, unknownSize: rest,
      done: low + Math.round(rest * .5),
      doneSize: rest - Math.round(rest * .5) };
  }

  function exactMarks(row, only) {
    const { marks } = data;
    const list = data.marksOf[row.index];
    const g = geometry(row);
    const edge = [-1, -1, -1];
    const [from, to] = seen(list, 64);
    for (let i = from; i < to; i++) {
      const id = list.ids[i];
      if (only && (marks.t0[id] < only[0] || marks.t0[id] > only[1])) continue;
      const sort = (marks.kind[id] >> 1) & 3;
      const left = x(marks.t0[id]);
      const right = Math.max(left + 1.5, x(marks.t0[id] + marks.took[id]));
      if (right < edge[sort]) continue;
      edge[sort] = Math.max(edge[sort], Math.floor(left) + 1);
      const name = ["done", "refused", "unknown"][sort];
      context.fillStyle = palette[name];
      context.fillRect(left, g[name], right - left, g[name + "Size"]);
      if (marks.kind[id] & 1 && right - left > 2) {
        context.strokeStyle = palette.strike;
        context.strokeRect(left, g[name], right - left, g[name + "Size"]);
      }
    }
  }

  function lane(row) {
    if (bins) binnedLane(row);
    const g = geometry(row);
    for (const window of bins ? visibleWindows() : [null]) {
      if (window) {
        context.fillStyle = row.index % 2 ? palette.card : palette.stripe;
        context.fillRect(x(window[0]), row.y, x(window[1]) - x(window[0]),
          row.size);
      }
      eachHold(data.holdsOf[row.index],
        (id) => holdBar(id, g.hold, g.holdSize));
      exactMarks(row, window);
    }
  }

  // Exact stretches wide enough to be worth it: elsewhere the bins say more.
  function visibleWindows() {
    return model.windows.filter(([a, b]) =>
      a < view.b && b > view.a && x(b) - x(a) > 40);
  }

  function owner(row) {
    const top = row.y + 2, size = row.size - 4;
    if (bins) shares(row.index, view, x, top, size);
    for (const [from, to] of bins ? visibleWindows() : [])
      context.clearRect(x(from), row.y, x(to) - x(from), row.size);
    if (!bins || visibleWindows().length)
      ownerBars(data.holdsOn[row.index], top, size);
  }

  function event(row) {
    const list = data.eventsOf[row.index];
    const [from, to] = seen(list, 8);
    let edge = -1;
    for (let i = from; i < to; i++) {
      const left = Math.round(x(list.times[i]));
      if (left === edge) continue;
      edge = left;
      const late = x(list.times[i] + data.events.delay[list.ids[i]]) - left;
      context.fillStyle = palette.done;
      if (late > 2) context.fillRect(left, row.y + row.size / 2, late, 1);
      context.fillStyle = palette.event;
      context.fillRect(left, row.y + 3, 1.5, row.size - 6);
    }
  }

  function strike(row) {
    context.fillStyle = palette.strike;
    for (const [at] of model.strikes) {
      const place = x(at);
      if (place < gutter - 6 || place > width + 6) continue;
      context.beginPath();
      context.moveTo(place - 4, row.y + 3);
      context.lineTo(place + 4, row.y + 3);
      context.lineTo(place, row.y + row.size - 3);
      context.fill();
    }
  }

  // Where the measured phase begins and ends, as a row and as fine lines.
  function phase(row) {
    context.textAlign = "left";
    model.phases.forEach(([at, name], i) => {
      const next = i + 1 < model.phases.length ? model.phases[i + 1][0]
        : timeline.end;
      const left = Math.max(x(at), gutter), right = Math.min(x(next), width);
      if (right <= gutter || left >= width || next <= at) return;
      context.fillStyle = name === "measured" ? palette.line : palette.soft;
      context.fillRect(left, row.y + 2, right - left - 1, row.size - 4);
      context.fillStyle = palette.quiet;
      const text = fit(name, right - left - 8);
      if (right - left > 40) context.fillText(text, left + 4,
        row.y + row.size / 2);
      if (at > 0 && at < timeline.end * .999)
        context.fillRect(x(at), sizes.top, 1, row.y - sizes.top);
    });
  }

  function highlights() {
    context.strokeStyle = palette.bad;
    context.lineWidth = 2;
    for (const [kind, index, t0, t1] of timeline.highlight) {
      const row = rows.find((r) => r.kind === kind && r.index === index);
      if (!row) continue;
      const left = x(t0) - 3;
      context.strokeRect(left, row.y + 1, Math.max(x(t1) + 3 - left, 7),
        row.size - 2);
    }
    context.lineWidth = 1;
  }

  function selection() {
    if (!timeline.selection) return;
    const [from, to] = timeline.selection;
    context.fillStyle = palette.focus;
    context.globalAlpha = .18;
    context.fillRect(x(from), sizes.top, x(to) - x(from),
      timeline.bottom - sizes.top);
    context.globalAlpha = 1;
  }

  // The whole run, small, with the view marked: where am I?
  function strip() {
    const scale = timeline.stripX;
    context.fillStyle = palette.soft;
    context.fillRect(gutter, 0, width - gutter, sizes.strip);
    context.save();
    context.beginPath();
    context.rect(gutter, 0, width - gutter, sizes.strip);
    context.clip();
    if (bins) stripBins(scale); else stripHolds(scale);
    context.restore();
    const left = scale(view.a), right = Math.max(scale(view.b), left + 3);
    context.fillStyle = palette.card;
    context.globalAlpha = .72;
    context.fillRect(gutter, 0, left - gutter, sizes.strip);
    context.fillRect(right, 0, width - right, sizes.strip);
    context.globalAlpha = 1;
    context.strokeStyle = palette.ink;
    context.strokeRect(left + .5, .5, Math.max(right - left - 1, 2),
      sizes.strip - 1);
    context.textAlign = "left";
    context.fillStyle = palette.quiet;
    context.fillText("whole run", 0, (sizes.strip) / 2, gutter - 8);
  }

  function stripHolds(scale) {
    const { holds } = data;
    let edge = -1;
    for (let i = 0; i < holds.granted.length; i++) {
      const left = scale(holds.granted[i]), right = scale(holds.releasing[i]);
      if (right <= edge) continue;
      context.fillStyle = heldColour(holds.lane[i]);
      context.fillRect(left, 3, Math.max(right - left, .8), sizes.strip - 6);
      edge = right;
    }
  }

  function stripBins(scale) {
    shares(0, { a: 0, b: timeline.end }, scale, 3, sizes.strip - 6);
  }

  // Who owned most of each bin, as shares of the bins in a pixel: a stack in
  // order of the lanes, because the longest owner alone would hide the rest.
  function shares(drive, { a, b }, scale, top, size) {
    const first = drive * bins.count;
    const last = Math.min(bins.count, Math.ceil(b / bins.width));
    let bin = Math.max(0, Math.floor(a / bins.width));
    while (bin < last) {
      const left = Math.floor(scale(bin * bins.width));
      const found = new Map();
      let count = 0;
      do {
        const lane = bins.owner[first + bin];
        if (lane) found.set(lane, (found.get(lane) || 0) + 1);
        count++;
        bin++;
      } while (bin < last && Math.floor(scale(bin * bins.width)) === left);
      const wide = Math.max(1, Math.floor(scale(bin * bins.width)) - left);
      let y = top;
      for (const lane of [...found.keys()].sort((p, q) => p - q)) {
        const high = found.get(lane) / count * size;
        context.fillStyle = heldColour(lane - 1);
        context.fillRect(left, y, wide, high);
        y += high;
      }
    }
  }
};

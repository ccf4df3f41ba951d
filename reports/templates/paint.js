// SPDX-License-Identifier: MIT
/* One frame of the timeline. Everything outside the view is skipped, and what
 * would fall on a pixel already painted alike is too: a frame costs what can
 * be seen, not what there is. */

trayjam.paint = function (timeline) {
  const { context, model, data, view, rows, width, gutter, x } = timeline;
  const { sizes } = trayjam;
  const { bins } = data; // null when a run is short.
  const detail = trayjam.detail(model, data, view, width - gutter);
  timeline.detail = detail;
  const level = bins &&
    trayjam.levelFor(bins, (view.b - view.a) / (width - gutter));
  const holdsExact = !bins || (model.exact &&
    (detail.exact || holdsInView() <= 3000));
  const painters = { owner, lane, event, strike, phase };
  const palette = new Proxy({}, { get: (_, name) => trayjam.colour(name) });

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
  cursor();
  selection();
  context.restore();
  labels();
  strip();

  function heldColour(lane) { return trayjam.colour("held-" + lane % 6); }

  function holdsInView() {
    let count = 0;
    for (const list of data.holdsOn)
      count += trayjam.lowerBound(list.times, view.b) -
        trayjam.lowerBound(list.times, view.a);
    return count;
  }

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
      trayjam.ticks(view.a, view.b, trayjam.room(width - gutter));
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
    // Narrow labels, narrow column: the offset gets a line to itself.
    const wide = gutter > 100;
    context.fillText(!far ? "time" : trayjam.moment(offset, step * 10) + " +",
      0, y - (wide || !far ? 14 : 30), wide ? gutter - 8 : width);
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
    const [from, to] = seen(list, 8); // Few overlap: two owners are a finding.
    let edge = -1;
    for (let i = from; i < to; i++) {
      const id = trayjam.id(list, i);
      const left = x(holds.granted[id]), right = x(holds.released[id]);
      if (right < gutter || (right <= edge && right - left < 1)) continue;
      found(id);
      edge = Math.max(edge, left + 1);
    }
  }

  // A second owner is drawn over the lower half of the first, with its name:
  // nothing may hide that there were two, not even a colour they share.
  function ownerBars(list, top, size) {
    const { holds } = data;
    const names = []; // [hold, top, size], the first shortened by a second.
    let first = null, until = -1;
    eachHold(list, (id) => {
      const second = holds.granted[id] < until;
      const half = second ? Math.round(size / 2) : 0;
      holdBar(id, top + half, size - half);
      if (second) {
        context.fillStyle = palette.bad;
        context.fillRect(x(holds.granted[id]), top + half - 1,
          x(Math.min(holds.releasing[id], until)) - x(holds.granted[id]), 2);
        if (first) first[2] = half;
        names.push([id, top + half, size - half]);
      } else {
        names.push(first = [id, top, size]);
      }
      until = Math.max(until, holds.releasing[id]);
    });
    names.forEach((each) => ribbonName(...each));
  }

  function ribbonName(id, top, size) {
    const { holds } = data;
    const lane = model.lanes[holds.lane[id]];
    const from = Math.max(x(holds.granted[id]), gutter) + 5;
    const room = Math.min(x(holds.releasing[id]), width) - from - 4;
    if (!lane || room < 24) return;
    context.font = `${size < 14 ? 9 : 12}px system-ui, sans-serif`;
    context.fillStyle = palette["on-held-" + holds.lane[id] % 6];
    context.fillText(fit(trayjam.label(lane), room), from,
      top + size / 2 + .5);
    context.font = "12px system-ui, sans-serif";
  }

  // Calls back with each bin in view that is not empty, its edges on pixels.
  function binned(row, name, paint) {
    const { count, width: wide } = level, grid = level[name];
    const from = row.index * count;
    const last = Math.min(count - 1, Math.floor(view.b / wide));
    let bin = Math.max(0, Math.floor(view.a / wide));
    let left = Math.round(x(bin * wide));
    for (; bin <= last; bin++) {
      const right = Math.round(x((bin + 1) * wide));
      const value = grid[from + bin];
      if (value > 0) paint(left, Math.max(right - left, 1), value);
      left = right;
    }
  }

  // Relative to the fullest bin, on a logarithmic scale: one is still seen.
  function shade(value) {
    return .25 + .75 * Math.log1p(value) / Math.log1p(level.most);
  }

  function binnedHolds(row, g) {
    binned(row, "held", (left, size, value) => {
      context.globalAlpha = .2 + .8 * value / 255;
      context.fillStyle = heldColour(row.index);
      context.fillRect(left, g.hold, size, g.holdSize);
    });
    context.globalAlpha = 1;
  }

  function binnedMarks(row, g) {
    for (const name of trayjam.sorts)
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
    const hold = row.y + 3, holdSize = Math.round(row.size * .32);
    const low = hold + holdSize + 2, rest = row.y + row.size - 3 - low;
    return { hold, holdSize, refused: low, refusedSize: rest,
      unknown: low, unknownSize: rest,
      done: low + Math.round(rest * .5),
      doneSize: rest - Math.round(rest * .5) };
  }

  function exactMarks(row, g, only) {
    const { marks } = data;
    const list = data.marksOf[row.index];
    const edge = [-1, -1, -1];
    let [from, to] = seen(list, 64);
    if (only) {
      from = trayjam.lowerBound(list.times, Math.max(only[0], view.a));
      to = trayjam.lowerBound(list.times, Math.min(only[1], view.b));
    }
    for (let i = from; i < to; i++) {
      const id = list.base + i;
      const sort = (marks.kind[id] >> 1) & 3;
      const left = x(marks.t0[id]);
      const right = Math.max(left + 1.5, x(marks.t0[id] + marks.took[id]));
      if (right < edge[sort]) continue;
      edge[sort] = Math.max(edge[sort], Math.floor(left) + 1);
      const name = trayjam.sorts[sort];
      // Wide enough to be named, it need not be told by its height.
      const named = right - left > 46 && g.refusedSize >= 7;
      const top = named ? g.refused : g[name];
      const high = named ? g.refusedSize : g[name + "Size"];
      context.fillStyle = palette[name];
      const from = Math.max(left, gutter - 2);
      context.fillRect(from, top, Math.min(right, width + 2) - from, high);
      if (marks.kind[id] & 1 && right - left > 2) {
        context.strokeStyle = palette.strike;
        context.strokeRect(left, top, right - left, high);
      }
      if (named)
        markName(marks.kind[id] >> 3, left, right, [top, high], name);
    }
  }

  function markName(verb, left, right, [top, high], name) {
    const from = Math.max(left, gutter) + 3;
    const room = Math.min(right, width) - from - 3;
    if (room < 20) return;
    context.font = `${high < 9 ? 9 : 10}px system-ui, sans-serif`;
    context.textAlign = "left";
    context.fillStyle = palette["on-" + name];
    context.fillText(fit(trayjam.verb(verb), room), from, top + high / 2 + .5);
    context.font = "12px system-ui, sans-serif";
  }

  function lane(row) {
    const g = geometry(row);
    if (holdsExact)
      eachHold(data.holdsOf[row.index],
        (id) => holdBar(id, g.hold, g.holdSize));
    else
      binnedHolds(row, g);
    if (!bins || (detail.exact && model.exact)) {
      exactMarks(row, g, null);
      return;
    }
    binnedMarks(row, g);
    for (const window of visibleWindows()) {
      context.fillStyle = row.index % 2 ? palette.card : palette.stripe;
      context.fillRect(x(window[0]), row.y, x(window[1]) - x(window[0]),
        row.size);
      eachHold(data.holdsOf[row.index],
        (id) => holdBar(id, g.hold, g.holdSize));
      exactMarks(row, g, window);
    }
  }

  // Stretches in which everything is known one by one, where they are wide
  // enough to be worth it: elsewhere the bins say more.
  function visibleWindows() {
    if (model.exact || !detail.exact) return [];
    return model.windows.filter(([a, b]) =>
      a < view.b && b > view.a && x(b) - x(a) > 40);
  }

  function owner(row) {
    const top = row.y + 2, size = row.size - 4;
    if (holdsExact) {
      ownerBars(data.holdsOn[row.index], top, size);
      return;
    }
    trayjam.shares(timeline, context, row.index, view, x, top, size);
    for (const [from, to] of visibleWindows()) {
      context.save();
      context.beginPath();
      context.rect(x(from), row.y, x(to) - x(from), row.size);
      context.clip();
      context.clearRect(x(from), row.y, x(to) - x(from), row.size);
      ownerBars(data.holdsOn[row.index], top, size);
      context.restore();
    }
  }

  function event(row) {
    const list = data.eventsOf[row.index];
    const [from, to] = seen(list, 8);
    for (let i = from; i < to;) {
      const left = Math.round(x(list.times[i]));
      let count = 0, late = 0;
      for (; i < to && Math.round(x(list.times[i])) === left; i++) {
        const delay = data.events.delay[trayjam.id(list, i)];
        late = Math.max(late, x(list.times[i] + delay) - left);
        count++;
      }
      context.fillStyle = palette.done;
      if (late > 2) context.fillRect(left, row.y + row.size / 2, late, 1);
      // Many to a pixel are darker than one.
      context.globalAlpha = Math.min(1, .55 + Math.log2(count) / 8);
      context.fillStyle = palette.event;
      context.fillRect(left, row.y + 3, 1.5, row.size - 6);
      context.globalAlpha = 1;
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
    context.font = "10px system-ui, sans-serif";
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
    context.font = "12px system-ui, sans-serif";
  }

  // The records of the finding chosen, numbered as in its table.
  function highlights() {
    context.strokeStyle = palette.bad;
    context.lineWidth = 2;
    timeline.highlight.forEach(([kind, index, t0, t1], i) => {
      const row = rows.find((r) => r.kind === kind && r.index === index);
      if (!row || x(t1) < gutter - 9 || x(t0) > width + 9) return;
      const left = Math.max(x(t0) - 3, gutter + 1);
      const right = Math.min(Math.max(x(t1) + 3, left + 7), width - 1);
      context.strokeRect(left, row.y + 1, right - left, row.size - 2);
      badge(i + 1, left, row.y + 1);
    });
    context.lineWidth = 1;
  }

  function badge(number, x, y) {
    context.fillStyle = palette.bad;
    context.beginPath();
    context.arc(x, y, 7.5, 0, 7);
    context.fill();
    context.fillStyle = palette.card;
    context.font = "bold 10px system-ui, sans-serif";
    context.textAlign = "center";
    context.fillText(number, x, y + .5);
    context.font = "12px system-ui, sans-serif";
  }

  // The operation that the keys n and p point at.
  function cursor() {
    const at = timeline.cursor;
    if (!at) return;
    const row = rows.find((r) => r.kind === "lane" && r.index === at.lane);
    const { marks } = data;
    const left = Math.max(x(marks.t0[at.id]) - 3, gutter + 1);
    const right = Math.min(x(marks.t0[at.id] + marks.took[at.id]) + 3,
      width - 1);
    context.strokeStyle = palette.focus;
    context.lineWidth = 2;
    context.strokeRect(left, row.y + 1, Math.max(right - left, 7),
      row.size - 2);
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

  // The whole run, small; what is out of view is dimmed.
  function strip() {
    const scale = timeline.stripX;
    context.drawImage(timeline.strip(), 0, 0, width, sizes.strip);
    const left = Math.max(scale(view.a), gutter);
    const right = Math.min(Math.max(scale(view.b), left + 3), width);
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
};

trayjam.sorts = ["done", "refused", "unknown"];

trayjam.verb = function (number) {
  return trayjam.model.verbs[number].replaceAll("_", " ");
};

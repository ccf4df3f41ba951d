// SPDX-License-Identifier: MIT
/* Who held the drive when: the rows of the picture and the stretch of time in
 * view. paint.js draws, hit.js says what lies where, gestures.js moves. */

trayjam.timeline = function (box, model, data) {
  const canvas = box.querySelector("canvas");
  const view = { a: 0, b: model.end };
  const spanMin = Math.min(20, model.end); // ns: the trace counts in ns.
  const listeners = [];
  let frame = 0, picture = null;

  const timeline = {
    model, data, view, canvas, box, tip: box.querySelector(".tip"),
    end: model.end, rows: trayjam.rows(model, data.lanes),
    width: 0, gutter: 0, context: null,
    highlight: [], // [kind, index, t0, t1]: the finding last chosen.
    selection: null, // [a, b] while a stretch is being dragged.
    cursor: null, // {lane, id}: the operation the keys point at.
    detail: null, // What the last frame was drawn from (levels.js).

    x: (time) => timeline.gutter + (time - view.a) / (view.b - view.a) *
      (timeline.width - timeline.gutter),
    time: (x) => view.a + (x - timeline.gutter) /
      (timeline.width - timeline.gutter) * (view.b - view.a),
    /* The same on the strip that shows the whole run. */
    stripX: (time) => timeline.gutter + time / model.end *
      (timeline.width - timeline.gutter),
    stripTime: (x) => (x - timeline.gutter) /
      (timeline.width - timeline.gutter) * model.end,

    show, zoom, pan, redraw,
    strip: () => picture || (picture = trayjam.strip(timeline)),
    /* After a change of the colours. */
    repaint() { picture = null; trayjam.paint(timeline); },
    select(range) { timeline.selection = range; redraw(); },
    mark(marks) { timeline.highlight = marks; redraw(); },
    point(cursor) { timeline.cursor = cursor; redraw(); },
    /* Called after each frame that shows another stretch. */
    onview(listener) { listeners.push(listener); redraw(); },
    hit: (x, y) => trayjam.hit(timeline, x, y),
  };
  const last = timeline.rows[timeline.rows.length - 1];
  timeline.bottom = last.end;
  resize();
  new ResizeObserver(resize).observe(box);
  return timeline;

  function resize() {
    timeline.width = box.clientWidth;
    timeline.gutter = timeline.width < 560 ? 92 : 168;
    picture = null;
    timeline.context = trayjam.prepare(canvas, timeline.width,
      timeline.bottom + 8);
    redraw();
  }

  function redraw() {
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      trayjam.paint(timeline);
      listeners.forEach((listener) => listener(view));
    });
  }

  function show(a, b) {
    const span = Math.min(Math.max(b - a, spanMin), model.end);
    const middle = (a + b) / 2;
    view.a = Math.min(Math.max(middle - span / 2, 0), model.end - span);
    view.b = view.a + span;
    redraw();
  }

  function zoom(factor, centre) {
    const at = centre === undefined ? (view.a + view.b) / 2 : centre;
    const span = Math.min(Math.max((view.b - view.a) * factor, spanMin),
      model.end);
    const share = (at - view.a) / (view.b - view.a);
    show(at - share * span, at - share * span + span);
  }

  function pan(share) {
    const span = view.b - view.a;
    const a = Math.min(Math.max(view.a + span * share, 0), model.end - span);
    show(a, a + span);
  }
};

/* A client for people: not every one gives a name with its lock. */
trayjam.label = function (lane) {
  return lane.name ? `${lane.client} ${lane.name}` : `client ${lane.client}`;
};

/* Heights in pixels. The strip shows the whole run, the axis lies below it. */
trayjam.sizes = { strip: 20, top: 56, owner: 24, event: 15, gap: 6 };

/* From top to bottom: {kind, index, y, size, end, label}. */
trayjam.rows = function (model, lanes) {
  const sizes = trayjam.sizes;
  const lane = lanes <= 12 ? 30 : lanes <= 24 ? 24 : 16;
  const rows = [];
  let y = sizes.top;
  const add = (kind, index, size, label) => {
    rows.push({ kind, index, y, size, label, end: y + size });
    y += size;
  };
  for (let drive = 0; drive < model.drives; drive++)
    add("owner", drive, sizes.owner,
      model.drives > 1 ? `drive ${drive}` : "owner");
  y += sizes.gap;
  model.lanes.forEach((each, i) => add("lane", i, lane,
    trayjam.label(each)));
  if (model.shared)
    add("lane", model.lanes.length, lane, `${model.shared} more`);
  y += sizes.gap;
  if (model.phases.length) add("phase", 0, sizes.event, "phases");
  if (model.strikes.length) add("strike", 0, sizes.event, "faults");
  model.events.forEach((event, i) => add("event", i, sizes.event,
    event.name.replace("GUID_IO_", "").replace("CDROM_EXCLUSIVE", "EXCL.")
      .toLowerCase().replaceAll("_", " ")));
  return rows;
};

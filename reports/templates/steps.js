// SPDX-License-Identifier: MIT
/* Operation after operation by keyboard: n and p in a lane, arrows up and down
 * to the next lane. What is said of it goes to the tooltip and, for readers who
 * hear the page, to a live region. */

trayjam.steps = function (timeline, box, spoken) {
  const { view, data, tip } = timeline;
  const { marks } = data;
  return { step, lane, clear, place };

  function step(by) {
    const at = timeline.cursor;
    if (!at) {
      point(firstInView());
      return;
    }
    const list = data.marksOf[at.lane];
    const i = at.id - list.base + by;
    if (i >= 0 && i < list.times.length) point({ lane: at.lane, id: at.id + by });
  }

  function lane(by) {
    const at = timeline.cursor;
    if (!at) {
      point(firstInView());
      return;
    }
    const time = marks.t0[at.id];
    for (let i = at.lane + by; i >= 0 && i < data.lanes; i += by) {
      const { times, base } = data.marksOf[i];
      if (!times.length) continue;
      const after = Math.min(trayjam.lowerBound(times, time), times.length - 1);
      const before = Math.max(after - 1, 0);
      const near = time - times[before] < times[after] - time ? before : after;
      point({ lane: i, id: base + near });
      return;
    }
  }

  function firstInView() {
    let best = null;
    data.marksOf.forEach(({ times, base }, lane) => {
      const i = trayjam.lowerBound(times, view.a);
      if (i < times.length && (!best || times[i] < marks.t0[best.id]))
        best = { lane, id: base + i };
    });
    return best;
  }

  function clear() {
    timeline.point(null);
    tip.hidden = true;
  }

  function point(cursor) {
    if (!cursor) return;
    const t0 = marks.t0[cursor.id], took = Math.max(marks.took[cursor.id], 1);
    const span = view.b - view.a;
    // Seen from too far it would be one of many on its pixel.
    const wanted = took < span / 400 ? took * 40 : span;
    if (wanted < span || t0 < view.a || t0 + took > view.b)
      timeline.show(t0 + took / 2 - wanted / 2, t0 + took / 2 + wanted / 2);
    timeline.point(cursor);
    place();
  }

  function place() {
    const at = timeline.cursor;
    if (!at) return;
    const [title, lines] = trayjam.describe(timeline, at.id);
    const row = timeline.rows.find((r) => r.kind === "lane" &&
      r.index === at.lane);
    const middle = timeline.x(marks.t0[at.id] + marks.took[at.id] / 2);
    trayjam.tip(tip, box, Math.min(Math.max(middle, 0), timeline.width),
      row.end - 8, title, lines);
    spoken.textContent = `${title}, ${lines.join(", ")}`;
  }
};

// SPDX-License-Identifier: MIT
/* Level of detail. A long run is counted in bins of equal time (bins.py); here
 * four bins at a time become one of the next level, until a level has few. A
 * frame draws the finest level whose bins are not narrower than a pixel, and
 * the operations themselves as soon as few enough are in view. */

trayjam.grids = ["done", "refused", "unknown", "held", "owner"];

trayjam.levels = function (column, model, lanes) {
  const first = { count: model.bins, width: model.end / model.bins };
  for (const name of trayjam.grids) {
    const rows = name === "owner" ? model.drives : lanes;
    const grid = new Uint32Array(rows * model.bins);
    const cells = column(`bin.${name}.cell`, "sorted");
    const counts = column(`bin.${name}.count`);
    cells.forEach((cell, i) => { grid[cell] = counts[i]; });
    first[name] = grid;
  }
  const levels = [first];
  while (levels[0].count > 256) levels.unshift(coarser(levels[0]));
  for (const level of levels)
    level.most = Math.max(...["done", "refused", "unknown"].map((name) =>
      level[name].reduce((most, count) => Math.max(most, count), 1)));
  return levels;

  /* Counts are added, shares of time averaged. Who owned most of the time of
   * four bins is whoever did in the first of them that had an owner: shares()
   * of paint.js looks at the finest level instead. */
  function coarser(level) {
    const count = Math.ceil(level.count / 4);
    const next = { count, width: level.width * 4 };
    for (const name of trayjam.grids.slice(0, 4)) {
      next[name] = new Float32Array(lanes * count);
      for (let lane = 0; lane < lanes; lane++)
        for (let bin = 0; bin < level.count; bin++)
          next[name][lane * count + (bin >> 2)] +=
            level[name][lane * level.count + bin] / (name === "held" ? 4 : 1);
    }
    return next;
  }
};

/* The level for a view in which a pixel is so many ns. */
trayjam.levelFor = function (levels, pixel) {
  return levels.findLast((level) => level.width >= pixel * .75) || levels[0];
};

/* Sum of a row's counts from time a to b. */
trayjam.countIn = function (level, name, lane, a, b) {
  const first = Math.max(0, Math.floor(a / level.width));
  const last = Math.min(level.count - 1, Math.floor(b / level.width));
  let sum = 0;
  for (let bin = first; bin <= last; bin++)
    sum += level[name][lane * level.count + bin];
  return sum;
};

/* What a view is drawn from: {exact, inView, drawn, all}. exact: operation by
 * operation wherever the page has them. */
trayjam.detail = function (model, data, { a, b }, pixels) {
  const { marks } = data;
  let drawn = 0;
  data.marksOf.forEach(({ times, base }, lane) => {
    const first = trayjam.lowerBound(times, a);
    drawn += trayjam.lowerBound(times, b) - first;
    // Begun before, and still lasting: one, if the lane is a client's own.
    const back = lane < model.lanes.length ? 1 : 64;
    for (let i = Math.max(0, first - back); i < first; i++)
      if (times[i] + marks.took[base + i] > a) drawn++;
  });
  if (!data.bins) return { exact: true, drawn, inView: drawn, all: true };
  const finest = data.bins[data.bins.length - 1];
  const exact = drawn <= trayjam.MARKS_IN_VIEW ||
    (b - a) / pixels * 3 < finest.width;
  const all = model.exact ||
    model.windows.some(([from, to]) => from <= a && b <= to);
  let inView = drawn;
  if (!all) {
    inView = 0;
    const level = trayjam.levelFor(data.bins, (b - a) / 256);
    for (let lane = 0; lane < data.lanes; lane++)
      for (const name of ["done", "refused", "unknown"])
        inView += trayjam.countIn(level, name, lane, a, b);
  }
  return { exact, drawn, inView, all };
};
trayjam.MARKS_IN_VIEW = 15000;

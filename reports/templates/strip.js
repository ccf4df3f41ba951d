// SPDX-License-Identifier: MIT
/* The whole run, small, with the view marked: where am I? Its picture changes
 * only with the width and the colours, so it is drawn once and then copied. */

trayjam.strip = function (timeline) {
  const { sizes } = trayjam;
  const { model, data, width, gutter, stripX } = timeline;
  const finest = data.bins && data.bins[data.bins.length - 1];
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = sizes.strip * ratio;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = trayjam.colour("soft");
  context.fillRect(gutter, 0, width - gutter, sizes.strip);
  context.beginPath();
  context.rect(gutter, 0, width - gutter, sizes.strip);
  context.clip();
  if (finest)
    trayjam.shares(timeline, context, 0, { a: 0, b: timeline.end }, stripX, 3,
      sizes.strip - 6);
  else
    holds();
  if (!model.exact) stretches();
  findings();
  return canvas;

  function holds() {
    const { holds } = data;
    let edge = -1;
    for (let i = 0; i < holds.granted.length; i++) {
      const left = stripX(holds.granted[i]);
      const right = stripX(holds.releasing[i]);
      if (right <= edge) continue;
      context.fillStyle = trayjam.colour("held-" + holds.lane[i] % 6);
      context.fillRect(left, 3, Math.max(right - left, .8), sizes.strip - 6);
      edge = right;
    }
  }

  // Where every operation is in the page.
  function stretches() {
    context.fillStyle = trayjam.colour("ink");
    for (const [from, to] of model.windows)
      context.fillRect(stripX(from), sizes.strip - 2,
        Math.max(stripX(to) - stripX(from), 1), 2);
  }

  function findings() {
    context.fillStyle = trayjam.colour("bad");
    for (const { from } of model.findings) {
      const x = stripX(from);
      context.beginPath();
      context.moveTo(x - 4, 0);
      context.lineTo(x + 4, 0);
      context.lineTo(x, 6);
      context.fill();
    }
  }
};

/* Who owned most of each bin, as shares of the bins in a pixel: a stack in
 * order of the lanes, because the longest owner alone would hide the rest. */
trayjam.shares = function (timeline, context, drive, { a, b }, scale, top,
  size) {
  const bins = timeline.data.bins[timeline.data.bins.length - 1];
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
      context.fillStyle = trayjam.colour("held-" + (lane - 1) % 6);
      context.fillRect(left, y, wide, high);
      y += high;
    }
  }
};

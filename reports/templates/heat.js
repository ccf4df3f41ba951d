// SPDX-License-Identifier: MIT
/* Latency over time: counts in cells of time and the logarithm of latency. */

trayjam.heat = function (figure, model, end) {
  const box = figure.querySelector(".canvas");
  const canvas = box.querySelector("canvas"), tip = box.querySelector(".tip");
  const choice = figure.querySelector("select");
  const COLUMNS = 160, ROWS = 48, LEFT = 68, BOTTOM = 22, HEIGHT = 236;
  choice.addEventListener("change", draw);
  new ResizeObserver(draw).observe(box);
  canvas.addEventListener("pointermove", hover);
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  draw();
  return draw;

  function heat() { return model.heats[Number(choice.value)]; }

  function scale() {
    const { low_ns: low, high_ns: high } = heat();
    return {
      cell: [(box.clientWidth - LEFT) / COLUMNS, (HEIGHT - BOTTOM) / ROWS],
      latency: (row) => low * (high / low) ** (row / ROWS),
      row: (ns) => Math.log(ns / low) / Math.log(high / low) * ROWS,
      low, high,
    };
  }

  function draw() {
    const width = box.clientWidth;
    const context = trayjam.prepare(canvas, width, HEIGHT);
    const { cell, row, low, high } = scale();
    context.clearRect(0, 0, width, HEIGHT);
    context.font = "12px system-ui, sans-serif";
    context.textBaseline = "middle";
    context.fillStyle = trayjam.colour("stripe");
    context.fillRect(LEFT, 0, width - LEFT, HEIGHT - BOTTOM);

    const largest = Math.max(...heat().cells.map(([, , count]) => count));
    context.fillStyle = trayjam.colour("series-1");
    for (const [column, r, count] of heat().cells) {
      context.globalAlpha = .22 + .78 * Math.log1p(count) / Math.log1p(largest);
      context.fillRect(LEFT + column * cell[0],
        HEIGHT - BOTTOM - (r + 1) * cell[1], Math.ceil(cell[0]),
        Math.ceil(cell[1]));
    }
    context.globalAlpha = 1;
    axes(context, width, row, low, high);
    figure.querySelector("#heat-count").textContent =
      `${heat().title}: ${heat().count.toLocaleString("en")}.`;
    figure.querySelector("#heat-most").textContent =
      largest.toLocaleString("en") + " in a cell";
  }

  function axes(context, width, row, low, high) {
    context.fillStyle = trayjam.colour("quiet");
    context.textAlign = "right";
    for (let ns = 10 ** Math.ceil(Math.log10(low)); ns <= high; ns *= 10) {
      const y = HEIGHT - BOTTOM - row(ns) / ROWS * (HEIGHT - BOTTOM);
      if (y > 6 && y < HEIGHT - BOTTOM - 4)
        context.fillText(trayjam.decade(ns), LEFT - 8, y);
    }
    context.textAlign = "center";
    const { ticks } = trayjam.ticks(0, end, trayjam.room(width - LEFT));
    for (const [at, text] of ticks) {
      const x = LEFT + at / end * (width - LEFT);
      context.fillText(text, Math.min(x, width - 18), HEIGHT - 9);
    }
  }

  function hover(event) {
    const { cell, latency } = scale();
    const column = Math.floor((event.offsetX - LEFT) / cell[0]);
    const row = Math.floor((HEIGHT - BOTTOM - event.offsetY) / cell[1]);
    const found = heat().cells.find(([c, r]) => c === column && r === row);
    if (!found) {
      tip.hidden = true;
      return;
    }
    const step = end / COLUMNS;
    trayjam.tip(tip, box, event.offsetX, event.offsetY,
      `${found[2].toLocaleString("en")} operations`,
      [`that took ${trayjam.duration(latency(row))} to ` +
         trayjam.duration(latency(row + 1)),
      `from ${trayjam.moment(column * step, step)} to ` +
         trayjam.moment((column + 1) * step, step)]);
  }
};

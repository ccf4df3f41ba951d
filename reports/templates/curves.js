// SPDX-License-Identifier: MIT
/* Latency by percentile: x is 1 / (1 - p), so that each step to the right is
 * ten times rarer. Drawn by uPlot. */

trayjam.curves = function (box, model) {
  const SHOWN = 6;
  const name = (curve) => curve.op.replaceAll("_", " ") + " " + curve.outcome +
    (curve.from_due ? " from due" : "");
  const percentile = (x) => {
    const digits = x < 10 ? 0 : Math.ceil(Math.log10(x) - 1e-9) - 2;
    return (100 - 100 / x).toFixed(Math.max(0, digits)) + " %";
  };
  let chart = null;
  draw();
  new ResizeObserver(() => chart && chart.setSize(size())).observe(box);
  return draw;

  function size() {
    return { width: box.clientWidth,
      height: box.clientWidth < 480 ? 280 : 340 };
  }

  function draw() {
    if (chart) chart.destroy();
    const grid = { stroke: trayjam.colour("line"), width: 1 };
    const ink = trayjam.colour("quiet");
    const font = "12px system-ui, sans-serif";
    const powers = (u, axis, low, high) => {
      const found = [];
      for (let value = 10 ** Math.floor(Math.log10(low)); value <= high * 1.001;
        value *= 10)
        if (value >= low * .999) found.push(value);
      return found;
    };
    chart = new uPlot({
      ...size(), padding: [10, 36, 0, 0],
      scales: { x: { distr: 3, time: false }, y: { distr: 3 } },
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      axes: [
        { stroke: ink, grid, font, ticks: grid,
          splits: (u, axis, low, high) => [2, 10, 100, 1e3, 1e4, 1e5, 1e6]
            .filter((x) => x >= low && x <= high),
          filter: (u, splits) => splits,
          values: (u, splits) => splits.map(percentile) },
        { stroke: ink, grid, font, ticks: grid, size: 68, splits: powers,
          filter: (u, splits) => splits,
          values: (u, splits) => splits.map(trayjam.decade) },
      ],
      series: [
        { label: "percentile", value: (u, x) => x ? percentile(x) : "" },
        ...model.curves.map((curve, i) => ({
          label: name(curve), show: i < SHOWN, width: 2,
          stroke: trayjam.colour("series-" + i % 6),
          dash: curve.from_due ? [3, 3] : i >= 6 ? [8, 4] : undefined,
          points: { show: false },
          value: (u, y) => y ? trayjam.duration(y) : "",
        })),
      ],
    }, [model.grid, ...model.curves.map((curve) =>
      // A logarithmic axis has no 0: virtual time can be that short.
      curve.values_ns.map((y) => y === null ? null : Math.max(y, 1)))], box);
  }
};

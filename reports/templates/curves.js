// SPDX-License-Identifier: MIT
/* Latency by percentile: x is 1 / (1 - p), so that each step to the right is
 * ten times rarer. Drawn by uPlot. */

trayjam.curves = function (box, model) {
  const SHOWN = 6;
  const name = (curve) => curve.op.replaceAll("_", " ") + " " + curve.outcome +
    (curve.from_due ? " from due" : "") +
    ` (n ${curve.count.toLocaleString("en")})`;
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
      height: box.clientWidth < 480 ? 300 : 440 };
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
    // Labels that would run into the one before are left out.
    const apart = (u, splits) => {
      let right = -1e9;
      return splits.map((x) => {
        const at = u.valToPos(x, "x"), half = 4 * percentile(x).length;
        if (at - half < right) return null;
        right = at + half;
        return x;
      });
    };
    chart = new uPlot({
      ...size(), padding: [10, 36, 0, 0],
      scales: { x: { distr: 3, time: false }, y: { distr: 3 } },
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      axes: [
        { stroke: ink, grid, font, ticks: grid,
          splits: (u, axis, low, high) => [2, 10, 100, 1e3, 1e4, 1e5, 1e6]
            .filter((x) => x >= low && x <= high),
          filter: apart, values: (u, splits) =>
            splits.map((x) => x === null ? "" : percentile(x)),
          label: "share answered within that time",
          labelFont: font, labelSize: 20 },
        { stroke: ink, grid, font, ticks: grid, size: 68, splits: powers,
          label: "latency", labelFont: font, labelSize: 18,
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

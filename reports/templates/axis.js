// SPDX-License-Identifier: MIT
/* Times as text, and an axis whose labels stay different at any zoom. */

trayjam.units = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];

/* Three significant digits, as reports/text.py writes them. */
trayjam.duration = function (ns) {
  if (ns >= 120e9) {
    const seconds = Math.round(ns / 1e9);
    return `${Math.floor(seconds / 60)} min ` +
      `${String(seconds % 60).padStart(2, "0")} s`;
  }
  const [size, unit] = trayjam.units.find(([least]) => ns >= least * .9995) ||
    trayjam.units[3];
  const value = ns / size;
  const digits = size === 1 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return value.toFixed(digits) + " " + unit;
};

/* The same for a power of ten: without the zeros. */
trayjam.decade = function (ns) {
  return trayjam.duration(ns).replace(/\.0+ /, " ");
};

/* A moment in as many digits as telling it from step ns later takes. */
trayjam.moment = function (ns, step) {
  if (ns <= 0) return "0 s";
  const [size, unit] = trayjam.units.find(([least]) => ns >= least) ||
    trayjam.units[3];
  const digits = Math.max(0, Math.min(9,
    Math.ceil(Math.log10(size / Math.max(step, 1)) - 1e-9)));
  const [whole, rest] = (ns / size).toFixed(digits).split(".");
  const grouped = rest ? "." + rest.replace(/(\d{3})(?=\d)/g, "$1\u202f") : "";
  return whole + grouped + " " + unit;
};

trayjam.niceStep = function (span, wanted) {
  const rough = Math.max(span / Math.max(wanted, 1), 1);
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  return power * ([1, 2, 5].find((m) => m * power >= rough) || 10);
};

/* How many labels have room beside each other. */
trayjam.room = function (pixels) {
  return Math.max(pixels / (pixels < 400 ? 80 : 105), 2.5);
};

/* Ticks of [a, b]. When the labels would agree in all but their last digits,
 * they count from an offset, and the offset is told once. */
trayjam.ticks = function (a, b, wanted) {
  const step = trayjam.niceStep(b - a, wanted);
  const first = Math.ceil(a / step) * step;
  const far = a / step > 2000;
  const offset = far ? Math.floor(a / (step * 10)) * step * 10 : 0;
  const ticks = [];
  for (let i = 0; first + i * step <= b && i < 200; i++) {
    const at = first + i * step;
    ticks.push([at, trayjam.tickText(at - offset, step, far)]);
  }
  return { ticks, step, offset, far };
};

trayjam.tickText = function (value, step, relative) {
  const sign = relative ? "+" : "";
  if (value === 0) return sign + "0";
  let at = trayjam.units.findIndex(([least]) => step >= least);
  if (at < 0) at = 3;
  // 1500 ms in steps of 500 ms read better as 1.5 s.
  const above = trayjam.units[at - 1];
  if (above && value >= above[0] && step * 100 >= above[0]) at--;
  const [size, unit] = trayjam.units[at];
  const digits = Math.max(0, Math.ceil(Math.log10(size / step) - 1e-9));
  return sign + (value / size).toFixed(digits) + " " + unit;
};

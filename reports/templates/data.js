// SPDX-License-Identifier: MIT
"use strict";
// One name for all scripts of the page; the parts follow in page.py's order.
const trayjam = {};

trayjam.model = JSON.parse(document.getElementById("data").textContent);

/* Reads what reports/pack.py wrote: base64 of gzip of LEB128 columns. Gives a
 * function (name, sorted) => Float64Array; a sorted column holds differences. */
trayjam.columns = async function () {
  const text = document.getElementById("columns").textContent.trim();
  const index = trayjam.model.timeline ? trayjam.model.timeline.columns : {};
  const packed = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const plain = new Blob([packed]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(plain).arrayBuffer());

  return function (name, sorted) {
    const [start, , count] = index[name] || [0, 0, 0];
    const values = new Float64Array(count);
    let at = start, sum = 0;
    for (let i = 0; i < count; i++) {
      // Multiplication: a shift would cut at 32 bits.
      let value = 0, scale = 1, byte;
      do {
        byte = bytes[at++];
        value += (byte & 127) * scale;
        scale *= 128;
      } while (byte & 128);
      sum = sorted ? sum + value : value;
      values[i] = sum;
    }
    return values;
  };
};

/* First position in a sorted array whose value is not below the wanted one. */
trayjam.lowerBound = function (values, wanted) {
  let low = 0, high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1; else high = middle;
  }
  return low;
};

/* The palette as the style sheet has it now (light, dark or print). */
trayjam.colour = function (name) {
  return getComputedStyle(document.documentElement)
    .getPropertyValue("--" + name).trim();
};

/* Sizes a canvas for the screen's real pixels and gives its context. */
trayjam.prepare = function (canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.height = height + "px";
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
};

/* Puts a tooltip beside a point without leaving its box. */
trayjam.tip = function (tip, box, x, y, title, lines) {
  tip.textContent = "";
  const head = document.createElement("b");
  head.textContent = title;
  tip.append(head, lines.join("\n"));
  tip.hidden = false;
  const left = x + 14 + tip.offsetWidth > box.clientWidth
    ? x - 14 - tip.offsetWidth : x + 14;
  tip.style.left = Math.max(0, left) + "px";
  tip.style.top = y + 12 + "px";
};

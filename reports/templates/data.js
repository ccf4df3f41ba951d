// SPDX-License-Identifier: MIT
"use strict";
// One name for all scripts of the page; the parts follow in page.py's order.
const trayjam = {};

trayjam.model = JSON.parse(document.getElementById("data").textContent);

/* Reads what reports/pack.py wrote: base64 of gzip of LEB128 columns. Gives a
 * function (name, how) => Float64Array. A column read "sorted" holds
 * differences; one read "signed" holds 0, -1, 1, -2 ... as 0, 1, 2, 3 ... */
trayjam.columns = async function (id, index) {
  const text = document.getElementById(id).textContent.trim();
  const binary = atob(text);
  const packed = new Uint8Array(binary.length);
  for (let i = 0; i < packed.length; i++) packed[i] = binary.charCodeAt(i);
  const plain = new Blob([packed]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(plain).arrayBuffer());

  return function (name, how) {
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
      if (how === "signed") value = value % 2 ? -(value + 1) / 2 : value / 2;
      sum = how === "sorted" ? sum + value : value;
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

/* The palette as the style sheet has it now (light, dark or print). Asked for
 * often, so it is kept until page.js says that it changed. */
trayjam.palette = new Map();
trayjam.colour = function (name) {
  if (!trayjam.palette.has(name))
    trayjam.palette.set(name, getComputedStyle(document.documentElement)
      .getPropertyValue("--" + name).trim());
  return trayjam.palette.get(name);
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

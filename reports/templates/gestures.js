// SPDX-License-Identifier: MIT
/* Wheel, drag, pinch and keys of the timeline. It draws nothing itself. */

trayjam.gestures = function (timeline, box, steps) {
  const { canvas, tip, view } = timeline;
  const touches = new Map();
  let drag = null;

  const keys = {
    "+": () => timeline.zoom(.5), "=": () => timeline.zoom(.5),
    "-": () => timeline.zoom(2), "0": () => timeline.show(0, timeline.end),
    Home: () => timeline.show(0, timeline.end),
    ArrowLeft: () => timeline.pan(-.2), ArrowRight: () => timeline.pan(.2),
    PageUp: () => timeline.pan(-1), PageDown: () => timeline.pan(1),
    n: () => steps.step(1), p: () => steps.step(-1),
    ArrowUp: () => steps.lane(-1), ArrowDown: () => steps.lane(1),
    Escape: () => { steps.clear(); timeline.mark([]); },
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey)
      return;
    event.preventDefault();
    tip.hidden = true;
    keys[event.key]();
  });
  const buttons = { in: "+", out: "-", left: "ArrowLeft", right: "ArrowRight",
    all: "0" };
  box.closest("figure").querySelectorAll("[data-zoom]").forEach((button) =>
    button.addEventListener("click", () =>
      keys[buttons[button.dataset.zoom]]()));

  canvas.addEventListener("wheel", (event) => {
    const whole = view.a <= 0 && view.b >= timeline.end;
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    // Nothing left to zoom out of: let the page scroll on.
    if (whole && (sideways || event.deltaY > 0)) return;
    event.preventDefault();
    tip.hidden = true;
    if (sideways || event.shiftKey)
      timeline.pan((sideways ? event.deltaX : event.deltaY) / 1000);
    else
      timeline.zoom(2 ** (Math.max(-300, Math.min(300, event.deltaY)) / 200),
        timeline.time(event.offsetX));
  }, { passive: false });

  canvas.addEventListener("pointerdown", (event) => {
    touches.set(event.pointerId, event.offsetX);
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    tip.hidden = true;
    const kind = event.offsetY < trayjam.sizes.strip ? "strip"
      : event.pointerType === "touch" || event.shiftKey ? "pan" : "select";
    drag = { kind, x: event.offsetX, a: view.a, b: view.b };
    if (kind === "strip") centre(event.offsetX);
  });

  canvas.addEventListener("pointermove", (event) => {
    if (touches.size === 2 && touches.has(event.pointerId)) {
      pinch(event);
      return;
    }
    if (!drag) {
      hover(event);
      return;
    }
    move(event.offsetX);
  });

  function move(to) {
    if (drag.kind === "strip") {
      centre(to);
    } else if (drag.kind === "select") {
      timeline.select(range(to));
    } else {
      const by = (drag.x - to) / (timeline.width - timeline.gutter) *
        (drag.b - drag.a);
      const a = Math.min(Math.max(drag.a + by, 0),
        timeline.end - (drag.b - drag.a));
      timeline.show(a, a + (drag.b - drag.a));
    }
  }

  function range(to) {
    const ends = [timeline.time(drag.x), timeline.time(to)];
    return [Math.max(view.a, Math.min(...ends)),
      Math.min(view.b, Math.max(...ends))];
  }

  function centre(at) {
    const time = timeline.stripTime(at), half = (view.b - view.a) / 2;
    timeline.show(time - half, time + half);
  }

  function pinch(event) {
    const other = [...touches].find(([id]) => id !== event.pointerId)[1];
    const before = Math.abs(touches.get(event.pointerId) - other);
    const after = Math.abs(event.offsetX - other);
    touches.set(event.pointerId, event.offsetX);
    drag = null;
    if (before > 8 && after > 8)
      timeline.zoom(before / after,
        timeline.time((event.offsetX + other) / 2));
  }

  function finish(event) {
    touches.delete(event.pointerId);
    if (!drag) return;
    const ended = drag;
    if (ended.kind === "select") {
      const [a, b] = range(event.offsetX);
      timeline.select(null);
      if (event.type === "pointerup" && Math.abs(event.offsetX - ended.x) > 4)
        timeline.show(a, b);
      else
        hover(event);
    }
    // A finger cannot hover: a tap asks what lies there.
    if (ended.kind === "pan" && event.type === "pointerup" &&
      Math.abs(event.offsetX - ended.x) <= 4)
      hover(event);
    drag = null;
  }
  canvas.addEventListener("pointerup", finish);
  canvas.addEventListener("pointercancel", finish);
  canvas.addEventListener("dblclick", () => timeline.show(0, timeline.end));
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse") tip.hidden = true;
  });

  function hover(event) {
    const found = timeline.hit(event.offsetX, event.offsetY);
    canvas.style.cursor = event.offsetY < trayjam.sizes.strip ? "ew-resize"
      : "crosshair";
    if (found)
      trayjam.tip(tip, box, event.offsetX, event.offsetY, ...found);
    else
      tip.hidden = true;
  }
};

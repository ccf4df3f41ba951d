// SPDX-License-Identifier: MIT
/* Puts the page together. When everything is drawn the root element says
 * data-ready; when something could not be drawn, data-ready says what. */

trayjam.start = async function () {
  const { model } = trayjam;
  const redraws = [];
  let ready = "yes";
  copyButton();
  moreButton();

  const curves = document.getElementById("curves");
  if (curves && window.uPlot && model.curves.length)
    redraws.push(trayjam.curves(curves, model));
  const heat = document.getElementById("heat");
  if (heat) redraws.push(trayjam.heat(heat, model, model.timeline.end));
  const box = document.getElementById("canvas");
  if (box) {
    try {
      redraws.push(await timeline(box));
    } catch (problem) {
      ready = "without timeline";
      box.textContent = "This browser cannot draw the timeline: " +
        problem.message;
    }
  }
  for (const query of ["(prefers-color-scheme: dark)", "print"])
    matchMedia(query).addEventListener("change", () =>
      redraws.forEach((redraw) => redraw()));
  requestAnimationFrame(() => requestAnimationFrame(() => {
    document.documentElement.dataset.ready = ready;
  }));

  async function timeline(box) {
    const column = await trayjam.columns();
    const drawn = trayjam.timeline(box, model.timeline,
      trayjam.marks(column, model.timeline));
    trayjam.gestures(drawn, box);
    const view = document.getElementById("view");
    drawn.onview(({ a, b }) => {
      const step = Math.max((b - a) / 1000, 1);
      view.textContent = `${trayjam.moment(a, step)} to ` +
        `${trayjam.moment(b, step)} (${trayjam.duration(b - a)})`;
      box.dataset.from = a;
      box.dataset.to = b;
    });
    document.querySelectorAll("[data-finding]").forEach((button) =>
      button.addEventListener("click", () => {
        document.querySelectorAll(".finding.on").forEach((other) =>
          other.classList.remove("on"));
        button.closest(".finding").classList.add("on");
        showFinding(drawn, model.timeline.findings[button.dataset.finding]);
      }));
    return () => drawn.redraw();
  }

  function showFinding(drawn, finding) {
    const span = Math.max(finding.to - finding.from, 2e5);
    drawn.show(finding.from - span * .3, finding.to + span * .3);
    drawn.mark(finding.marks);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    document.getElementById("timeline").scrollIntoView(
      { behavior: still ? "auto" : "smooth", block: "start" });
    drawn.canvas.focus({ preventScroll: true });
  }

  function copyButton() {
    const button = document.getElementById("copy");
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(
        document.getElementById("repeat").textContent);
      button.textContent = "Copied";
    });
  }

  function moreButton() {
    const button = document.getElementById("more");
    if (!button) return;
    button.addEventListener("click", () => {
      document.querySelectorAll("[data-more]").forEach((finding) => {
        finding.hidden = false;
      });
      button.remove();
    });
  }
};

trayjam.start();

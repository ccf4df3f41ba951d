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
  // A page that goes to a printer draws no further frame: so draw at once.
  for (const query of ["(prefers-color-scheme: dark)", "print"])
    matchMedia(query).addEventListener("change", () => {
      trayjam.palette.clear();
      redraws.forEach((redraw) => redraw());
    });
  addEventListener("beforeprint", () =>
    document.querySelectorAll("details").forEach((more) => {
      more.open = true;
    }));
  requestAnimationFrame(() => requestAnimationFrame(() => {
    performance.mark("usable");
    document.documentElement.dataset.ready = ready;
  }));

  async function timeline(box) {
    const [column, single] = await Promise.all([
      trayjam.columns("columns", model.timeline.columns),
      trayjam.columns("marks", model.timeline.marks)]);
    const drawn = trayjam.timeline(box, model.timeline,
      trayjam.marks(column, single, model.timeline));
    trayjam.drawn = drawn;
    trayjam.gestures(drawn, box,
      trayjam.steps(drawn, box, document.getElementById("spoken")));
    drawn.onview(() => tellView(drawn, box));
    trayjam.findings(drawn, model.timeline, document.getElementById("chosen"));
    return () => drawn.repaint();
  }

  function tellView({ view: { a, b }, detail }, box) {
    const step = Math.max((b - a) / 1000, 1);
    document.getElementById("view").textContent =
      `${trayjam.moment(a, step)} to ${trayjam.moment(b, step)} ` +
      `(${trayjam.duration(b - a)})`;
    const number = (count) => count.toLocaleString("en");
    const counted = `${number(detail.inView)} operations in view`;
    document.getElementById("detail").textContent =
      !detail.exact ? `${counted}, drawn as counts per bin of time`
        : detail.all ? `${counted}, each drawn`
          : `about ${counted}, ${number(detail.drawn)} of them in this page ` +
            "one by one, the rest as counts per bin of time";
    box.dataset.from = a;
    box.dataset.to = b;
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

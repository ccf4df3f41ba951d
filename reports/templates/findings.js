// SPDX-License-Identifier: MIT
/* From a finding to its operations: by click, by key, or by address. Of
 * report.html#finding-2 the timeline shows all records of the second finding,
 * of #finding-2.1 its first record, of #view=1000,2000 these nanoseconds. */

trayjam.findings = function (timeline, model, chosen) {
  document.querySelectorAll("[data-finding]").forEach((button) =>
    button.addEventListener("click", () => go(Number(button.dataset.finding))));
  document.querySelectorAll("a[data-record]").forEach((link) =>
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.pushState(null, "", link.hash);
      follow();
    }));
  const share = document.getElementById("share");
  share.addEventListener("click", () => {
    const { a, b } = timeline.view;
    history.replaceState(null, "", `#view=${Math.floor(a)},${Math.ceil(b)}`);
    share.textContent = "In the address bar";
    setTimeout(() => { share.textContent = "Link to this view"; }, 2000);
  });
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
  follow();

  function go(number) {
    history.pushState(null, "", `#finding-${number + 1}`);
    follow();
  }

  function follow() {
    const view = location.hash.match(/^#view=(\d+),(\d+)$/);
    if (view) {
      choose(null);
      timeline.mark([]);
      timeline.show(Number(view[1]), Number(view[2]));
      arrive();
      return;
    }
    const found = location.hash.match(/^#finding-(\d+)(?:\.(\d+))?$/);
    const finding = found && model.findings[found[1] - 1];
    if (!finding) return;
    choose(Number(found[1]));
    const record = found[2] && finding.marks[found[2] - 1];
    timeline.mark(finding.marks);
    around(record ? record[2] : finding.from, record ? record[3] : finding.to);
    say(Number(found[1]), finding, found[2]);
    arrive();
  }

  // Its records fill the middle of the view.
  function around(from, to) {
    const span = Math.max(to - from, 100);
    timeline.show((from + to - span) / 2 - span * .25,
      (from + to + span) / 2 + span * .25);
  }

  function choose(number) {
    document.querySelectorAll(".finding.on").forEach((other) =>
      other.classList.remove("on"));
    chosen.hidden = true;
    if (number === null) return;
    const item = document.getElementById(`finding-${number}`);
    item.hidden = false;
    item.classList.add("on");
  }

  function say(number, { from, to, marks }, record) {
    const step = Math.max((to - from) / 1000, 1);
    const text = document.querySelector(`#finding-${number} .text`).textContent;
    const link = document.createElement("a");
    link.href = `#finding-${number}`;
    link.textContent = `Finding ${number}`;
    const where = !marks.length ? "its records cannot be read"
      : record ? `record ${record} of ${marks.length}`
        : `${marks.length} records, numbered on the rows, from ` +
          `${trayjam.moment(from, step)} to ${trayjam.moment(to, step)}`;
    chosen.replaceChildren(link, `: ${text} (${where})`);
    chosen.hidden = false;
  }

  function arrive() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    document.getElementById("timeline").scrollIntoView(
      { behavior: still ? "auto" : "smooth", block: "start" });
    timeline.canvas.focus({ preventScroll: true });
  }
};

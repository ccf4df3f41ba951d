// SPDX-License-Identifier: MIT
/* The page of `trayjam panel`. Everything shown comes by /events (first all
 * there is, then each row), everything done goes by POST /act. Texts of drives
 * and programs only ever become text nodes. */
"use strict";

const PROGRAMS_AT_FIRST = 2, LOG_ROWS = 1000;
const NAMES = ["Nero 12", "Ripper", "Media library", "Backup"];

// Label, verb, flags, what it means.
const ASKS = [
  ["Lock", "lock", [], "Take the drive, with flags 0: a mounted file system " +
    "is in the way"],
  ["Lock over volume", "lock", ["ignore_volume"], "Take the drive although a " +
    "file system is mounted (flag 0x1)"],
  ["Unlock", "unlock", [], "Give the drive back; try it as a stranger, too"],
  ["Eject", "eject", [], "IOCTL_STORAGE_EJECT_MEDIA: open the tray"],
  ["Load", "load", [], "IOCTL_STORAGE_LOAD_MEDIA: close the tray"],
  ["Load2", "load2", [], "IOCTL_STORAGE_LOAD_MEDIA2: close the tray; needs no " +
    "access"],
  ["MCN off", "mcn_off", [], "Media change notification off"],
  ["MCN on", "mcn_on", [], "Media change notification on"],
  ["Query", "query", [], "Who has the drive?"],
  ["Verify", "verify", [], "Is a disc there, and still the same?"],
  ["Prevent", "prevent", [], "Keep the tray shut, for everybody"],
  ["Allow", "allow", [], "Take one prevention back"],
  ["Close handle", "close", [], "As when the program ends: what it holds goes"],
];
const HANDS = [["Press the button", "press"], ["Insert a disc", "insert"],
  ["Take the disc out", "take"], ["Pull the tray", "open"],
  ["Push the tray", "close"]];
const MARKS = { done: "✓ done", refused: "✕ refused", unknown: "? no answer" };

const $ = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

function make(tag, attributes = {}, ...inside) {
  const node = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) =>
    name.startsWith("on") ? node.addEventListener(name.slice(2), value)
      : node.setAttribute(name, value));
  node.append(...inside);
  return node;
}

function draw(tag, attributes, ...inside) {
  const node = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) =>
    node.setAttribute(name, value));
  node.append(...inside);
  return node;
}

function duration(ns) {
  const s = ns / 1e9;
  if (s < 1e-3) return `${Math.round(s * 1e6)} µs`;
  if (s < 1) return `${Math.round(s * 1000)} ms`;
  if (s < 60) return `${s.toFixed(1)} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${Math.floor(s % 60)} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor(s / 60 % 60)} min`;
}

/* A text that changes only when it is another one: less for a screen reader
 * to say, less to lay out. */
function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/* --- Actions --- */

async function act(order, where) {
  try {
    const answer = await fetch("/act", { method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(order) });
    if (!answer.ok) complain(where, await answer.text());
  } catch (problem) {
    complain(where, `The panel cannot be reached: ${problem.message}`);
  }
}

function complain(where, text) {
  where.className = "answer unknown";
  where.replaceChildren(make("strong", {}, "? not sent"), text.trim());
  say($("said"), text);
}

/* --- The tray: behind the drive's front while it is shut --- */

const TRAY_OUT = { open: 50, opening: 28, closing: 28 };

function trayPicture() {
  const disc = draw("g", {},
    draw("ellipse", { class: "disc", cx: 140, cy: 34, rx: 66, ry: 15 }),
    draw("ellipse", { class: "hole", cx: 140, cy: 34, rx: 13, ry: 3.5 }));
  const slides = draw("g", { class: "slides" },
    draw("rect", { class: "drawer", x: 40, y: 10, width: 200, height: 44 }),
    disc,
    draw("rect", { class: "front", x: 34, y: 52, width: 212, height: 10,
      rx: 3 }));
  const inside = draw("text", { class: "inside", x: 26, y: 38 });
  const lock = draw("g", { transform: "translate(226 14)" },
    draw("path", { class: "bow", d: "M5 16v-7a9 9 0 0 1 18 0v7" }),
    draw("rect", { class: "lock", x: 0, y: 15, width: 28, height: 21, rx: 3 }));
  const picture = draw("svg", { class: "tray", viewBox: "0 0 280 122",
    role: "img" }, slides,
    draw("rect", { class: "body", x: 8, y: 6, width: 264, height: 50, rx: 6 }),
    inside, lock);
  return { picture, slides, disc, inside, lock };
}

function showTray(tray, state) {
  const out = TRAY_OUT[state.tray] ?? 0;
  const media = { disc: "a disc", none: "no disc", "not ready": "getting ready",
  }[state.media] ?? "nobody knows what";
  tray.slides.setAttribute("transform", `translate(0 ${out})`);
  tray.disc.setAttribute("visibility",
    state.media === "disc" ? "inherit" : "hidden");
  tray.lock.setAttribute("visibility", state.locked ? "visible" : "hidden");
  say(tray.inside, out ? state.tray : `${media} inside`);
  tray.picture.setAttribute("aria-label",
    `Tray ${state.tray ?? "unknown"}, ${media}, ` +
    (state.locked ? `locked by ${state.owner}` : "nobody owns the drive"));
}

/* --- A program: what one client asks and was answered --- */

class Program {
  constructor(drive, client) {
    this.drive = drive;
    this.client = client;
    this.name = make("input", { "aria-label": `Caller name of program ${client}`,
      maxlength: 63, spellcheck: "false", value: NAMES[client - 1] });
    this.badge = make("span", { class: "badge" }, "owns nothing");
    this.answer = make("p", { class: "answer" },
      "Nothing asked yet. Press a button.");
    this.tally = make("p", { class: "tally" }, "refused 0 of 0");
    const asks = ASKS.map(([label, verb, flags, title], place) =>
      make("button", { type: "button", title, "data-ask": label,
        class: place < 3 ? "main" : "",
        onclick: () => this.ask(verb, flags) }, label));
    this.card = make("section", { class: "program", "data-client": client,
      "aria-label": `Program ${client}` },
      make("div", { class: "program-head" }, this.name, this.badge),
      make("div", { class: "asks" }, ...asks), this.answer, this.tally);
  }

  ask(verb, flags) {
    act({ drive: this.drive.place, client: this.client, verb, flags,
      name: this.name.value }, this.answer);
  }

  show(program, announce) {
    const { last, asked, refused } = program;
    this.card.classList.toggle("owns", last.owns);
    say(this.badge, last.owns ? "● owns the drive" : "owns nothing");
    say(this.tally, `refused ${refused} of ${asked}`);
    this.answer.className = `answer ${last.outcome}`;
    this.answer.replaceChildren(
      make("strong", {}, `${MARKS[last.outcome]}: ${last.asked} — ` +
        `${last.name} (${last.win32 === undefined
          ? "kernel " + (last.native_name || 0) : "Win32 " + last.win32}), ` +
        duration(last.took_ns)),
      last.sentence);
    if (last.op === "lock" && last.win32 !== undefined &&
        last.name === "STATUS_INVALID_DEVICE_STATE")
      this.answer.append(" ", make("button", { type: "button",
        "data-ask": "Dismount", onclick: () => this.ask("lock", ["dismount"]) },
        "Dismount, then lock"));
    if (announce)
      say($("said"), `${this.name.value}: ${last.asked} ${last.outcome}. ` +
        last.sentence);
  }
}

/* --- A drive --- */

class Drive {
  constructor(place, shown) {
    this.place = place;
    this.tray = trayPicture();
    this.owner = make("p", { class: "owner" });
    this.facts = {};
    const facts = make("dl");
    for (const [key, label] of [["since", "since"], ["refused", "refused"],
      ["tray", "tray"], ["media", "media"], ["volume", "volume"],
      ["mcn", "notification"], ["prevented", "tray prevented"]]) {
      this.facts[key] = make("dd", { "data-fact": key }, "-");
      facts.append(make("dt", {}, label), this.facts[key]);
    }
    this.gone = make("p", { class: "gone", role: "alert" });
    this.told = make("p", { class: "answer" });
    this.told.hidden = true;
    this.list = make("div", { class: "programs" });
    this.programs = [];
    const simulated = shown.hello.simulated;
    const hands = HANDS.map(([label, hand]) => make("button",
      { type: "button", "data-hand": hand,
        onclick: () => act({ drive: place, hand }, this.told) }, label));
    this.more = make("button", { type: "button", "data-more": "",
      onclick: () => this.addProgram() }, "+ another program");
    this.section = make("section", { class: "drive", "data-drive": place,
      "aria-label": `Drive ${shown.name}` },
      make("div", {}, make("h2", {}, shown.name),
        make("p", { class: "model" }, shown.hello.model || ""),
        this.tray.picture, this.owner, facts, this.gone),
      make("div", {}, this.list, make("div", { class: "below" }, this.more,
        ...(simulated ? [make("span", {}, "At the drive:"), ...hands] : [])),
        this.told));
    while (this.programs.length < Math.max(PROGRAMS_AT_FIRST,
      ...Object.keys(shown.programs).map(Number)))
      this.addProgram();
    this.show(shown);
    Object.entries(shown.programs).forEach(([client, program]) =>
      this.programs[client - 1].show(program, false));
  }

  addProgram() {
    const program = new Program(this, this.programs.length + 1);
    this.programs.push(program);
    this.list.append(program.card);
    this.more.hidden = this.programs.length === NAMES.length;
  }

  show({ state, gone }) {
    this.state = state;
    this.began = performance.now() - (state.since_ns || 0) / 1e6;
    say(this.gone, gone ? `▲ ${gone}` : "");
    this.section.querySelectorAll("button").forEach((button) => {
      button.disabled = Boolean(gone);
    });
    showTray(this.tray, state);
    const locked = state.locked;
    this.owner.className = `owner ${locked ? "locked" : "free"}`;
    say(this.owner, locked ? `Locked by ${state.owner}` : "Nobody owns it");
    const anybody = state.refused_of === "anybody";
    say(this.facts.refused, `${state.refused ?? "-"} ` +
      (anybody ? "(denied, to anybody)" : "(denied, to this panel's watcher)"));
    say(this.facts.tray, state.tray || "the drive does not say");
    say(this.facts.media, state.media || "unknown");
    say(this.facts.volume, { none: "not mounted", RAW: "mounted, raw",
      FS: "a file system is mounted" }[state.volume] || "-");
    say(this.facts.mcn, state.mcn_disabled === undefined ? "-"
      : state.mcn_disabled ? `off (${state.mcn_disabled} times)` : "on");
    say(this.facts.prevented, state.simple_locks === undefined ? "-"
      : String(state.simple_locks + state.secure_locks || "no"));
    this.tick();
  }

  tick() {
    if (this.state.since_by === undefined) return;
    const before = this.state.since_by === "before" ? "more than " : "";
    say(this.facts.since,
      before + duration((performance.now() - this.began) * 1e6));
  }
}

/* --- The log: every row with every field --- */

const HIDDEN = new Set(["kind", "drive", "sequence", "utc_ms", "client",
  "sentence", "meaning", "as", "id"]);

function fieldsOf(row) {
  const parts = [];
  for (const [key, value] of Object.entries(row)) {
    if (HIDDEN.has(key) || value === "") continue;
    if (key === "fields")
      Object.entries(value).forEach(([name, one]) =>
        parts.push(`${name}=${one}`));
    else if (key === "steps")
      parts.push(`steps=${value.map((one) => `${one.op}:${one.name}`)
        .join(",")}`);
    else parts.push(`${key}=${value}`);
  }
  return parts.join("  ");
}

class Log {
  constructor() {
    this.entries = [];
    for (const id of ["find", "show-reply", "show-event", "only-refused"])
      $(id).addEventListener("input", () => this.filter());
  }

  clear() {
    this.entries = [];
    $("rows").replaceChildren();
  }

  add(row, drives) {
    const entry = { row, node: this.node(row, drives) };
    entry.text = entry.node.textContent.toLowerCase();
    this.entries.push(entry);
    $("rows").prepend(entry.node);
    if (this.entries.length > LOG_ROWS) this.entries.shift().node.remove();
    this.filterOne(entry);
    this.count();
  }

  node(row, drives) {
    const hand = row.kind === "reply" && row.client === 0;
    const who = row.kind === "event" ? "the drive"
      : hand ? "a person"
      : row.client ? `program ${row.client}${row.as ? ` “${row.as}”` : ""}` : "-";
    const what = row.kind === "event" ? row.name
      : row.kind === "error" ? "not understood" : hand ? "hand" : row.asked;
    const result = row.kind === "event" ? row.meaning
      : row.kind === "error" ? row.text : hand ? "✓ done"
      : `${MARKS[row.outcome]}: ${row.sentence}`;
    const time = new Date(row.utc_ms).toISOString().slice(11, 23);
    const bad = row.outcome === "refused" || row.kind === "error";
    return make("tr", { class: `${row.kind} ${bad ? "refused" : ""}` },
      ...[time, drives[row.drive].name, who, what, result].map((text) =>
        make("td", {}, text)),
      make("td", { class: "fields" }, fieldsOf(row)));
  }

  filterOne({ row, node, text }) {
    const shown = $(row.kind === "event" ? "show-event" : "show-reply").checked &&
      (!$("only-refused").checked || node.classList.contains("refused")) &&
      text.includes($("find").value.toLowerCase());
    node.hidden = !shown;
  }

  filter() {
    this.entries.forEach((entry) => this.filterOne(entry));
    this.count();
  }

  count() {
    const shown = this.entries.filter(({ node }) => !node.hidden).length;
    say($("counted"), `${shown} of ${this.entries.length} rows`);
  }
}

/* --- The page --- */

const log = new Log();
let drives = [], names = [];

function showAll({ drives: shown, log: rows }) {
  const typed = drives.map(({ programs }) =>
    programs.map(({ name }) => name.value));
  names = shown.map(({ name }) => ({ name }));
  $("log").classList.toggle("one-drive", shown.length === 1);
  drives = shown.map((one, place) => new Drive(place, one));
  // The panel was out of reach for a while: names that were typed stay.
  typed.forEach((row, place) => row.forEach((value, client) => {
    while (drives[place].programs.length <= client) drives[place].addProgram();
    drives[place].programs[client].name.value = value;
  }));
  $("drives").replaceChildren(...drives.map(({ section }) => section));
  log.clear();
  rows.forEach((row) => log.add(row, names));
  document.documentElement.dataset.ready = "yes";
}

function showRow({ row, drive }) {
  const place = drives[row.drive];
  if (row.kind === "state" || row.kind === "gone") place.show(drive);
  if (row.kind === "event" || row.kind === "reply" || row.kind === "error")
    log.add(row, names);
  if (row.kind === "reply" && row.client > 0) {
    while (place.programs.length < row.client) place.addProgram();
    place.programs[row.client - 1].show(drive.programs[row.client], true);
  }
}

const stream = new EventSource("/events");
stream.addEventListener("all", ({ data }) => showAll(JSON.parse(data)));
stream.addEventListener("row", ({ data }) => showRow(JSON.parse(data)));
stream.addEventListener("open", () => {
  $("link").className = "";
  say($("link"), "live");
});
stream.addEventListener("error", () => {
  $("link").className = "lost";
  say($("link"), "the panel has gone, or was closed; what is shown is old");
});
setInterval(() => drives.forEach((drive) => drive.tick()), 100);

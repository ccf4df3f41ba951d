// SPDX-License-Identifier: MIT
/* Drives a headless Chromium over its debugging pipe, with nothing but Node 18:
 * browser.mjs PAGE STEPS.json, PAGE a path or an address of this machine.
 * Messages are JSON, each ended by a zero byte, on descriptors 3 (to the browser)
 * and 4 (from it).
 *
 * STEPS is a list of {do: ..., ...}; what they gather is printed as one JSON
 * object: {ready, requests, errors, values}. See `steps` below. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";
const [, , page, stepsFile] = process.argv;
const SERVED = /^http:\/\/127\.0\.0\.1:/.test(page);
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu",
  "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--hide-scrollbars",
  // No name is found and every proxy is shut: what asks a network gets nothing.
  "--proxy-server=127.0.0.1:9",
  ...(SERVED ? ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--proxy-bypass-list=127.0.0.1"]
    : ["--host-resolver-rules=MAP * ~NOTFOUND",
      "--proxy-bypass-list=<-loopback>"]),
  "--remote-debugging-pipe"];
const PATIENCE_MS = 60_000;

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "trayjam-browser-"));
const browser = spawn(CHROMIUM,
  [...FLAGS, `--user-data-dir=${profile}`, "about:blank"],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const result = { ready: null, requests: [], errors: [], values: {} };

function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing came`)),
      PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

class Session {
  #next = 0; #waiting = new Map(); #heard = new Map(); #target; #rest = "";

  async open() {
    browser.stdio[4].setEncoding("utf8").on("data", (part) => {
      const messages = (this.#rest + part).split("\0");
      this.#rest = messages.pop();
      messages.forEach((text) => this.#receive(JSON.parse(text)));
    });
    const { targetId } = await this.send("Target.createTarget",
      { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget",
      { targetId, flatten: true });
    this.#target = sessionId;
  }

  #receive(message) {
    if (!message.id) {
      (this.#heard.get(message.method) || []).forEach((f) => f(message.params));
      return;
    }
    const { resolve, reject } = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) reject(new Error(JSON.stringify(message.error)));
    else resolve(message.result);
  }

  on(method, listener) {
    this.#heard.set(method, [...(this.#heard.get(method) || []), listener]);
  }

  send(method, params = {}) {
    const id = ++this.#next;
    const answer = new Promise((resolve, reject) =>
      this.#waiting.set(id, { resolve, reject }));
    browser.stdio[3].write(JSON.stringify(
      { id, method, params, sessionId: this.#target }) + "\0");
    return within(answer, method);
  }

  /* The value of an expression; promises are awaited. */
  async evaluate(expression) {
    const { result: { value }, exceptionDetails } = await this.send(
      "Runtime.evaluate", { expression, awaitPromise: true,
        returnByValue: true });
    if (exceptionDetails)
      throw new Error(
        `${expression}: ${exceptionDetails.exception.description}`);
    return value;
  }
}

const session = new Session();

/* Two animation frames later everything asked for has been drawn. */
const settle = () => session.evaluate("new Promise(done => " +
  "requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");

async function mouse(type, { x, y, ...more }) {
  await session.send("Input.dispatchMouseEvent", { type, x, y, ...more });
}

const steps = {
  async size({ width, height, dark = false, ratio = 1, media = "",
    touch = false }) {
    await session.send("Emulation.setTouchEmulationEnabled",
      { enabled: touch, maxTouchPoints: touch ? 2 : 1 });
    await session.send("Emulation.setDeviceMetricsOverride",
      { width, height, deviceScaleFactor: ratio, mobile: width < 600 });
    await session.send("Emulation.setEmulatedMedia", { media, features: [
      { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
      { name: "prefers-reduced-motion", value: "reduce" }] });
  },
  async open({ hash = "" }) {
    const loaded = new Promise((resolve) =>
      session.on("Page.loadEventFired", resolve));
    await session.send("Page.navigate",
      { url: (SERVED ? page : "file://" + page) + hash });
    await within(loaded, "load");
    if (SERVED) {
      await steps.wait({ for: "document.documentElement.dataset.ready" });
      result.ready = "yes";
      return;
    }
    result.ready = await within(session.evaluate(`new Promise(done => {
      const root = document.documentElement;
      const look = () => root.dataset.ready && done(root.dataset.ready);
      new MutationObserver(look).observe(root, { attributes: true });
      look();
    })`), "data-ready");
  },
  /* CPU seconds of the page's main thread so far: what others do meanwhile on
   * the machine is not in it. */
  async cpu({ name }) {
    const { metrics } = await session.send("Performance.getMetrics");
    result.values[name] = metrics.find((one) =>
      one.name === "TaskDuration").value;
  },
  async value({ name, of }) {
    await settle();
    result.values[name] = await session.evaluate(of);
  },
  /* Looks again and again, also across a page that leads to another one. */
  async wait({ for: expression }) {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const seen = await session.evaluate(`Boolean(${expression})`)
        .catch(() => false);
      if (seen) return;
      if (Date.now() > until) throw new Error(`${expression}: never true`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
  /* Replaces what stands in a field by what is typed. */
  async type({ selector, text }) {
    await session.evaluate(`(() => {
      const field = document.querySelector(${JSON.stringify(selector)});
      field.focus();
      field.select();
    })()`);
    await session.send("Input.insertText", { text });
    await settle();
  },
  async click({ selector }) {
    await session.evaluate(`document.querySelector(${JSON.stringify(selector)})
      .scrollIntoView({block: "center"})`);
    const at = await middle(selector);
    for (const type of ["mousePressed", "mouseReleased"])
      await mouse(type, { ...at, button: "left", clickCount: 1 });
    await settle();
  },
  async wheel({ selector, by, x = 0.5 }) {
    const at = await middle(selector, x);
    await mouse("mouseWheel", { ...at, deltaX: 0, deltaY: by });
    await settle();
  },
  async drag({ selector, from, to, y = 0.5 }) {
    const start = await middle(selector, from, y);
    const stop = await middle(selector, to, y);
    await mouse("mousePressed", { ...start, button: "left", clickCount: 1 });
    await mouse("mouseMoved", { ...stop, button: "left", buttons: 1 });
    await mouse("mouseReleased", { ...stop, button: "left", clickCount: 1 });
    await settle();
  },
  /* Two fingers, at first so far from the middle, then that far. */
  async pinch({ selector, from, to, y = 0.5 }) {
    await session.evaluate(`document.querySelector(${JSON.stringify(selector)})
      .scrollIntoView({block: "center"})`);
    for (let step = 0; step <= 4; step++) {
      const apart = from + (to - from) * step / 4;
      const touchPoints = [await middle(selector, .6 - apart, y),
        await middle(selector, .6 + apart, y)]
        .map((point, id) => ({ ...point, id }));
      await session.send("Input.dispatchTouchEvent",
        { type: step ? "touchMove" : "touchStart", touchPoints });
    }
    await session.send("Input.dispatchTouchEvent",
      { type: "touchEnd", touchPoints: [] });
    await settle();
  },
  async tap({ selector, x = 0.5, y = 0.5 }) {
    await session.send("Input.dispatchTouchEvent", { type: "touchStart",
      touchPoints: [await middle(selector, x, y)] });
    await session.send("Input.dispatchTouchEvent",
      { type: "touchEnd", touchPoints: [] });
    await settle();
  },
  async hover({ selector, x = 0.5, y = 0.5 }) {
    await mouse("mouseMoved", await middle(selector, x, y));
    await settle();
  },
  async key({ selector, key }) {
    await session.evaluate(
      `document.querySelector(${JSON.stringify(selector)}).focus()`);
    const text = key.length === 1 ? key : key === "Enter" ? "\r" : "";
    for (const type of ["keyDown", "keyUp"])
      await session.send("Input.dispatchKeyEvent", { type, key,
        ...(text && type === "keyDown" ? { text } : {}) });
    await settle();
  },
  /* Of the window, the whole page, or an element. */
  async screenshot({ file, whole = false, selector = "" }) {
    await settle();
    const clip = selector ? await session.evaluate(`(() => {
      const box = document.querySelector(${JSON.stringify(selector)})
        .getBoundingClientRect();
      return { x: box.x + scrollX, y: box.y + scrollY, width: box.width,
        height: box.height, scale: 1 };
    })()`) : undefined;
    const { data } = await session.send("Page.captureScreenshot",
      { format: "png", captureBeyondViewport: whole || Boolean(clip), clip });
    fs.writeFileSync(file, Buffer.from(data, "base64"));
  },
  async pdf({ file }) {
    const { data } = await session.send("Page.printToPDF",
      { printBackground: true });
    fs.writeFileSync(file, Buffer.from(data, "base64"));
  },
};

async function middle(selector, x = 0.5, y = 0.5) {
  return session.evaluate(`(() => {
    const box = document.querySelector(${JSON.stringify(selector)})
      .getBoundingClientRect();
    return { x: box.x + box.width * ${x}, y: box.y + box.height * ${y} };
  })()`);
}

function listen() {
  session.on("Network.requestWillBeSent", ({ request }) => {
    // What lies inside the page itself goes to no network.
    if (!/^(data|blob):/.test(request.url)) result.requests.push(request.url);
  });
  session.on("Runtime.exceptionThrown", ({ exceptionDetails }) =>
    result.errors.push(exceptionDetails.exception?.description ||
      exceptionDetails.text));
  session.on("Runtime.consoleAPICalled", ({ type, args }) => {
    if (type === "error" || type === "warning")
      result.errors.push(args.map((arg) => arg.value).join(" "));
  });
  session.on("Log.entryAdded", ({ entry }) => {
    if (entry.level === "error") result.errors.push(entry.text);
  });
}

async function main() {
  await session.open();
  listen();
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  for (const domain of ["Page", "Runtime", "Network", "Log"])
    await session.send(`${domain}.enable`);
  for (const step of JSON.parse(fs.readFileSync(stepsFile, "utf8")))
    await steps[step.do](step);
  process.stdout.write(JSON.stringify(result) + "\n");
}

let failed = 0;
try {
  await main();
} catch (problem) {
  process.stderr.write(`${problem.stack}\n`);
  failed = 1;
}
browser.removeAllListeners("exit");
const gone = new Promise((resolve) => browser.on("exit", resolve));
// Asked politely it waits for its children; they write to the profile.
await session.send("Browser.close").catch(() => browser.kill());
await within(gone, "the browser's end").catch(() => browser.kill("SIGKILL"));
try {
  fs.rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
} catch (problem) {
  process.stderr.write(`left behind: ${problem.message}\n`);
}
process.exit(failed);

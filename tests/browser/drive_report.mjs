// Opens a report page from disk in Chromium, uses it as a person would, and prints what happened as JSON.
// node drive_report.mjs PAGE.html CHROMIUM [--picture FILE.png] [--dark] [--phone] [--paper FILE.pdf]

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const [file, executablePath, ...options] = process.argv.slice(2);
const given = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : null);

const browser = await chromium.launch({ executablePath, args: FLAGS });
try {
  const viewport = options.includes("--phone") ? { width: 390, height: 800 } : { width: 1280, height: 800 };
  const page = await browser.newPage({ viewport, colorScheme: options.includes("--dark") ? "dark" : "light" });
  const said = [], asked = [];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector("html[data-ready]", { state: "attached", timeout: 20000 });
  await page.waitForTimeout(300); // one settled picture of the roads
  const result = given("--picture") || given("--paper") ? await keep(page) : await use(page);
  console.log(JSON.stringify({ said, asked: asked.filter((url) => !url.startsWith("file:")), ...result }));
} finally {
  await browser.close();
}

async function keep(page) {
  if (given("--picture")) await page.screenshot({ path: given("--picture") });
  if (given("--paper")) await page.pdf({ path: given("--paper"), preferCSSPageSize: true, printBackground: true });
  return {};
}

async function use(page) {
  const colours = () => page.evaluate(() => {
    const canvas = document.getElementById("map"), found = {};
    const copy = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
    const pen = copy.getContext("2d", { willReadFrequently: true });
    pen.drawImage(canvas, 0, 0);
    const pixels = pen.getImageData(0, 0, copy.width, copy.height).data;
    for (let i = 0; i < pixels.length; i += 4) {
      const key = `${pixels[i]},${pixels[i + 1]},${pixels[i + 2]}`;
      found[key] = (found[key] ?? 0) + 1;
    }
    return found;
  });
  const drawn = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const column = (n) => page.$$eval(`#zonetable tbody tr > :nth-child(${n})`, (cells) => cells.map((cell) => cell.textContent.trim()));
  const result = { curves: await page.$$eval("#curve path.safe, #curve path.most", (lines) => lines.map((line) => line.getAttribute("d").length)) };

  result.whole = await colours();
  const slider = page.locator("#at");
  await slider.focus();
  await page.keyboard.press("End");
  await drawn();
  result.end = await colours();
  result.endSays = await page.textContent("#says");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  result.nowMarks = await page.$$eval("#curve path.now", (lines) => lines.length);
  result.valueText = await slider.getAttribute("aria-valuetext");

  result.before = await column(2);
  await page.click("#zonetable thead th:nth-child(2) button");
  result.rising = await column(2);
  await page.click("#zonetable thead th:nth-child(2) button");
  result.falling = await column(2);
  result.sortSaid = await page.getAttribute("#zonetable thead th:nth-child(2)", "aria-sort");

  await page.locator("#zonetable .pick").first().focus();
  await page.keyboard.press("Enter");
  await drawn();
  result.pressed = await page.getAttribute("#zonetable .pick", "aria-pressed");
  result.chosen = await page.textContent("#chosen");
  result.firstZone = await page.textContent("#zonetable .pick");

  const view = () => page.evaluate(() => { const { x, y, scale } = window.clearway.map; return { x, y, scale }; });
  result.views = [await view()];
  await page.focus("#map");
  await page.keyboard.press("+");
  result.views.push(await view());
  await page.keyboard.press("ArrowRight");
  result.views.push(await view());
  await page.keyboard.press("0");
  await page.mouse.move(0, 0);
  await drawn();
  const spot = await page.evaluate(() => {
    const { map, city } = window.clearway, road = city.road[city.use.links[0]], box = document.getElementById("map").getBoundingClientRect();
    const p = city.start[road], view = map.view(), q = p + 1;
    return [box.x + (view.px(city.x[p]) + view.px(city.x[q])) / 2, box.y + (view.py(city.y[p]) + view.py(city.y[q])) / 2];
  });
  await page.mouse.move(...spot);
  result.tip = await page.textContent("#tip");
  result.overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  result.barriers = await barriers(page);
  await page.click("#theme");
  result.theme = await page.getAttribute("html", "data-theme");
  result.barriersDark = await barriers(page);
  return result;
}

/** What axe-core finds against WCAG 2.2 at levels A and AA: rule and place. */
async function barriers(page) {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await window.axe.run(document, { runOnly: tags });
    return violations.flatMap((rule) => rule.nodes.slice(0, 3).map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`));
  });
}

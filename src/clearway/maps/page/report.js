// Brings the page to life: one state (which step, which zone) shown by map, curve, slider and tables.

import { readCity } from "./city.js";
import { CityMap } from "./map.js";
import { listen } from "./pointing.js";
import { Curve } from "./curve.js";
import { makeSortable } from "./tables.js";
import { clockFrom, whole } from "./words.js";

const SCALES_M = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000];
const PLAY_EVERY_MS = 120, PAPER_PX = [920, 560]; // the map's shape in print.css: 184 by 112 mm

const find = (id) => document.getElementById(id);
const scene = JSON.parse(find("scene").textContent);
const clock = clockFrom(scene.start), city = readCity(scene), root = document.documentElement;

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const themed = () => { root.dataset.theme = root.dataset.chosen ?? (dark.matches ? "dark" : "light"); };
themed();

const map = new CityMap(find("map"), city);
const curve = new Curve(find("curve"), scene.curve, clock);
map.onView = showScale;
showScale();
listen(map, find("tip"), clock, (zone) => choose(zone, false));
document.querySelectorAll("table.sortable").forEach(makeSortable);

find("in").addEventListener("click", () => map.zoomBy(1.6));
find("out").addEventListener("click", () => map.zoomBy(1 / 1.6));
find("fit").addEventListener("click", () => map.fit());
find("print").addEventListener("click", () => window.print());
find("theme").addEventListener("click", () => {
  root.dataset.chosen = root.dataset.theme === "dark" ? "light" : "dark";
  themed(); map.readInks();
});
dark.addEventListener("change", () => { themed(); map.readInks(); });
window.addEventListener("beforeprint", () => { root.dataset.theme = "light"; map.readInks(); map.takeSize(PAPER_PX); map.fit(); map.drawNow(); });
window.addEventListener("afterprint", () => { themed(); map.readInks(); map.takeSize(null); map.resized(); });

// Time: the slider, the button that plays it, and the sentence beside it.
const slider = find("at"), play = find("play");
let playing = 0;
slider.addEventListener("input", () => showStep(Number(slider.value)));
find("whole").addEventListener("click", () => { stop(); showWhole(); });
play.addEventListener("click", () => (playing ? stop() : start()));

function start() {
  if (map.step < 0 || map.step >= city.use.steps - 1) showStep(0);
  play.textContent = "❚❚"; play.setAttribute("aria-label", "Pause");
  playing = setInterval(() => (map.step < city.use.steps - 1 ? showStep(map.step + 1) : stop()), PLAY_EVERY_MS);
}

function stop() {
  clearInterval(playing); playing = 0;
  play.textContent = "▶"; play.setAttribute("aria-label", "Play");
}

function showStep(step) {
  const { use } = city, from = use.first_s + step * use.step_s;
  map.step = Math.min(step, use.steps - 1); map.draw();
  slider.value = step;
  find("whole").setAttribute("aria-pressed", "false");
  find("uselabel").textContent = `${clock(from)}–${clock(from + use.step_s)}`;
  const people = scene.curve.people, left = use.left[step], safe = use.safe[step];
  const words = `${clock(from)}: ${whole(people - left)} still at home, ${whole(left - safe)} on the road, ${whole(safe)} safe`;
  find("says").textContent = words;
  slider.setAttribute("aria-valuetext", words);
  curve.mark(from);
}

function showWhole() {
  map.step = -1; map.draw();
  slider.value = 0; slider.setAttribute("aria-valuetext", "whole plan");
  find("whole").setAttribute("aria-pressed", "true");
  find("uselabel").textContent = "on average";
  find("says").textContent = `Averages from ${clock(city.use.first_s)} to ${clock(city.use.first_s + city.use.steps * city.use.step_s)}. Move the slider, or play.`;
  curve.mark(null);
}

// Zones: chosen in the table or on the map, shown in both and in the card.
document.querySelectorAll("tr[data-zone]").forEach((row) => {
  row.addEventListener("click", () => choose(Number(row.dataset.zone), true));
});

function choose(zone, fromTable) {
  const same = zone === map.chosen;
  map.chosen = same ? -1 : zone;
  document.querySelectorAll("tr[data-zone]").forEach((row) => {
    const on = Number(row.dataset.zone) === map.chosen;
    row.classList.toggle("on", on);
    row.querySelector(".pick").setAttribute("aria-pressed", String(on));
  });
  const card = find("chosen"), order = document.querySelector(`[data-order="${map.chosen}"]`);
  card.replaceChildren(...(order ? [...order.cloneNode(true).childNodes] : [hint()]));
  if (map.chosen >= 0 && fromTable) { map.fitZone(map.chosen); find("map").scrollIntoView({ block: "nearest", behavior: "smooth" }); }
  card.parentElement.classList.toggle("has", Boolean(order));
  card.parentElement.scrollTop = 0;
  map.draw();
}

function hint() {
  const p = document.createElement("p");
  p.className = "note";
  p.textContent = "Choose a zone in the map or the table: its routes, times and orders appear here and on the map.";
  return p;
}

function showScale() {
  const shrunk = Math.cos((latitude() * Math.PI) / 180) / Math.cos((scene.middleLat * Math.PI) / 180);
  const metresPerPx = (map.scale / scene.unitsPerM) * shrunk;
  const metres = SCALES_M.reduce((best, m) => (m / metresPerPx <= 120 ? m : best), SCALES_M[0]);
  find("scale").style.width = `${(100 * metres) / metresPerPx / map.width}%`; // of the map, so that it holds on paper too
  find("scale").textContent = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
}

/** Latitude at the middle of the view, from the Mercator of maps/drawing.py. */
function latitude() {
  const middle = (scene.middleLat * Math.PI) / 180;
  const north = Math.asinh(Math.tan(middle)) - map.y / (scene.unitsPerM * 6378137 * Math.cos(middle));
  return (Math.atan(Math.sinh(north)) * 180) / Math.PI;
}

showWhole();
window.clearway = { map, city, showStep, showWhole, choose }; // a handle for tests and the curious
root.dataset.ready = "yes";

// Mouse, fingers and keys on the map: moving it, zooming it, and saying what lies under the pointer.

import { roadAt } from "./city.js";
import { zoneRadius } from "./layers.js";
import { whole } from "./words.js";

const REACH_PX = 7, CLICK_PX = 4;
const KEYS = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };

export function listen(map, tip, clock, choose) {
  const canvas = map.canvas, down = new Map();
  let travelled = 0;
  const at = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };

  canvas.addEventListener("pointerdown", (event) => {
    down.set(event.pointerId, at(event)); travelled = 0;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = at(event), before = down.get(event.pointerId);
    if (!before) return say(now);
    travelled += Math.hypot(now[0] - before[0], now[1] - before[1]);
    down.set(event.pointerId, now);
    tip.hidden = true;
    if (down.size === 2) return pinch(event.pointerId, before, now);
    if (event.pointerType !== "touch") map.panBy(now[0] - before[0], now[1] - before[1]);
  });
  const lift = (event) => {
    if (event.type === "pointerup" && down.size === 1 && travelled < CLICK_PX) { choose(zoneAt(map, ...at(event))); say(at(event)); }
    down.delete(event.pointerId);
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  canvas.addEventListener("dblclick", (event) => map.zoomBy(2, at(event)));
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== canvas) return; // the page scrolls until the map is chosen
    event.preventDefault();
    map.zoomBy(Math.exp(-event.deltaY / 400), at(event));
  }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    if (KEYS[event.key]) map.panBy(...KEYS[event.key]);
    else if (event.key === "+" || event.key === "=") map.zoomBy(1.5);
    else if (event.key === "-") map.zoomBy(1 / 1.5);
    else if (event.key === "0") map.fit();
    else if (event.key === "Escape") choose(-1);
    else return;
    event.preventDefault();
  });

  function pinch(id, before, now) {
    const other = [...down].find(([key]) => key !== id)[1];
    const spread = (p) => Math.max(20, Math.hypot(p[0] - other[0], p[1] - other[1]));
    map.panBy((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    map.zoomBy(spread(now) / spread(before), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
  }

  function say([px, py]) {
    const words = wordsAt(map, px, py, clock);
    tip.hidden = !words;
    if (!words) return;
    tip.textContent = words;
    const left = px + 16 + tip.offsetWidth > map.width ? px - 12 - tip.offsetWidth : px + 16;
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${Math.max(4, Math.min(py + 12, map.height - tip.offsetHeight - 4))}px`;
  }
}

/** The zone under a point: a circle, else a polygon; -1 where there is none. */
export function zoneAt(map, px, py) {
  const view = map.view(), [x, y] = map.toMap(px, py);
  const near = (zone) => Math.hypot(view.px(zone.xy[0]) - px, view.py(zone.xy[1]) - py);
  const circle = map.city.zones.findIndex((zone) => !zone.rings.length && near(zone) < zoneRadius(zone) + 4);
  if (circle >= 0) return circle;
  return map.city.zones.findIndex((zone) => zone.rings.filter((ring) => inside(ring, x, y)).length % 2 === 1);
}

function inside(ring, x, y) {
  let odd = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[j], ring[j + 1]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

function wordsAt(map, px, py, clock) {
  const view = map.view(), { city } = map;
  const near = (row) => Math.hypot(view.px(row.xy[0]) - px, view.py(row.xy[1]) - py);
  const shelter = city.shelters.find((row) => near(row) < 14);
  if (shelter) {
    const beds = shelter.beds === null ? "a way out, no limit" : `${whole(shelter.beds)} beds`;
    return `${shelter.name || shelter.id}\n${whole(shelter.people)} people arrive; ${beds}`;
  }
  const road = roadAt(city, ...map.toMap(px, py), REACH_PX * map.scale);
  if (road >= 0) return roadWords(map, road, clock);
  const zone = zoneAt(map, px, py);
  return zone < 0 ? "" : `${city.zones[zone].name || city.zones[zone].id}\n${whole(city.zones[zone].people)} people`;
}

function roadWords(map, road, clock) {
  const { city } = map, links = city.linksOf[road];
  const lines = [city.names[city.name[links[0]]] || "road without a name"];
  if (city.flags[links[0]] & 3) lines[0] += city.flags[links[0]] & 1 ? " (bridge)" : " (tunnel)";
  for (const link of links) {
    const assumed = city.flags[link] & 4 ? ", assumed" : "";
    lines.push(`${heading(city, link)}: carries ${whole(city.capacity[link])} vehicles an hour${assumed}; ${useWords(map, link)}`);
  }
  for (const [link, to, from] of city.turned) {
    if (links.includes(to)) lines.push(`${heading(city, to)}: takes over the lanes of the other direction from ${clock(from)}`);
    else if (links.includes(link)) lines.push(`${heading(city, link)}: given up from ${clock(from)}`);
  }
  for (const closure of city.closures) {
    if (!links.includes(closure.link)) continue;
    const until = closure.until_s === null ? "" : ` until ${clock(closure.until_s)}`;
    lines.push(`${heading(city, closure.link)}: closed from ${clock(closure.from_s)}${until}${closure.reason ? ": " + closure.reason : ""}`);
  }
  return lines.join("\n");
}

function useWords(map, link) {
  const row = map.city.use.row.get(link);
  if (row === undefined) return "not used by this plan";
  const share = map.city.use.share(row, map.step), flow = whole(share * map.city.capacity[link]);
  const when = map.step < 0 ? "on average" : "now";
  return `${when} ${flow} an hour (${Math.round(100 * share)} %), ${whole(map.city.use.vehicles[row])} in all`;
}

function heading(city, link) {
  const r = city.road[link], a = city.start[r], b = city.start[r + 1] - 1, sign = city.forward[link] ? 1 : -1;
  const angle = Math.atan2(sign * (city.x[b] - city.x[a]), -sign * (city.y[b] - city.y[a]));
  return ["north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"][(Math.round((angle * 4) / Math.PI) + 8) % 8];
}

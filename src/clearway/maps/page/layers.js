// What is drawn over the roads: use, routes, bottleneck, closures, zones, shelters and their names.

import { middleOf } from "./city.js";

const USE_FROM = [0, 0.25, 0.5, 0.75, 0.95], USE_WIDTH = [1.8, 2.6, 3.4, 4.3, 5.4];
const MOST_LABELS = 3, LONGEST_LABEL = 30;

/** Which of the five classes a share belongs to; -1 for an unused road. */
export function useClass(share) {
  if (share <= 0) return -1;
  let found = 0;
  for (let i = 1; i < USE_FROM.length; i++) if (share > USE_FROM[i] || (i === 4 && share >= USE_FROM[i])) found = i;
  return found;
}

export function tracePath(pen, city, view, road) {
  for (let p = city.start[road]; p < city.start[road + 1]; p++) {
    const px = view.px(city.x[p]), py = view.py(city.y[p]);
    if (p === city.start[road]) pen.moveTo(px, py); else pen.lineTo(px, py);
  }
}

function visible(city, view, road) {
  const at = road * 4, box = city.box;
  return box[at + 2] > view.west && box[at] < view.east && box[at + 3] > view.north && box[at + 1] < view.south;
}

function stroke(pen, city, view, links, color, width, dash = []) {
  pen.beginPath();
  for (const link of links) if (visible(city, view, city.road[link])) tracePath(pen, city, view, city.road[link]);
  pen.strokeStyle = color; pen.lineWidth = width; pen.setLineDash(dash); pen.stroke(); pen.setLineDash([]);
}

/** Roads by how full they are at a step (-1: averaged over the whole plan), the fullest on top. */
export function drawUse(pen, city, view, ink, step, faded) {
  const groups = [[], [], [], [], []];
  city.use.links.forEach((link, i) => {
    const at = useClass(city.use.share(i, step));
    if (at >= 0) groups[at].push(link);
  });
  pen.globalAlpha = faded ? 0.35 : 1;
  groups.forEach((links, at) => stroke(pen, city, view, links, ink[`u${at + 1}`], USE_WIDTH[at]));
  pen.globalAlpha = 1;
}

/** What lies under the roads' use, so that the bottleneck shows at their sides. */
export function drawBottleneckGround(pen, city, view, ink) {
  stroke(pen, city, view, city.bottleneck, ink.neck, 11);
}

export function drawBottleneck(pen, city, view, ink, labels) {
  stroke(pen, city, view, city.bottleneck, ink["neck-core"], 2, [5, 4]);
  const said = new Set();
  city.bottleneck.forEach((link, i) => {
    const name = city.bottleneckLabels[i];
    if (said.has(name) || said.size >= MOST_LABELS) return;
    said.add(name);
    const [x, y] = middleOf(city, link);
    labels.push({ text: name, x: view.px(x), y: view.py(y) - 14, bold: true, must: true });
  });
}

/** The chosen zone's ways: one strong line with arrows in driving direction. */
export function drawRoutes(pen, city, view, ink, zone) {
  for (const route of city.routes) {
    if (route.zone !== zone) continue;
    stroke(pen, city, view, route.links, ink.halo, 9);
    stroke(pen, city, view, route.links, ink.route, 5);
  }
  pen.fillStyle = ink.route; pen.strokeStyle = ink.halo; pen.lineWidth = 1.5;
  for (const route of city.routes) {
    if (route.zone !== zone) continue;
    let since = 60;
    for (const link of route.links) since = arrowsAlong(pen, city, view, link, since);
  }
}

function arrowsAlong(pen, city, view, link, since) {
  const r = city.road[link], first = city.start[r], last = city.start[r + 1] - 1, forward = city.forward[link];
  for (let i = 0; i < last - first; i++) {
    const p = forward ? first + i : last - i, q = forward ? p + 1 : p - 1;
    const ax = view.px(city.x[p]), ay = view.py(city.y[p]), bx = view.px(city.x[q]), by = view.py(city.y[q]);
    const span = Math.hypot(bx - ax, by - ay);
    for (let at = 90 - since; at < span; at += 90) {
      if (at < 0) continue;
      arrow(pen, ax + ((bx - ax) * at) / span, ay + ((by - ay) * at) / span, Math.atan2(by - ay, bx - ax));
    }
    since = (since + span) % 90;
  }
  return since;
}

function arrow(pen, x, y, angle) {
  pen.save(); pen.translate(x, y); pen.rotate(angle);
  pen.beginPath(); pen.moveTo(9, 0); pen.lineTo(-6, 7); pen.lineTo(-3, 0); pen.lineTo(-6, -7); pen.closePath();
  pen.stroke(); pen.fill(); pen.restore();
}

/** Roads turned one way: a white dash along those that take over the other direction's lanes. */
export function drawTurned(pen, city, view, ink, at) {
  const links = city.turned.filter(([, , from]) => at === null || at >= from).map(([, to]) => to);
  stroke(pen, city, view, links, ink.card, 1.5, [8, 5]);
}

export function drawClosures(pen, city, view, ink, at) {
  const seen = new Set();
  for (const closure of city.closures) {
    const over = at !== null && (at < closure.from_s || (closure.until_s !== null && at >= closure.until_s));
    if (over) continue;
    stroke(pen, city, view, [closure.link], ink.closed, 3, [3, 5]);
    if (seen.has(city.road[closure.link])) continue;
    seen.add(city.road[closure.link]);
    const [x, y] = middleOf(city, closure.link).map((v, i) => (i ? view.py(v) : view.px(v)));
    pen.beginPath(); pen.arc(x, y, 8, 0, 7); pen.fillStyle = ink.closed; pen.fill();
    pen.lineWidth = 1.5; pen.strokeStyle = ink.halo; pen.stroke();
    pen.fillStyle = ink.card; pen.fillRect(x - 5, y - 1.5, 10, 3);
  }
}

function traceRings(pen, view, zone) {
  pen.beginPath();
  for (const ring of zone.rings) {
    for (let i = 0; i < ring.length; i += 2) pen[i ? "lineTo" : "moveTo"](view.px(ring[i]), view.py(ring[i + 1]));
    pen.closePath();
  }
}

/** What lies under the roads: the zones' ground. */
export function drawGround(pen, city, view, ink) {
  pen.fillStyle = ink["zone-fill"];
  for (const zone of city.zones) { traceRings(pen, view, zone); pen.fill("evenodd"); }
}

export function drawZones(pen, city, view, ink, chosen, labels) {
  city.zones.forEach((zone, ix) => {
    const on = ix === chosen;
    pen.strokeStyle = on ? ink.route : ink.zone; pen.lineWidth = on ? 3 : 0.8;
    if (zone.rings.length) { traceRings(pen, view, zone); pen.stroke(); }
    const x = view.px(zone.xy[0]), y = view.py(zone.xy[1]), r = zoneRadius(zone);
    if (!zone.rings.length) {
      pen.beginPath(); pen.arc(x, y, r, 0, 7); pen.fillStyle = ink.card; pen.globalAlpha = 0.75; pen.fill();
      pen.globalAlpha = 1; pen.lineWidth = on ? 4 : 2; pen.stroke();
    }
    labels.push({ text: zone.name || zone.id, x, y: zone.rings.length ? y : y + r + 9, rank: zone.people, bold: on, must: on });
  });
}

export const zoneRadius = (zone) => 5 + Math.min(9, Math.sqrt(zone.people) / 40);

export function drawShelters(pen, city, view, ink, labels) {
  for (const shelter of city.shelters) {
    const x = view.px(shelter.xy[0]), y = view.py(shelter.xy[1]);
    pen.fillStyle = ink.shelter; pen.strokeStyle = ink.halo; pen.lineWidth = 2; pen.beginPath();
    if (shelter.beds === null) {
      pen.moveTo(x, y - 10); pen.lineTo(x + 10, y + 8); pen.lineTo(x - 10, y + 8); pen.closePath(); pen.stroke(); pen.fill();
    } else {
      const share = shelter.beds > 0 ? Math.min(1, shelter.people / shelter.beds) : 1;
      pen.arc(x, y, 13, 0, 7); pen.fillStyle = ink.halo; pen.fill();
      pen.beginPath(); pen.arc(x, y, 12, 0, 7); pen.lineWidth = 4; pen.strokeStyle = ink.line; pen.stroke();
      pen.beginPath(); pen.arc(x, y, 12, -Math.PI / 2, -Math.PI / 2 + share * 2 * Math.PI); pen.strokeStyle = ink.ring; pen.stroke();
      pen.fillStyle = ink.shelter; pen.fillRect(x - 6, y - 6, 12, 12);
    }
    labels.push({ text: shelter.name || shelter.id, x, y: y + 22, rank: 1e6 + shelter.people });
  }
}

/** Names, the most important first; one that would cover another is left out. */
export function drawLabels(pen, view, ink, labels, covered) {
  const taken = [...covered];
  pen.textAlign = "center"; pen.textBaseline = "middle"; pen.lineJoin = "round";
  labels.sort((a, b) => Number(b.must ?? 0) - Number(a.must ?? 0) || (b.rank ?? 0) - (a.rank ?? 0));
  for (const label of labels) {
    pen.font = `${label.bold ? 700 : 500} 12px system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif`;
    const text = label.text.length > LONGEST_LABEL ? `${label.text.slice(0, LONGEST_LABEL - 1)}…` : label.text;
    const half = pen.measureText(text).width / 2 + 3;
    const x = Math.max(half + 4, Math.min(view.width - half - 4, label.x)), away = Math.abs(x - label.x) > half;
    const box = [x - half, label.y - 8, x + half, label.y + 8];
    if (away || box[3] < 0 || box[1] > view.height) continue;
    if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) continue;
    taken.push(box);
    pen.strokeStyle = ink.halo; pen.lineWidth = 4; pen.strokeText(text, x, label.y);
    pen.fillStyle = ink.label; pen.fillText(text, x, label.y);
  }
}

// The city as typed arrays: roads as lines, links with their figures, and a grid to find what lies under a point.

import { bytes, ints, steps } from "./decode.js";

const CELL = 2000; // map units: 1 km
const MOST_CELLS = 400; // on a side

export function readCity(scene) {
  const packed = scene.roads, counts = ints(packed.points);
  const x = Int32Array.from(steps(packed.x)), y = Int32Array.from(steps(packed.y));
  const start = new Int32Array(counts.length + 1), box = new Int32Array(counts.length * 4);
  for (let r = 0; r < counts.length; r++) {
    start[r + 1] = start[r] + counts[r];
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let p = start[r]; p < start[r + 1]; p++) {
      west = Math.min(west, x[p]); east = Math.max(east, x[p]);
      north = Math.min(north, y[p]); south = Math.max(south, y[p]);
    }
    box.set([west, north, east, south], r * 4);
  }
  const capacity = steps(packed.capacity);
  const city = {
    roads: counts.length, x, y, start, box, rank: Uint8Array.from(steps(packed.rank)),
    road: Int32Array.from(steps(packed.road)), forward: Uint8Array.from(ints(packed.forward)),
    names: packed.names, name: steps(packed.name), capacity, speed: steps(packed.speed),
    flags: ints(packed.flags), use: readUse(scene.use, capacity),
    zones: scene.zones.map((zone) => ({ ...zone, rings: zone.rings.map(readRing) })),
    shelters: scene.shelters, closures: scene.closures, routes: readRoutes(scene.routes),
    turned: scene.turned, bottleneck: scene.bottleneck, bottleneckLabels: scene.bottleneckLabels,
  };
  city.linksOf = linksByRoad(city);
  city.extent = extentOf(city);
  city.grid = makeGrid(city);
  return city;
}

function readRing(text) {
  const flat = ints(text);
  for (let i = 2; i < flat.length; i++) flat[i] += flat[i - 2];
  return flat;
}

function readUse(packed, capacity) {
  const links = steps(packed.links), shares = bytes(packed.shares), n = packed.steps;
  const vehicles = ints(packed.vehicles), row = new Map(links.map((link, i) => [link, i]));
  const hours = (n * packed.step_s) / 3600, mean = links.map((link, i) => vehicles[i] / hours / capacity[link] || 0);
  const share = (i, step) => (step < 0 ? mean[i] : shares[i * n + step] / packed.full);
  return { ...packed, links, vehicles, row, share };
}

function readRoutes(packed) {
  const links = steps(packed.links);
  let at = 0;
  return packed.counts.map((count, i) => ({
    zone: packed.zone[i], shelter: packed.shelter[i], links: links.slice(at, (at += count)),
  }));
}

function linksByRoad(city) {
  const lists = Array.from({ length: city.roads }, () => []);
  city.road.forEach((road, link) => lists[road].push(link));
  return lists;
}

function extentOf(city) {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < city.x.length; i++) {
    west = Math.min(west, city.x[i]); east = Math.max(east, city.x[i]);
    north = Math.min(north, city.y[i]); south = Math.max(south, city.y[i]);
  }
  return Number.isFinite(west) ? [west, north, east, south] : [-1000, -1000, 1000, 1000];
}

/** Roads by grid cell, so that drawing and pointing look only where they must. */
function makeGrid(city) {
  const [west, north, east, south] = city.extent;
  const size = Math.max(CELL, (east - west) / MOST_CELLS, (south - north) / MOST_CELLS);
  const columns = Math.floor((east - west) / size) + 1, cells = new Map();
  const column = (px) => Math.floor((px - west) / size), line = (py) => Math.floor((py - north) / size);
  for (let r = 0; r < city.roads; r++) {
    const [w, n, e, s] = city.box.subarray(r * 4, r * 4 + 4);
    for (let cy = line(n); cy <= line(s); cy++) {
      for (let cx = column(w); cx <= column(e); cx++) {
        const key = cy * columns + cx, cell = cells.get(key);
        if (cell) cell.push(r); else cells.set(key, [r]);
      }
    }
  }
  return { near };

  function near(px, py, reach) {
    const found = new Set();
    for (let cy = line(py - reach); cy <= line(py + reach); cy++) {
      for (let cx = Math.max(0, column(px - reach)); cx <= Math.min(columns - 1, column(px + reach)); cx++) {
        for (const r of cells.get(cy * columns + cx) ?? []) found.add(r);
      }
    }
    return found;
  }
}

/** The road nearest to a point, within reach; -1 where there is none. */
export function roadAt(city, px, py, reach) {
  let best = -1, nearest = reach * reach;
  for (const r of city.grid.near(px, py, reach)) {
    for (let p = city.start[r]; p + 1 < city.start[r + 1]; p++) {
      const ax = city.x[p], ay = city.y[p], bx = city.x[p + 1] - ax, by = city.y[p + 1] - ay;
      const along = Math.max(0, Math.min(1, ((px - ax) * bx + (py - ay) * by) / (bx * bx + by * by || 1)));
      const dx = px - ax - along * bx, dy = py - ay - along * by;
      if (dx * dx + dy * dy < nearest) { nearest = dx * dx + dy * dy; best = r; }
    }
  }
  return best;
}

/** The point halfway along a link's line, in map units. */
export function middleOf(city, link) {
  const r = city.road[link], points = [];
  let length = 0;
  for (let p = city.start[r]; p < city.start[r + 1]; p++) points.push([city.x[p], city.y[p]]);
  for (let i = 1; i < points.length; i++) length += Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
  let left = length / 2;
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1], [bx, by] = points[i], span = Math.hypot(bx - ax, by - ay);
    if (span >= left && span > 0) return [ax + ((bx - ax) * left) / span, ay + ((by - ay) * left) / span];
    left -= span;
  }
  return points[0] ?? [0, 0];
}

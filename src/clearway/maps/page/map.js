// The map: a view over the city that pans and zooms; roads are kept as a picture, the rest is drawn over it.

import { drawBottleneck, drawBottleneckGround, drawClosures, drawGround, drawLabels, drawRoutes, drawShelters, drawTurned, drawUse, drawZones, tracePath } from "./layers.js";

const ROAD_WIDTH = [3, 2.4, 1.8, 1.3, 0.9];
const HIDDEN_FROM = [Infinity, Infinity, 300, 110, 45]; // map units a pixel from which a rank is left out …
const FEW_ROADS = 9000; // … in a city with more roads than this
const REDRAW_AFTER_MS = 90;
const INKS = ["land", "road0", "road1", "road2", "road3", "road4", "zone", "zone-fill", "label", "halo", "card", "line",
  "u1", "u2", "u3", "u4", "u5", "neck", "neck-core", "route", "closed", "shelter", "ring"];

export class CityMap {
  constructor(canvas, city) {
    Object.assign(this, { canvas, city, step: -1, chosen: -1, asked: false, picture: null, onView: () => {} });
    this.ratio = Math.min(window.devicePixelRatio || 1, 2);
    this.readInks();
    this.fit();
    new ResizeObserver(() => this.resized()).observe(canvas);
  }

  readInks() {
    const style = getComputedStyle(document.documentElement);
    this.ink = Object.fromEntries(INKS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    this.picture = null;
    this.draw();
  }

  resized() {
    if (this.fixed) return;
    const before = this.width;
    this.measure();
    if (!before) this.fit();
    this.picture = null;
    this.drawNow();
  }

  /** Draw at a fixed size, for paper; null: at the size of the screen again. */
  takeSize(size) {
    this.fixed = size;
    [this.canvas.style.width, this.canvas.style.height] = size ? size.map((px) => `${px}px`) : ["", ""];
    this.picture = null;
  }

  measure() {
    [this.width, this.height] = this.fixed ?? [this.canvas.clientWidth, this.canvas.clientHeight];
    this.canvas.width = Math.round(this.width * this.ratio); this.canvas.height = Math.round(this.height * this.ratio);
  }

  /** Show all that matters: zones, shelters and the roads between them. */
  fit() {
    this.measure();
    const points = [...this.city.zones, ...this.city.shelters].map((row) => row.xy);
    for (const link of this.city.use.links) {
      const box = this.city.box.subarray(this.city.road[link] * 4, this.city.road[link] * 4 + 4);
      points.push([box[0], box[1]], [box[2], box[3]]);
    }
    this.show(points.length ? boxOf(points) : this.city.extent);
  }

  fitZone(zone) {
    const points = [this.city.zones[zone].xy];
    for (const route of this.city.routes) {
      if (route.zone !== zone) continue;
      points.push(this.city.shelters[route.shelter].xy);
      for (const link of route.links) {
        const box = this.city.box.subarray(this.city.road[link] * 4, this.city.road[link] * 4 + 4);
        points.push([box[0], box[1]], [box[2], box[3]]);
      }
    }
    this.show(boxOf(points));
  }

  show([west, north, east, south]) {
    const margin = Math.min(48, this.width / 8);
    const scale = Math.max((east - west) / (this.width - 2 * margin), (south - north) / (this.height - 2 * margin), 2);
    Object.assign(this, { x: (west + east) / 2, y: (north + south) / 2, scale });
    this.moved();
  }

  /** Boxes of what lies over the map, where no name can be read. */
  overlays() {
    const over = [...this.canvas.parentElement.querySelectorAll(".zoom, .credit, #scale")];
    return over.map((box) => [box.offsetLeft, box.offsetTop, box.offsetLeft + box.offsetWidth, box.offsetTop + box.offsetHeight]);
  }

  zoomBy(factor, at = [this.width / 2, this.height / 2]) {
    const [x, y] = this.toMap(...at);
    this.scale = Math.max(0.3, Math.min(this.scale / factor, 20000));
    this.x = x - (at[0] - this.width / 2) * this.scale; this.y = y - (at[1] - this.height / 2) * this.scale;
    this.moved();
  }

  panBy(dx, dy) {
    this.x -= dx * this.scale; this.y -= dy * this.scale;
    this.moved();
  }

  toMap(px, py) {
    return [this.x + (px - this.width / 2) * this.scale, this.y + (py - this.height / 2) * this.scale];
  }

  moved() {
    this.onView();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => { this.picture = null; this.draw(); }, REDRAW_AFTER_MS);
    this.draw();
  }

  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => this.drawNow());
  }

  drawNow() {
    this.asked = false;
    if (!this.width) return;
    if (!this.picture) this.picture = this.drawRoads();
    const pen = this.canvas.getContext("2d"), view = this.view(), old = this.picture, zoom = old.scale / this.scale;
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.lineCap = pen.lineJoin = "round";
    pen.fillStyle = this.ink.land; pen.fillRect(0, 0, this.width, this.height);
    drawGround(pen, this.city, view, this.ink);
    pen.drawImage(old.canvas, view.px(old.west), view.py(old.north), old.width * zoom, old.height * zoom);
    const labels = [], { city, ink } = this, route = this.chosen >= 0;
    const at = this.step < 0 ? null : city.use.first_s + this.step * city.use.step_s;
    drawZones(pen, city, view, ink, this.chosen, labels);
    drawBottleneckGround(pen, city, view, ink);
    drawUse(pen, city, view, ink, this.step, route);
    drawBottleneck(pen, city, view, ink, labels);
    if (route) drawRoutes(pen, city, view, ink, this.chosen);
    drawTurned(pen, city, view, ink, at);
    drawClosures(pen, city, view, ink, at);
    drawShelters(pen, city, view, ink, labels);
    drawLabels(pen, view, ink, labels, this.overlays());
  }

  view() {
    const { x, y, scale, width, height } = this, left = width / 2, top = height / 2;
    return {
      width, height, px: (mx) => (mx - x) / scale + left, py: (my) => (my - y) / scale + top,
      west: x - left * scale, east: x + left * scale, north: y - top * scale, south: y + top * scale,
    };
  }

  /** The bare roads, a quarter wider than the screen, so that a small move needs no new picture. */
  drawRoads() {
    const { city, ratio, scale } = this, view = this.view(), more = 0.25;
    const width = this.width * (1 + 2 * more), height = this.height * (1 + 2 * more);
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
    canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
    const [west, north] = this.toMap(-this.width * more, -this.height * more);
    const east = west + width * scale, south = north + height * scale;
    const wide = { px: (x) => view.px(x) + this.width * more, py: (y) => view.py(y) + this.height * more };
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.lineCap = pen.lineJoin = "round";
    const many = city.roads > FEW_ROADS, box = city.box, growth = Math.max(1, Math.min(2.5, 6 / scale));
    let rank = -1;
    const finish = () => {
      if (rank < 0) return;
      pen.strokeStyle = this.ink[`road${rank}`]; pen.lineWidth = ROAD_WIDTH[rank] * growth; pen.stroke();
    };
    for (let r = 0; r < city.roads; r++) {
      if (city.rank[r] !== rank) { finish(); rank = city.rank[r]; pen.beginPath(); }
      if (many && scale > HIDDEN_FROM[rank]) continue;
      const at = r * 4;
      if (box[at + 2] > west && box[at] < east && box[at + 3] > north && box[at + 1] < south) tracePath(pen, city, wide, r);
    }
    finish();
    return { canvas, scale, west, north, width, height };
  }
}

function boxOf(points) {
  const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
  const least = (values) => values.reduce((a, b) => Math.min(a, b)), most = (values) => values.reduce((a, b) => Math.max(a, b));
  return [least(xs), least(ys), most(xs), most(ys)];
}

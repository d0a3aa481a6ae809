// The arrival curve beside the bound: drawn as SVG at its real size, with a mark at the slider's time.

import { whole } from "./words.js";

const MARGIN = { left: 12, right: 12, top: 14, bottom: 24 }, DIGIT_PX = 7;
const NICE_S = [300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];

export class Curve {
  constructor(box, curve, clock) {
    Object.assign(this, { box, curve, clock, at: null });
    const times = [...curve.safe, ...curve.most].map((p) => p[0]);
    this.first = Math.min(0, ...times);
    this.last = Math.max(this.first + 60, curve.clearance_s, ...curve.most.filter((p) => p[1] < 0.999 * curve.people).map((p) => p[0])) * 1.02;
    new ResizeObserver(() => this.draw()).observe(box);
    this.draw();
  }

  mark(at) {
    this.at = at;
    this.draw();
  }

  draw() {
    const { curve, clock } = this, width = this.box.clientWidth || 360, height = this.box.clientHeight || 170;
    const left = MARGIN.left + DIGIT_PX * whole(curve.people).length;
    const right = width - MARGIN.right, bottom = height - MARGIN.bottom;
    const x = (t) => left + ((t - this.first) / (this.last - this.first)) * (right - left);
    const y = (n) => bottom - (n / Math.max(curve.people, 1)) * (bottom - MARGIN.top);
    const line = (points) => points.map(([t, n], i) => `${i ? "L" : "M"}${x(Math.min(t, this.last)).toFixed(1)} ${y(n).toFixed(1)}`).join("");
    const toTheEnd = (points) => (points.length ? [...points, [this.last, points[points.length - 1][1]]] : []);
    const safe = toTheEnd(curve.safe), most = toTheEnd(curve.most), parts = [];
    const step = NICE_S.find((s) => (this.last - this.first) / s <= (right - left) / 66) ?? 172800;
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const n = share * curve.people;
      parts.push(`<path d="M${left} ${y(n)}H${right}" stroke="var(--hair)"/><text x="${left - 6}" y="${y(n) + 4}" text-anchor="end" fill="var(--soft)">${whole(n)}</text>`);
    }
    for (let t = Math.ceil(this.first / step) * step; t <= this.last; t += step) {
      parts.push(`<path d="M${x(t)} ${bottom}v4" stroke="var(--soft)"/><text x="${x(t)}" y="${bottom + 16}" text-anchor="middle" fill="var(--soft)">${clock(t)}</text>`);
    }
    if (most.length && safe.length) parts.push(`<path d="${line(most)}${line([...safe].reverse()).replace("M", "L")}Z" fill="var(--gap)"/>`);
    parts.push(`<path class="most" d="${line(most)}" fill="none" stroke="var(--soft)" stroke-width="1.8" stroke-dasharray="5 4"/>`);
    parts.push(`<path class="safe" d="${line(safe)}" fill="none" stroke="var(--served)" stroke-width="3" stroke-linejoin="round"/>`);
    if (curve.bound_s !== null) parts.push(`<circle cx="${x(curve.bound_s)}" cy="${y(curve.people)}" r="4.5" fill="var(--card)" stroke="var(--soft)" stroke-width="2"/>`);
    parts.push(`<circle cx="${x(curve.clearance_s)}" cy="${y(curve.people)}" r="4.5" fill="var(--served)"/>`);
    if (this.at !== null) parts.push(`<path class="now" d="M${x(this.at)} ${MARGIN.top - 8}V${bottom}" stroke="var(--focus)" stroke-width="2"/>`);
    this.box.innerHTML = `<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">${parts.join("")}</svg>`;
  }
}

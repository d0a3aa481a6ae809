// Reads packed numbers back (the other half of maps/packing.py).

/** Bytes of a base64 text. */
export function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** Whole numbers from zigzag varints. */
export function ints(text) {
  const data = bytes(text), out = [];
  for (let at = 0; at < data.length; ) {
    let value = 0, place = 1, byte;
    do {
      byte = data[at++];
      value += (byte & 127) * place;
      place *= 128;
    } while (byte & 128);
    out.push(value % 2 ? -(value + 1) / 2 : value / 2);
  }
  return out;
}

/** Whole numbers kept as the steps between neighbours. */
export function steps(text) {
  const out = ints(text);
  for (let i = 1; i < out.length; i++) out[i] += out[i - 1];
  return out;
}

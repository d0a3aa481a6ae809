// Says instants and numbers as the rest of the page does (the other half of clearway/times.py).

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (n) => String(n).padStart(2, "0");

/** A clock that says seconds after the start: "18:20", with the day where that is not the first. */
export function clockFrom(start) {
  const zero = Date.parse(start + "Z"); // the scenario's own clock, whatever zone the reader is in
  const day = (t) => Math.floor(t / 86400000);
  return (seconds) => {
    const t = Math.round((zero + seconds * 1000) / 60000) * 60000, at = new Date(t);
    const said = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
    return day(t) === day(zero) ? said : `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${said}`;
  };
}

export const whole = (n) => Math.round(n).toLocaleString("en-GB");

// Texts and times. All words come from texts.toml; times are local ISO strings of the community, without a zone.

let texts = {};

export const useTexts = (given) => (texts = given);

/** A node of the texts by its dotted path: a string, a list or a table. */
export function words(path) {
  return path.split(".").reduce((node, name) => node?.[name], texts);
}

export function fill(template, params = {}) {
  return template.replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ""));
}

export const t = (path, params) => fill(words(path), params);

/** Read as UTC, so that the zone and the summer time of the visitor's machine play no part. */
export const parse = (iso) => Date.parse(`${iso}Z`);

export const minutesBetween = (from, to) => (parse(to) - parse(from)) / 60000;

const two = (number) => String(number).padStart(2, "0");

function fields(iso) {
  const date = new Date(parse(iso));
  return {
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: two(date.getUTCHours()),
    minute: two(date.getUTCMinutes()),
    weekday: words("time.weekdays")[date.getUTCDay()],
  };
}

export const clock = (iso) => t("time.today", fields(iso));
export const day = (iso) => t("time.full", fields(iso));

/** The hour alone on the day of `now`, with the date on another. */
export function moment(iso, now) {
  return t(now && iso.slice(0, 10) === now.slice(0, 10) ? "time.today" : "time.short", fields(iso));
}

/** A span in the two largest units that matter. */
export function span(minutes) {
  const whole = Math.floor(Math.abs(minutes));
  if (whole < 1) return t("time.seconds");
  const params = { days: Math.floor(whole / 1440), hours: Math.floor((whole % 1440) / 60), minutes: whole % 60 };
  if (params.days) return t("time.days", params);
  return params.hours ? t("time.hours", params) : t("time.minutes", params);
}

// The community's clock: it runs like the real one and can be moved on, so one can watch a day in a minute.
import { advance } from "./api.js";
import { byId, flash, setText, toast } from "./dom.js";
import { clock, day, moment, t } from "./format.js";

export function showClock(store) {
  const moves = byId("moves");
  store.on("state", () => {
    const { now, next } = store.state;
    if (byId("time").textContent !== clock(now)) flash(byId("time"), "moved");
    byId("time").dateTime = now;
    setText(byId("time"), clock(now));
    setText(byId("date"), day(now));
    const what = next ? t("time.next", { at: moment(next.at, now), what: next.what }) : t("time.no_next");
    setText(byId("next"), what);
    moves.querySelector(".next").title = what;
    moves.querySelector(".next").disabled = !next;
  });
  moves.addEventListener("click", (event) => {
    const { minutes, next } = event.target.closest("button")?.dataset ?? {};
    if (minutes) move({ minutes: Number(minutes) });
    if (next) move({ next: true });
  });
}

export async function move(how) {
  const moves = byId("moves");
  if (moves.ariaBusy === "true") return;
  moves.ariaBusy = "true";
  try {
    await advance(how);
  } catch (error) {
    toast(error.message);
  } finally {
    moves.ariaBusy = "false";
  }
}

// Requests as cards that move through their five steps, with the clock that runs now.
import { byId, flash, follow, h, setBadge, setText } from "./dom.js";
import { minutesBetween, moment, span, t, words } from "./format.js";

const FINISHED = ["done", "back", "gone"];
const STEP = { new: 1, sent: 2, taken: 3, rate: 4, done: 5, back: 0, gone: 0 }; // how many steps lie behind
const SOON_MINUTES = 10;

export const statusOf = (request) => words("requests.status")[request.status] ?? "new";
export const isFinished = (request) => FINISHED.includes(statusOf(request));

/** The time limit that counts in this status, if one does. */
function limitOf(request) {
  const status = statusOf(request);
  if (status === "new" || status === "sent") return [t("requests.accept"), request.accept_by];
  return status === "taken" ? [t("requests.close"), request.close_by] : [null, null];
}

class Card {
  constructor(store) {
    this.store = store;
    this.parts = Object.fromEntries(
      ["code", "status", "urgent", "text", "where", "people", "limit", "limitName", "limitTime", "affected"].map(
        (name) => [name, h("span", { class: `card-${name}` })],
      ),
    );
    const { code, status, urgent, text, where, people, limit, limitName, limitTime, affected } = this.parts;
    limit.append(limitName, limitTime);
    this.steps = words("requests.steps").map((name) => h("li", {}, h("span", {}, name)));
    this.summary = h("summary", {});
    this.history = h("ol", { class: "history" });
    this.details = h("details", {}, this.summary, this.history);
    this.element = h(
      "article",
      { class: "card", tabIndex: -1 },
      h("header", {}, code, where, urgent, status),
      h("p", { class: "card-words" }, text),
      h("ol", { class: "steps" }, this.steps),
      h("p", { class: "card-foot" }, people, affected, limit),
      this.details,
    );
  }

  update(request) {
    const { parts, store } = this;
    const status = statusOf(request);
    const before = this.element.dataset.status;
    Object.assign(this.element.dataset, { status, code: request.code });
    setText(parts.code, request.code);
    setText(parts.status, request.status);
    setText(parts.where, [request.place, request.category].filter(Boolean).join(" · "));
    setText(parts.urgent, words("requests.urgency")[request.urgency] ?? "");
    parts.urgent.dataset.urgency = request.urgency ?? "";
    setText(parts.text, request.text ?? "");
    const people = [["by", request.reporter], ["to", request.assignee]].filter(([, person]) => person);
    setText(parts.people, people.map(([how, who]) => t(`requests.${how}`, { name: store.nameOf(who) })).join(" → "));
    setText(parts.affected, request.affected > 1 ? t("requests.affected", { count: request.affected }) : "");
    this.#limit(request, status);
    this.#steps(status);
    this.#history(request);
    if (before && before !== status) flash(this.element, "glow");
  }

  #limit(request, status) {
    const { limit, limitName, limitTime } = this.parts;
    const [name, at] = limitOf(request);
    const { now } = this.store.state;
    const left = at ? minutesBetween(now, at) : 0;
    limit.dataset.state = !at ? "none" : left < 0 ? "over" : left <= SOON_MINUTES ? "soon" : "fine";
    setText(limitName, at ? name : "");
    if (at) setText(limitTime, t(left < 0 ? "requests.over" : "requests.left", { time: span(left) }));
    else if (status === "rate") setText(limitTime, t("requests.rate", { name: this.store.nameOf(request.reporter) }));
    else setText(limitTime, "★".repeat(request.rating ?? 0) + "☆".repeat(request.rating ? 5 - request.rating : 0));
    limitTime.ariaLabel = request.rating ? t("requests.stars", { count: request.rating }) : null;
    limitTime.role = request.rating ? "img" : null;
  }

  #steps(status) {
    this.steps.forEach((step, index) => {
      const here = index === STEP[status] && !FINISHED.includes(status);
      step.className = index < STEP[status] ? "past" : here ? "now" : "";
      step.ariaCurrent = step.className === "now" ? "step" : null;
    });
  }

  #history(request) {
    const steps = request.steps ?? [];
    this.details.hidden = !steps.length;
    setText(this.summary, t("requests.history", { count: steps.length }));
    if (this.history.childElementCount === steps.length) return;
    const lines = steps.map((step) => h("li", {}, h("time", {}, moment(step.at, this.store.state.now)), step.text));
    this.history.replaceChildren(...lines);
  }
}

export function showRequests(store) {
  const panel = byId("requests");
  const count = h("span", { class: "panel-count" });
  const list = h("div", { class: "cards" });
  const none = h("div", { class: "none" }, h("b", {}, t("requests.none")), h("span", {}, t("requests.none_hint")));
  panel.append(h("h2", {}, t("requests.title"), count), none, list);
  const kept = new Map();
  store.on("state", () => {
    const { requests } = store.state;
    const newest = [...requests].reverse().sort((a, b) => isFinished(a) - isFinished(b));
    const open = requests.filter((request) => !isFinished(request)).length;
    none.hidden = requests.length > 0;
    setText(count, open ? t("requests.open", { count: open }) : "");
    setBadge(byId("bottom").querySelector("[data-tab=requests] .badge"), open);
    follow(list, kept, newest, (request) => request.code, () => new Card(store));
  });
}

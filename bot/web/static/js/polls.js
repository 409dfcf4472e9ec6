// Polls with bars, turnout and the time left; counts stay hidden while the house hides them.
import { byId, flash, follow, h, setBadge, setText } from "./dom.js";
import { minutesBetween, moment, span, t, words } from "./format.js";

export const pollStatus = (poll) => words("polls.status")[poll.status] ?? "draft";

const ratio = (part, whole) => (whole > 0 ? Math.min(1, part / whole) : 0);

class Bar {
  constructor() {
    this.label = h("span", { class: "bar-label" });
    this.count = h("span", { class: "bar-count" });
    this.fill = h("i", {});
    this.element = h("li", {}, this.label, this.count, h("span", { class: "bar" }, this.fill));
  }

  update({ label, count, sum, leads }) {
    const hidden = count === null || count === undefined;
    const share = hidden ? 0 : ratio(count, sum);
    this.element.className = `${hidden ? "hidden" : ""} ${leads ? "leads" : ""}`;
    setText(this.label, label);
    setText(this.count, hidden ? "" : t("polls.count", { count, share: Math.round(share * 100) }));
    this.fill.style.setProperty("--share", share);
  }
}

class PollCard {
  constructor(store) {
    this.store = store;
    this.kept = new Map();
    const names = ["code", "title", "status", "turnout", "left", "hint", "result"];
    this.parts = Object.fromEntries(names.map((name) => [name, h("span", { class: `poll-${name}` })]));
    const { code, title, status, turnout, left, hint, result } = this.parts;
    this.bars = h("ol", { class: "bars" });
    this.meter = h("i", {});
    this.element = h(
      "article",
      { class: "card poll", tabIndex: -1 },
      h("header", {}, code, title, status),
      this.bars,
      hint,
      h("p", { class: "card-foot" }, turnout, h("span", { class: "meter" }, this.meter), left),
      result,
    );
  }

  update(poll) {
    const { parts } = this;
    const status = pollStatus(poll);
    const before = this.element.dataset.status;
    Object.assign(this.element.dataset, { status, code: poll.code });
    setText(parts.code, poll.code);
    setText(parts.title, poll.title);
    setText(parts.status, poll.status);
    const counts = poll.options.map((option) => option.count ?? 0);
    const sum = counts.reduce((a, b) => a + b, 0);
    const top = Math.max(...counts, 1);
    const rows = poll.options.map((option, index) => ({ ...option, index, sum, leads: option.count === top }));
    follow(this.bars, this.kept, rows, (row) => row.index, () => new Bar());
    setText(parts.hint, status === "open" && poll.options.some((each) => each.count === null) ? t("polls.hidden") : "");
    const turnout = { count: poll.turnout ?? 0, of: poll.eligible };
    setText(parts.turnout, t(poll.eligible ? "polls.turnout" : "polls.turnout_only", turnout));
    this.meter.style.setProperty("--share", ratio(turnout.count, poll.eligible));
    setText(parts.left, this.#left(poll, status));
    setText(parts.result, poll.result ? t("polls.result", { result: poll.result }) : "");
    if (before && before !== status) flash(this.element, "glow");
  }

  #left(poll, status) {
    if (!poll.deadline) return "";
    const { now } = this.store.state;
    const left = minutesBetween(now, poll.deadline);
    if (status === "open" && left > 0) return t("polls.left", { time: span(left) });
    return t("polls.until", { at: moment(poll.deadline, now) });
  }
}

export function showPolls(store) {
  const panel = byId("polls");
  const count = h("span", { class: "panel-count" });
  const list = h("div", { class: "cards" });
  const none = h("div", { class: "none" }, h("b", {}, t("polls.none")), h("span", {}, t("polls.none_hint")));
  panel.append(h("h2", {}, t("polls.title"), count), none, list);
  const kept = new Map();
  store.on("state", () => {
    const { polls } = store.state;
    const open = polls.filter((poll) => pollStatus(poll) === "open").length;
    none.hidden = polls.length > 0;
    setText(count, open ? t("polls.open", { count: open }) : "");
    setBadge(byId("bottom").querySelector("[data-tab=polls] .badge"), open);
    follow(list, kept, [...polls].reverse(), (poll) => poll.code, () => new PollCard(store));
  });
}

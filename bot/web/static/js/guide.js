// The guided row: from the state to the one next step of each track. `nextSteps` is pure.
import { move } from "./clock.js";
import { byId, follow, h, openTab, setText } from "./dom.js";
import { fill, minutesBetween, moment, t, words } from "./format.js";
import { avatar } from "./people.js";
import { pollStatus } from "./polls.js";
import { statusOf } from "./requests.js";
import { privateKey, roomKey } from "./store.js";

/** Something to say: as whom, where, what. `done` is how many steps of the track lie behind. */
function speak(track, key, step, person, chat, done, params = {}) {
  const { label, text } = words(`guide.${track}.${step}`);
  return { track, key, done, person, chat, label, text: fill(text, params) };
}

/** A private answer about one of several open things carries its code. */
function answer(store, step, person, code, open, done) {
  const alone = open.filter((request) => request.code !== code).length === 0;
  return speak("request", `${step} ${code}`, alone ? step : `${step}_one`, person, privateKey(person), done, { code });
}

function requestStep(store) {
  const plan = words("guide.request");
  const { requests } = store.state;
  const request = requests.findLast((each) => !["gone", "back"].includes(statusOf(each)));
  if (!request) return speak("request", "new", "new", plan.person, roomKey(plan.room), 0);
  const status = statusOf(request);
  const { code, assignee, reporter } = request;
  const theirs = (person, role, ...wanted) =>
    requests.filter((each) => each[role] === person && wanted.includes(statusOf(each)));
  if (status === "new") {
    const chat = privateKey(plan.dispatcher);
    return speak("request", `dispatch ${code}`, "dispatch", plan.dispatcher, chat, 1, { code });
  }
  if (status === "sent") return answer(store, "accept", assignee, code, theirs(assignee, "assignee", "sent"), 2);
  if (status === "taken") return answer(store, "close", assignee, code, theirs(assignee, "assignee", "taken"), 3);
  if (status === "rate") return answer(store, "rate", reporter, code, theirs(reporter, "reporter", "rate"), 4);
  return { track: "request", key: "done", done: 5, text: t("guide.request.done", { rating: request.rating ?? "-" }) };
}

/** The group where the proposer speaks: the planned one, or another of theirs if they are not in it. */
function pollRoom(store, plan) {
  const rooms = store.people.get(plan.person)?.rooms ?? [];
  return rooms.includes(plan.room) ? plan.room : rooms[0];
}

/** The chat where the bot asked the proposer to confirm and they have said nothing else there since. */
function confirmChat(store, plan) {
  const isQuestion = (each) => each.from === "bot" && each.text.includes(plan.confirm_word);
  const isElse = (each) => each.from === plan.person && each.text.trim() !== plan.confirm.text;
  return store.chatsOf(plan.person).find(({ messages }) => {
    const asked = messages.findLast(isQuestion);
    return asked && (messages.findLast(isElse)?.n ?? 0) < asked.n;
  })?.key;
}

/** The planned voters who are in the chat: those who have spoken since the proposer confirmed, and the others. */
function splitVoters(store, plan, chat) {
  const said = store.chatsOf(plan.person).flatMap((each) => each.messages);
  const confirmed = said.filter((each) => each.from === plan.person && each.text.trim() === plan.confirm.text);
  const since = Math.max(0, ...confirmed.map((each) => each.n));
  const heard = new Set(chat.messages.filter((each) => each.n > since).map((each) => each.from));
  const able = plan.voters.filter((voter) => store.canSpeak(chat, voter));
  return [able.filter((voter) => heard.has(voter)), able.filter((voter) => !heard.has(voter))];
}

function pollStep(store) {
  const plan = words("guide.poll");
  const { polls, now } = store.state;
  const poll = polls.findLast((each) => pollStatus(each) !== "void");
  const chat = roomKey(pollRoom(store, plan));
  const asked = confirmChat(store, plan);
  if (!poll && asked) return speak("poll", "draft", "confirm", plan.person, asked, 1); // kept back until confirmed
  if (!poll) return speak("poll", "new", "new", plan.person, chat, 0);
  const status = pollStatus(poll);
  const key = `${status} ${poll.code}`;
  if (status === "draft") return speak("poll", key, "confirm", plan.person, asked ?? chat, 1);
  if (status !== "open") return { track: "poll", key, done: 4, text: plan.done };
  const [spoken, silent] = splitVoters(store, plan, store.chats.get(chat));
  const ballots = Math.max(spoken.length, poll.turnout ?? 0); // the words come before the count
  if (ballots < plan.ballots.length && silent.length) {
    return speak("poll", `${key} ${silent[0]}`, "vote", silent[0], chat, 2, { ballot: plan.ballots[ballots] });
  }
  const minutes = Math.max(1, Math.ceil(minutesBetween(now, poll.deadline)));
  const text = fill(plan.wait.text, { at: moment(poll.deadline, now) });
  return { track: "poll", key: `${key} wait`, done: 3, clock: { minutes }, label: plan.wait.label, text };
}

/** More to try, once both tracks have been walked. */
function more(store) {
  const said = new Set([...store.chats.values()].flatMap((chat) => chat.messages.map((each) => each.text)));
  const left = words("guide.more").find((each) => store.people.has(each.person) && !said.has(each.text));
  if (!left) return null;
  const { person, room, label, text } = left;
  return { track: "more", key: text, done: 0, person, chat: room ? roomKey(room) : privateKey(person), label, text };
}

/** At most one step a track: {track, key, done, text, label?} and person+chat (to say) or clock (to move). */
export function nextSteps(store) {
  const steps = [requestStep(store), pollStep(store)];
  const walked = steps.every((step) => !step.label);
  const extra = walked ? more(store) : null;
  return extra ? [...steps, extra] : steps;
}

class Track {
  constructor(store, take) {
    this.store = store;
    this.title = h("span", { class: "track-title" });
    this.dots = h("span", { class: "dots", "aria-hidden": "true" });
    this.face = h("span", { class: "track-face" });
    this.label = h("b", {});
    this.text = h("span", { class: "track-text" });
    this.element = h(
      "button",
      { type: "button", class: "track" },
      this.face,
      h("span", { class: "track-head" }, this.title, this.dots),
      h("span", { class: "track-say" }, this.label, this.text),
    );
    this.element.addEventListener("click", () => take(this.step));
  }

  update(step) {
    this.step = step;
    const { store, element } = this;
    const names = words(`guide.${step.track}.steps`) ?? [];
    Object.assign(element.dataset, { track: step.track, key: step.key });
    element.dataset.kind = step.person ? "say" : step.clock ? "clock" : "done";
    element.disabled = !step.label;
    setText(this.title, t(`guide.titles.${step.track}`));
    setText(this.label, step.label ? fill(step.label, { name: store.nameOf(step.person) }) : "");
    setText(this.text, step.text);
    this.face.replaceChildren(...(step.person ? [avatar(store, step.person)] : []));
    this.dots.replaceChildren(...names.map((_, index) => h("i", { class: index < step.done ? "past" : "" })));
  }
}

export function showGuide(store, composer) {
  const kept = new Map();
  let seen = 0;
  const take = (step) => {
    openTab("chat");
    if (step.clock) {
      move(step.clock);
      return;
    }
    store.look(step.person, step.chat);
    composer.suggest(step.text);
  };
  store.on("state messages", () => {
    if (!store.loaded || !store.people.has(words("guide.request.person"))) return;
    const steps = nextSteps(store);
    follow(byId("tracks"), kept, steps, (step) => step.track, () => new Track(store, take));
    byId("tracks").classList.toggle("untouched", steps.every((step) => !step.done));
    const walked = steps.filter((step) => !step.label).length;
    if (walked !== seen) byId("tracks").scrollLeft = 0; // on a phone: what is left to do stands first
    seen = walked;
  });
}

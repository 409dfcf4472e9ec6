// The one place where the page is put together.
import { follow, read } from "./api.js";
import { tokenPattern } from "./chat.js";
import { showClock } from "./clock.js";
import { Composer } from "./compose.js";
import { byId, flash, openTab, setText, toast } from "./dom.js";
import { Focus } from "./focus.js";
import { t, useTexts, words } from "./format.js";
import { showGuide } from "./guide.js";
import { showPeople } from "./people.js";
import { showPolls } from "./polls.js";
import { showRequests } from "./requests.js";
import { privateKey, roomKey, Store } from "./store.js";
import { Wall } from "./wall.js";

const TICK_MILLISECONDS = 10_000; // clocks show minutes

/** A sheet over the page; `build(close)` makes its content. */
function openSheet(title, build) {
  const sheet = byId("sheet");
  setText(byId("sheet-title"), title);
  byId("sheet-body").replaceChildren(...build(() => sheet.close()));
  sheet.showModal();
}

function onPicture(src, alt) {
  const image = byId("viewer").querySelector("img");
  image.src = src;
  image.alt = alt;
  byId("viewer").showModal();
}

/** Show the card of a code, if there is one. */
function onCode(code) {
  const card = [...document.querySelectorAll(".card")].find((each) => each.dataset.code === code);
  if (!card) return;
  openTab(card.classList.contains("poll") ? "polls" : "requests");
  card.scrollIntoView({ block: "nearest" });
  card.focus({ preventScroll: true });
  flash(card, "glow");
}

function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    });
  }
}

function begin(store) {
  const { person, room } = words("guide.request");
  const first = store.people.has(person) ? person : store.person;
  const chat = store.chats.get(roomKey(room));
  store.look(first, chat && store.canSpeak(chat, first) ? chat.key : privateKey(first));
}

async function start() {
  const [texts, community] = await Promise.all([read("/api/texts"), read("/api/community")]);
  useTexts(texts);
  setText(byId("community"), community.name);
  document.title = `${community.name} · ${document.title}`;
  const store = new Store(community);
  const tools = { pattern: tokenPattern(community), onCode, onPicture };
  showClock(store);
  showPeople(store, openSheet);
  new Focus(store, tools, openSheet);
  new Wall(store, tools);
  const composer = new Composer(store);
  showRequests(store);
  showPolls(store);
  showGuide(store, composer);
  closeDialogs();
  byId("bottom").addEventListener("click", (event) => {
    const tab = event.target.closest("button")?.dataset.tab;
    if (tab) openTab(tab);
  });
  store.on("link", () => {
    setText(byId("link"), t(store.linked ? "link.on" : "link.off"));
    byId("link").dataset.linked = store.linked;
  });
  begin(store);
  follow(store);
  setInterval(() => store.tick(), TICK_MILLISECONDS);
}

start().catch((error) => toast(error.message));

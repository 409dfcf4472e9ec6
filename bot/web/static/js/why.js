// The page /why: one sentence, a group and a speaker; what the bot would do, from the same house as the demo.
import { read, why } from "./api.js";
import { byId, h, toast } from "./dom.js";
import { useTexts } from "./format.js";

let people = [];
let asked = 0;

/** Those of the group; everybody can write privately. */
function showSpeakers() {
  const room = byId("room").value;
  const before = byId("speaker").value;
  const able = people.filter((person) => !room || person.rooms.includes(room));
  byId("speaker").replaceChildren(
    ...able.map(({ id, name, title }) => h("option", { value: id }, title ? `${name} · ${title}` : name)),
  );
  // Residents stand last in the roster, and most sentences are theirs.
  byId("speaker").value = (able.find(({ id }) => id === before) ?? able.findLast(({ title }) => title))?.id ?? able[0]?.id;
}

function lines(heading, items) {
  return items.length ? [h("h2", {}, heading), h("ul", {}, items)] : [];
}

function show(answer) {
  const facts = answer.facts.flatMap(([heading, words]) => [h("dt", {}, heading), h("dd", {}, words)]);
  const said = answer.said.map(([to, text]) => h("li", { class: "bubble" }, h("b", {}, to), text));
  byId("answer").replaceChildren(
    h("dl", {}, facts),
    ...lines(answer.headings.words, answer.words.map((line) => h("li", {}, line))),
    ...lines(answer.headings.said, said),
  );
  byId("answer").dataset.action = answer.action;
  byId("answer").hidden = false;
}

async function ask() {
  const text = byId("sentence").value;
  if (!text.trim()) return;
  const number = ++asked;
  byId("answer").setAttribute("aria-busy", "true");
  try {
    const answer = await why(byId("speaker").value, byId("room").value, text);
    if (number === asked) show(answer);
  } catch (error) {
    toast(error.message);
  } finally {
    if (number === asked) byId("answer").removeAttribute("aria-busy");
  }
}

function listen() {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  byId("sentence").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    ask();
  });
  byId("room").addEventListener("change", () => {
    showSpeakers();
    ask();
  });
  byId("speaker").addEventListener("change", ask);
  for (const example of document.querySelectorAll(".examples button")) {
    example.addEventListener("click", () => {
      byId("sentence").value = example.textContent;
      ask();
    });
  }
}

const [texts, community] = await Promise.all([read("/api/texts"), read("/api/community")]);
useTexts(texts);
people = community.people;
byId("room").prepend(...community.rooms.map(({ id, name }) => h("option", { value: id }, name)));
byId("room").value = texts.guide.request.room;
if (!byId("room").value) byId("room").selectedIndex = 0;
showSpeakers();
listen();
byId("ask").dataset.ready = "true";

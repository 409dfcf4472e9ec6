// Whose words one speaks: faces in groups, in a row on a wide screen and in a sheet on a narrow one.
import { byId, h } from "./dom.js";
import { t, words } from "./format.js";

/** The group of a person by the words in their title; the first group without words takes the rest. */
export function groupOf(person) {
  const groups = words("people.groups");
  const found = groups.findIndex((group) => group.match.some((word) => person.title.includes(word)));
  return found >= 0 ? found : groups.findIndex((group) => !group.match.length);
}

/** A round face with the family name; the bot has its mark. `name` helps where the contact is in no roster. */
export function avatar(store, contact, name = "") {
  const person = store.people.get(contact);
  const label = contact === "bot" ? t("page.mark") : [...(person?.name || name || "?")][0];
  const kind = contact === "bot" ? "bot" : person ? groupOf(person) : 0;
  return h("span", { class: "face", data: { kind }, "aria-hidden": "true" }, label);
}

/** The title without what the label of the group says already. */
function shortTitle(person) {
  const { label } = words("people.groups")[groupOf(person)];
  const title = person.title.trim();
  return title.endsWith(` ${label}`) ? title.slice(0, -label.length).trim() : title;
}

function faceButton(store, person, choose) {
  const pressed = person.id === store.person;
  return h(
    "button",
    {
      type: "button",
      class: "person",
      title: person.title,
      "aria-pressed": String(pressed),
      onclick: () => choose(person.id),
    },
    avatar(store, person.id),
    h("span", { class: "person-name" }, person.name),
    h("span", { class: "person-title" }, shortTitle(person)),
  );
}

function groups(store, choose) {
  return words("people.groups")
    .map((group, index) => [group, store.community.people.filter((person) => groupOf(person) === index)])
    .filter(([, people]) => people.length)
    .map(([group, people]) =>
      h(
        "div",
        { class: "people-group", role: "group", "aria-label": group.label },
        h("span", { class: "people-label" }, group.label),
        h("div", { class: "people-faces" }, people.map((person) => faceButton(store, person, choose))),
      ),
    );
}

export function showPeople(store, openSheet) {
  const row = byId("people");
  row.append(...groups(store, (person) => store.look(person)));
  store.on("look", () => {
    row.querySelectorAll(".person").forEach((button) => button.setAttribute("aria-pressed", "false"));
    const people = words("people.groups").flatMap((_, index) =>
      store.community.people.filter((person) => groupOf(person) === index),
    );
    const button = row.querySelectorAll(".person")[people.findIndex((person) => person.id === store.person)];
    button.setAttribute("aria-pressed", "true");
    button.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  byId("who").addEventListener("click", () =>
    openSheet(t("people.pick"), (close) =>
      groups(store, (person) => {
        close();
        store.look(person);
      }),
    ),
  );
}

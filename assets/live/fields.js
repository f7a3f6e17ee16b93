/** What the small forms are made of: labelled controls, each `{root, input, value()}`, and the frame around them. */

import { el, setText, uniqueId } from "./dom.js";

const MIB_PER_GIB = 1024;

/** Return a form with its fields, a button that does it and one that does not. */
export function frame({ action, format, onSubmit, onCancel, onChange }, fields, read) {
  const title = uniqueId("form");
  const form = el("form", { class: "vl-form", "aria-labelledby": title },
    el("h3", { id: title, text: action.label }),
    ...fields.map((field) => field.root),
    el("div", { class: "vl-buttons" },
      el("button", { type: "submit", class: "vl-button vl-primary", text: format.say("apply") }),
      el("button", { type: "button", class: "vl-button", text: format.say("cancel"), onclick: onCancel })));
  form.addEventListener("change", () => form.checkValidity() && onChange(read()));
  onChange(read());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.sent !== undefined) return;
    form.dataset.sent = "";
    onSubmit(read());
  });
  return form;
}

/** Propose a value for a field, unless the person has written one there. */
export function suggest({ input }, value) {
  if (input.dataset.touched !== undefined) return;
  input.value = value;
  input.addEventListener("input", () => { input.dataset.touched = ""; }, { once: true });
}

/** Return a labelled control: `{root, input, value()}`. */
function field(label, input, help = "") {
  const id = uniqueId("field");
  input.id = id;
  const note = el("small", { id: `${id}-note`, class: "vl-muted", text: help });
  if (help) input.setAttribute("aria-describedby", note.id);
  return { root: el("div", { class: "vl-field" }, el("label", { for: id, text: label }), input, help ? note : null), input, note };
}

export function numberField(label, { optional = false, ...attributes }, help = "") {
  const input = el("input", { type: "number", inputmode: "decimal", required: !optional, ...attributes });
  return { ...field(label, input, help), value: () => (input.value === "" ? null : Number(input.value)) };
}

export function switchField(label, on, help = "") {
  const input = el("input", { type: "checkbox", checked: on });
  return { ...field(label, input, help), value: () => input.checked };
}

export function memoryField(format, mib, step = 0.25) {
  const input = numberField(format.say("field_memory"), { value: mib / MIB_PER_GIB, min: step, max: 9765, step });
  return { ...input, value: () => Math.round(Number(input.input.value) * MIB_PER_GIB) };
}

export function nameField(format, suggestion) {
  const input = el("input", {
    type: "text", value: suggestion, required: true, maxlength: 40, autocomplete: "off", spellcheck: "false",
    pattern: "\\s*[\\p{L}\\p{N}_][\\p{L}\\p{N}_ .\\-]*", title: format.say("field_name_help"),
  });
  return { ...field(format.say("field_name"), input), value: () => input.value.trim() };
}

export function selectField(label, options, help = "") {
  const input = el("select", {});
  const setOptions = (list) => {
    const before = input.value;
    input.replaceChildren(...list.map((one) => el("option", { value: one.value, text: one.label, disabled: one.disabled })));
    const kept = list.find((one) => one.value === before && !one.disabled) ?? list.find((one) => !one.disabled);
    if (kept) input.value = kept.value;
  };
  setOptions(options);
  return { ...field(label, input, help), setOptions, value: () => input.value };
}

export function workloadField(story, format, current) {
  const { workloads } = story.head.choices;
  const select = selectField(format.say("field_load"), workloads.map((one) => ({ value: one.pattern, label: one.title })), " ");
  const chosen = () => workloads.find((one) => one.pattern === select.value());
  const explain = () => setText(select.note, chosen()?.summary ?? "");
  if (workloads.some((one) => one.pattern === current)) select.input.value = current;
  select.input.addEventListener("change", explain);
  explain();
  return { ...select, value: () => chosen().value };
}

/** A name to write or to choose from those in use. */
export function suggestedField(label, value, known, { optional = false, help = "" } = {}) {
  const list = el("datalist", { id: uniqueId("known") }, ...known.map((name) => el("option", { value: name })));
  const input = el("input", {
    type: "text", value, required: !optional, maxlength: 40, autocomplete: "off", spellcheck: "false", list: list.id,
    pattern: "\\s*[\\p{L}\\p{N}_][\\p{L}\\p{N}_ .\\-]*",
  });
  const made = field(label, input, help);
  made.root.append(list);
  return { ...made, value: () => input.value.trim() };
}

/** A choice among the hosts on which a machine is not yet. */
export function otherHostField(label, { thing, moment, format }) {
  const others = moment.hosts.filter((host) => host.present && host.name !== thing.place);
  return selectField(label, others.map((host) => hostOption(host, format)));
}

/** A host as a choice; one that is not on cannot take a machine, and says so. */
export function hostOption(host, format) {
  const label = host.state === "on" ? host.name : format.say("place_state", { host: host.name, state: format.say(`host_${host.state}`) });
  return { value: host.name, label, disabled: host.state !== "on" };
}

/** The small forms of the actions that need more than a target. Each returns a form element that submits an action. */

import { el, setText, uniqueId } from "./dom.js";
import { SHARES_PER_VCPU } from "./moment.js";

const MIB_PER_GIB = 1024;
/** The size of a machine that nobody sized, by kind. */
const USUAL = { vm: { vcpus: 2, gib: 4 }, container: { vcpus: 1, gib: 0.5 }, microvm: { vcpus: 1, gib: 0.25 } };

/** Forms by kind of action. */
const FORMS = {
  set_workload: workloadForm,
  resize_machine: resizeForm,
  set_cpu_controls: controlsForm,
  move_machine: moveForm,
  clone_machine: cloneForm,
  add_machine: addMachineForm,
  add_host: addHostForm,
  mount_folder: mountForm,
  unmount_folder: unmountForm,
  set_network: networkForm,
  set_administrator: administratorForm,
  allow_traffic: allowForm,
  block_traffic: blockForm,
};

/** Return the maker of an action's form: its own, or one made from the fields that it brings; null when it asks nothing. */
export function formFor(action, thing) {
  if (action.target === "part") return partsFor(action, thing).length > 1 ? partForm : null;
  return FORMS[action.kind] ?? (action.fields?.length ? fieldsForm : null);
}

/** A form made from the action's own fields; they begin as things are now. */
function fieldsForm(context) {
  const { action, thing, moment } = context;
  const now = thing?.spec ?? moment.settings[action.kind] ?? {};
  // A switch proposes what the action is for; the rest begins as it is.
  const begin = (one) => (one.kind === "switch" ? one.default : now[one.name] ?? one.default);
  const fields = action.fields.map((one) => plainField(context, one, begin(one)));
  return frame(context, fields, () => {
    const filled = { kind: action.kind };
    if (thing) filled[thing.type] = thing.name;
    action.fields.forEach((one, i) => { filled[one.name] = fields[i].value(); });
    return filled;
  });
}

/** Return the parts of a host or of the building that an action can be done to: those of the kind that a fault hits, or what has failed. */
export function partsFor(action, thing) {
  if (!action.parts.length) return thing.broken;
  const broken = new Map(thing.broken);
  return thing.parts.filter(([name, kind]) => action.parts.includes(kind) && !broken.has(name))
    .map(([name, , title]) => [name, title]);
}

function partForm(context) {
  const { action, thing, format } = context;
  const part = selectField(format.say("field_part"), partsFor(action, thing).map(([value, label]) => ({ value, label })));
  return frame(context, [part], () => ({ kind: action.kind, part: part.value() }));
}

function plainField(context, { label, help, kind, choices, optional, min, max }, value) {
  if (kind === "switch") return switchField(label, value, help);
  if (kind === "host") return otherHostField(label, context);
  if (kind === "choice") {
    const select = selectField(label, choices, help);
    select.input.value = value;
    return select;
  }
  const step = kind === "whole" ? 1 : "any";
  return numberField(label, { value: value ?? "", min, max, step, optional, placeholder: optional ? "–" : null }, help);
}

function workloadForm(context) {
  const { action, thing, format, story } = context;
  const load = workloadField(story, format, thing.spec.workload);
  return frame(context, [load], () => ({ kind: action.kind, machine: thing.name, workload: load.value() }));
}

function resizeForm(context) {
  const { action, thing, format } = context;
  const vcpus = numberField(format.say("field_vcpus"), { value: thing.spec.vcpus, min: 1, max: 512, step: 1 });
  const memory = memoryField(format, thing.spec.memory_mib);
  return frame(context, [vcpus, memory], () => ({
    kind: action.kind, machine: thing.name, vcpus: vcpus.value(), memory_mib: memory.value(),
  }));
}

function controlsForm(context) {
  const { action, thing, format } = context;
  const { spec } = thing;
  const unset = format.say("field_unset");
  const normal = SHARES_PER_VCPU * spec.vcpus;
  const shares = numberField(format.say("field_shares"),
    { value: spec.shares === normal ? "" : spec.shares ?? "", min: 1, max: 10_000_000, step: 1, placeholder: format.number(normal), optional: true },
    format.say("field_shares_help"));
  const reservation = numberField(format.say("field_reservation"),
    { value: spec.reservation_cores ?? 0, min: 0, max: 1024, step: 0.1 }, format.say("field_reservation_help"));
  const limit = numberField(format.say("field_limit"),
    { value: spec.limit_cores ?? "", min: 0.1, max: 1024, step: 0.1, placeholder: unset, optional: true },
    format.say("field_limit_help"));
  return frame(context, [shares, reservation, limit], () => ({
    kind: action.kind, machine: thing.name,
    shares: shares.value(), reservation_cores: reservation.value(), limit_cores: limit.value(),
  }));
}

function moveForm(context) {
  const { action, thing, format } = context;
  const host = otherHostField(format.say("field_to_host"), context);
  return frame(context, [host], () => ({ kind: action.kind, machine: thing.name, to_host: host.value() }));
}

function cloneForm(context) {
  const { action, thing, story, format } = context;
  const clone = nameField(format, freeName(story, thing.name.replace(/-?\d+$/, ""), 2));
  return frame(context, [clone], () => ({ kind: action.kind, machine: thing.name, clone: clone.value() }));
}

function addMachineForm(context) {
  const { action, story, moment, format } = context;
  const { choices } = story.head;
  const name = nameField(format, freeName(story, "vm", 1));
  const kind = selectField(format.say("field_kind"), ["vm", "container", "microvm"].map((one) => ({ value: one, label: format.say(`kind_${one}`) })));
  const system = selectField(format.say("field_system"), []);
  const vcpus = numberField(format.say("field_vcpus"), { value: 2, min: 1, max: 512, step: 1 });
  const memory = memoryField(format, 4096);
  const load = workloadField(story, format, choices.workloads.find((one) => one.pattern === "web")?.pattern);
  const place = selectField(format.say("field_place"), []);
  const adapt = () => {
    const container = kind.value() === "container";
    const usual = USUAL[kind.value()];
    const systems = choices.systems.filter((one) => kind.value() === "vm" || one.family === "linux");
    system.setOptions(systems.map((one) => ({ value: one.name, label: one.title })));
    const hosts = moment.hosts.filter((host) => host.present && !host.host.bare_metal).map((host) => hostOption(host, format));
    const kernels = container ? moment.machines.filter((one) => one.present && one.machine.kind === "vm" && one.machine.family === "linux") : [];
    place.setOptions([
      { value: "", label: format.say("place_automatic") }, ...hosts,
      ...kernels.map((one) => ({ value: one.name, label: format.say("place_in_vm", { vm: one.name }) })),
    ]);
    suggest(name, freeName(story, kind.value(), 1));
    suggest(vcpus, usual.vcpus);
    suggest(memory, usual.gib);
  };
  kind.input.addEventListener("change", adapt);
  adapt();
  return frame(context, [name, kind, system, vcpus, memory, load, place], () => ({
    kind: action.kind,
    machine: {
      name: name.value(), kind: kind.value(), system: system.value(), vcpus: vcpus.value(),
      memory_mib: memory.value(), workload: load.value(), runs_on: place.value() || null,
    },
  }));
}

function addHostForm(context) {
  const { action, story, format } = context;
  const last = story.head.hosts.at(-1);
  const name = nameField(format, nextHostName(story));
  const cores = numberField(format.say("field_cores"), { value: last?.cores ?? 16, min: 1, max: 1024, step: 1 });
  const memory = memoryField(format, last?.memory_mib ?? 65536, 4);
  return frame(context, [name, cores, memory], () => ({
    kind: action.kind, host: { name: name.value(), cores: cores.value(), memory_mib: memory.value() },
  }));
}

function mountForm(context) {
  const { action, thing, moment, format } = context;
  const known = namesInUse(moment, (spec) => (spec.folders ?? []).map(([name]) => name));
  const folder = suggestedField(format.say("field_folder"), known[0] ?? "common", known);
  const access = selectField(format.say("field_access"),
    ["read_write", "read_only"].map((one) => ({ value: one, label: format.say(`access_${one}`) })));
  return frame(context, [folder, access], () => ({
    kind: action.kind, machine: thing.name, folder: folder.value(), access: access.value(),
  }));
}

function unmountForm(context) {
  const { action, thing, format } = context;
  const mounted = (thing.spec.folders ?? []).map(([name]) => ({ value: name, label: name }));
  const folder = selectField(format.say("field_folder"), mounted);
  return frame(context, [folder], () => ({ kind: action.kind, machine: thing.name, folder: folder.value() }));
}

function networkForm(context) {
  const { action, thing, moment, format } = context;
  const known = namesInUse(moment, (spec) => [spec.network]);
  const network = suggestedField(format.say("field_network"), thing.spec.network, known);
  return frame(context, [network], () => ({ kind: action.kind, machine: thing.name, network: network.value() }));
}

function administratorForm(context) {
  const { action, thing, moment, format } = context;
  const known = namesInUse(moment, (spec) => (spec.administrator ? [spec.administrator] : []));
  const administrator = suggestedField(format.say("field_administrator"), thing.spec.administrator ?? "", known,
    { optional: true, help: format.say("field_administrator_help") });
  return frame(context, [administrator], () => ({
    kind: action.kind, machine: thing.name, administrator: administrator.value() || null,
  }));
}

function allowForm(context) {
  const { action, moment, format } = context;
  const known = namesInUse(moment, (spec) => [spec.network]);
  const source = suggestedField(format.say("field_from"), known[0] ?? "", known);
  const to = suggestedField(format.say("field_to"), known[1] ?? "", known);
  const lets = selectField(format.say("field_traffic"),
    ["application", "everything"].map((one) => ({ value: one, label: format.say(`traffic_${one}`) })));
  return frame(context, [source, to, lets], () => ({
    kind: action.kind, source: source.value(), to: to.value(), lets: lets.value(),
  }));
}

function blockForm(context) {
  const { action, moment, format } = context;
  const known = [...new Set(moment.rules.flatMap(([one, other]) => [one, other]).concat(namesInUse(moment, (spec) => [spec.network])))];
  const [from, target] = moment.rules[0] ?? ["", ""];
  const source = suggestedField(format.say("field_from"), from, known);
  const to = suggestedField(format.say("field_to"), target, known);
  return frame(context, [source, to], () => ({ kind: action.kind, source: source.value(), to: to.value() }));
}

/** Return the names that machines use for something now, each once. */
function namesInUse(moment, names) {
  return [...new Set(moment.machines.filter((machine) => machine.present).flatMap((machine) => names(machine.spec)))].sort();
}

/** A name to write or to choose from those in use. */
function suggestedField(label, value, known, { optional = false, help = "" } = {}) {
  const list = el("datalist", { id: uniqueId("known") }, ...known.map((name) => el("option", { value: name })));
  const input = el("input", {
    type: "text", value, required: !optional, maxlength: 40, autocomplete: "off", spellcheck: "false", list: list.id,
    pattern: "\\s*[\\p{L}\\p{N}_][\\p{L}\\p{N}_ .\\-]*",
  });
  const made = field(label, input, help);
  made.root.append(list);
  return { ...made, value: () => input.value.trim() };
}

/** Return a form with its fields, a button that does it and one that does not. */
function frame({ action, format, onSubmit, onCancel }, fields, read) {
  const title = uniqueId("form");
  const form = el("form", { class: "vl-form", "aria-labelledby": title },
    el("h3", { id: title, text: action.label }),
    ...fields.map((field) => field.root),
    el("div", { class: "vl-buttons" },
      el("button", { type: "submit", class: "vl-button vl-primary", text: format.say("apply") }),
      el("button", { type: "button", class: "vl-button", text: format.say("cancel"), onclick: onCancel })));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.sent !== undefined) return;
    form.dataset.sent = "";
    onSubmit(read());
  });
  return form;
}

/** Propose a value for a field, unless the person has written one there. */
function suggest({ input }, value) {
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

function numberField(label, { optional = false, ...attributes }, help = "") {
  const input = el("input", { type: "number", inputmode: "decimal", required: !optional, ...attributes });
  return { ...field(label, input, help), value: () => (input.value === "" ? null : Number(input.value)) };
}

function switchField(label, on, help = "") {
  const input = el("input", { type: "checkbox", checked: on });
  return { ...field(label, input, help), value: () => input.checked };
}

function memoryField(format, mib, step = 0.25) {
  const input = numberField(format.say("field_memory"), { value: mib / MIB_PER_GIB, min: step, max: 9765, step });
  return { ...input, value: () => Math.round(Number(input.input.value) * MIB_PER_GIB) };
}

function nameField(format, suggestion) {
  const input = el("input", {
    type: "text", value: suggestion, required: true, maxlength: 40, autocomplete: "off", spellcheck: "false",
    pattern: "\\s*[\\p{L}\\p{N}_][\\p{L}\\p{N}_ .\\-]*", title: format.say("field_name_help"),
  });
  return { ...field(format.say("field_name"), input), value: () => input.value.trim() };
}

function selectField(label, options, help = "") {
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

function workloadField(story, format, current) {
  const { workloads } = story.head.choices;
  const select = selectField(format.say("field_load"), workloads.map((one) => ({ value: one.pattern, label: one.title })), " ");
  const chosen = () => workloads.find((one) => one.pattern === select.value());
  const explain = () => setText(select.note, chosen()?.summary ?? "");
  if (workloads.some((one) => one.pattern === current)) select.input.value = current;
  select.input.addEventListener("change", explain);
  explain();
  return { ...select, value: () => chosen().value };
}

/** A choice among the hosts on which a machine is not yet. */
function otherHostField(label, { thing, moment, format }) {
  const others = moment.hosts.filter((host) => host.present && host.name !== thing.place);
  return selectField(label, others.map((host) => hostOption(host, format)));
}

/** A host as a choice; one that is not on cannot take a machine, and says so. */
function hostOption(host, format) {
  const label = host.state === "on" ? host.name : format.say("place_state", { host: host.name, state: format.say(`host_${host.state}`) });
  return { value: host.name, label, disabled: host.state !== "on" };
}

function taken(story) {
  return new Set([...story.head.hosts, ...story.head.machines].map((thing) => thing.name));
}

function freeName(story, stem, first) {
  const names = taken(story);
  let n = first;
  while (names.has(`${stem}-${n}`)) n += 1;
  return `${stem}-${n}`;
}

/** Hosts are named by letters: after host-c comes host-d. */
function nextHostName(story) {
  const names = taken(story);
  const letter = "abcdefghijklmnopqrstuvwxyz".split("").find((one) => !names.has(`host-${one}`));
  return letter ? `host-${letter}` : freeName(story, "host", 27);
}

/** The small forms of the actions that need more than a target. Each returns a form element that submits an action. */

import { administratorForm, allowForm, blockForm, mountForm, networkForm, unmountForm } from "./bridge_forms.js";
import { frame, hostOption, memoryField, nameField, numberField, otherHostField, selectField, suggest, switchField, workloadField } from "./fields.js";
import { SHARES_PER_VCPU } from "./moment.js";

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

/** The forms of bridges and walls: shared folders, networks, passwords and firewall rules. */

import { frame, selectField, suggestedField } from "./fields.js";

export function mountForm(context) {
  const { action, thing, moment, format } = context;
  const known = namesInUse(moment, (spec) => (spec.folders ?? []).map(([name]) => name));
  const folder = suggestedField(format.say("field_folder"), known[0] ?? "common", known);
  const access = selectField(format.say("field_access"),
    ["read_write", "read_only"].map((one) => ({ value: one, label: format.say(`access_${one}`) })));
  return frame(context, [folder, access], () => ({
    kind: action.kind, machine: thing.name, folder: folder.value(), access: access.value(),
  }));
}

export function unmountForm(context) {
  const { action, thing, format } = context;
  const mounted = (thing.spec.folders ?? []).map(([name]) => ({ value: name, label: name }));
  const folder = selectField(format.say("field_folder"), mounted);
  return frame(context, [folder], () => ({ kind: action.kind, machine: thing.name, folder: folder.value() }));
}

export function networkForm(context) {
  const { action, thing, moment, format } = context;
  const known = namesInUse(moment, (spec) => [spec.network]);
  const network = suggestedField(format.say("field_network"), thing.spec.network, known);
  return frame(context, [network], () => ({ kind: action.kind, machine: thing.name, network: network.value() }));
}

export function administratorForm(context) {
  const { action, thing, moment, format } = context;
  const known = namesInUse(moment, (spec) => (spec.administrator ? [spec.administrator] : []));
  const administrator = suggestedField(format.say("field_administrator"), thing.spec.administrator ?? "", known,
    { optional: true, help: format.say("field_administrator_help") });
  return frame(context, [administrator], () => ({
    kind: action.kind, machine: thing.name, administrator: administrator.value() || null,
  }));
}

export function allowForm(context) {
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

export function blockForm(context) {
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

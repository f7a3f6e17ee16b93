/** What the world is like at one instant of a run: a plain object that every part of the picture reads. */

import { changeAt, lastBefore } from "./payload.js";

const UP = new Set(["running"]);
/** CPU ready per vCPU from which one watches, and above which it is a problem (vSphere's rule of thumb). */
const READY_PCT = 5;
const MUCH_READY_PCT = 10;
/** The part of the CPU it wants that a machine must get to run at normal speed. */
const ENOUGH = 0.95;
/** How many times its calm response time still feels normal: a queue at 80 % load. */
const SLOWER = 5;

/** CPU shares of a vCPU unless somebody has set others. */
export const SHARES_PER_VCPU = 1000;

/** Return in a few words what a machine does: its state, or where it is on the way to. */
export function doing(machine, format) {
  const { state, migration } = machine;
  if (state !== "running" || !migration) return format.say(`state_${state}`);
  return migration.waits ? format.say("state_waiting_to_migrate") : format.say("state_migrating_to", { host: migration.to });
}

/** A run with what can be worked out once, before it is played. */
export class Story {
  /** @param {import("./payload.js").Payload} payload */
  constructor(payload) {
    this.payload = payload;
    this.head = payload.head;
    this.changes = changeTimes(this.head);
    this.machineIndex = new Map(this.head.machines.map((machine, i) => [machine.name, i]));
    this.calmResponse = this.head.machines.map((_, i) => calm(payload.column(`machine.${i}.response`)));
  }

  /** Return a number that stays the same as long as nothing but time has changed. */
  stamp(time_s) {
    return this.payload.pointAt(time_s) * 1e6 + lastBefore(this.changes, time_s, (t) => t);
  }

  /** Return the world at one instant. */
  at(time_s) {
    const k = this.payload.pointAt(time_s);
    const hosts = this.head.hosts.map((host, i) => this.#host(host, i, time_s, k));
    const machines = this.head.machines.map((machine, i) => this.#machine(machine, i, time_s, k));
    const building = (this.head.building ?? []).map((group) => this.#group(group, hosts, time_s));
    const byName = new Map([...building, ...hosts, ...machines].map((thing) => [thing.name, thing]));
    const rules = changeAt(this.head.rack?.walls ?? [], time_s)?.[1] ?? [];
    for (const machine of machines) this.#judge(machine, byName, rules);
    return {
      time_s, k, building, hosts, machines, byName, rules,
      arrivingAt: (host) => machines.filter(({ present, migration }) => present && migration?.to === host),
      spreads: (this.head.spreads ?? []).filter((one) => one.t <= time_s && time_s < one.until_s),
      settings: Object.fromEntries(Object.entries(this.head.rack?.settings ?? {})
        .map(([kind, changes]) => [kind, changeAt(changes, time_s)?.[1] ?? {}])),
      highAvailability: changeAt(this.head.rack?.high_availability ?? [], time_s)?.[1] ?? false,
    };
  }

  /** A group of the building's parts: all whole, working although some have failed, or down. */
  #group(group, hosts, time_s) {
    const there = new Set(hosts.filter((host) => host.present).map((host) => host.name));
    const broken = changeAt(group.broken, time_s)?.[1] ?? [];
    const down = changeAt(group.down, time_s)?.[1] ?? false;
    return {
      type: "building", name: group.name, group, broken, present: true,
      parts: group.parts.filter(([, , , host]) => !host || there.has(host)),
      state: down ? "down" : broken.length ? "partly_failed" : "whole",
    };
  }

  #host(host, i, time_s, k) {
    const state = changeAt(host.states, time_s)?.[1] ?? null;
    const on = state === "on" || state === "maintenance";
    return {
      type: "host", index: i, name: host.name, host, parts: host.parts, state, present: state !== null, on,
      broken: changeAt(host.broken ?? [], time_s)?.[1] ?? [],
      used: on ? this.payload.value(`host.${i}.used`, k) : 0,
      capacity: this.payload.value(`host.${i}.capacity`, k) || host.cores,
      memory_mib: on ? this.payload.value(`host.${i}.memory`, k) : 0,
      ...this.#hostDevices(i, k),
    };
  }

  #machine(machine, i, time_s, k) {
    const [, state, place, wantedUp] = changeAt(machine.states, time_s) ?? [0, null, "", false];
    const up = UP.has(state);
    const value = (name) => this.payload.value(`machine.${i}.${name}`, k);
    return {
      type: "machine", index: i, name: machine.name, machine, state, place, wantedUp, up,
      present: state !== null && state !== "removed",
      spec: (changeAt(machine.specs, time_s) ?? machine.specs[0])[1],
      migration: migrationAt(machine.migrations ?? [], time_s),
      ...dataAt(machine, time_s),
      wanted: up ? value("wanted") : 0,
      given: up ? value("given") : 0,
      response_s: up ? value("response") : NaN,
      ready_pct: up ? value("ready") : NaN,
      limited_pct: up ? value("limited") || 0 : NaN,
      blocked_pct: up ? value("blocked") || 0 : NaN,
      paging_pct: up ? value("paging") || 0 : NaN,
      memory: memoryAt(machine, time_s),
      ...this.#devices(machine, i, time_s, k, up),
    };
  }

  /** How busy a host's datastore and uplink are, in percent, and how long a disk request takes. */
  #hostDevices(i, k) {
    const store = this.payload.column(`store.${i}.use`) ? i : "all";
    return {
      store_pct: this.payload.value(`store.${store}.use`, k),
      latency_s: this.payload.value(`store.${store}.latency`, k) / 1000,
      uplink_pct: this.payload.value(`link.${i}.use`, k),
    };
  }

  /** What a machine reads and writes, how long one request takes, and what it sends. */
  #devices(machine, i, time_s, k, up) {
    const [, requests, mib, store] = changeAt(machine.devices ?? [], time_s) ?? [0, 0, 0, ""];
    const given = up ? this.payload.value(`machine.${i}.given`, k) : NaN;
    return {
      requests_per_s: given * requests, mib_per_s: given * mib,
      latency_s: this.payload.value(`store.${store}.latency`, k) / 1000,
    };
  }

  /** Say of a machine: does it run, are its data intact, do its users get an answer, is it as fast as ever. */
  #judge(machine, byName, rules) {
    machine.guest_pct = (100 * machine.given) / (machine.spec.vcpus * coreSpeed(machine, byName));
    machine.serves = serves(machine, byName, rules, new Set());
    machine.blames = machine.up && !machine.serves && !machine.damaged ? culprit(machine, byName, rules) : "";
    const short = machine.wanted > 0.01 && machine.given < ENOUGH * machine.wanted;
    const waits = machine.ready_pct > READY_PCT;
    const slow = machine.response_s > SLOWER * this.calmResponse[machine.index];
    machine.normalSpeed = machine.up ? !(short || waits || slow) : null;
  }
}

/** Return how a machine's ready time is judged: “fine”, “watch” or “problem”. */
export function judgeReady(ready_pct) {
  if (ready_pct > MUCH_READY_PCT) return "problem";
  return ready_pct >= READY_PCT ? "watch" : "fine";
}

/** Return the speed of the cores that a machine runs on; a container may run on them in a VM. */
function coreSpeed(machine, byName) {
  let place = byName.get(machine.place);
  if (place?.type === "machine") place = byName.get(place.place);
  return place?.host?.core_speed ?? 1;
}

/** Return where a machine's memory is at one instant, in MiB. */
function memoryAt(machine, time_s) {
  const [, consumed, active, shared, ballooned, compressed, swapped] = changeAt(machine.memory ?? [], time_s) ?? [];
  return { consumed, active, shared, ballooned, compressed, swapped };
}

/** Return where a machine is being migrated to, and how far that is; null while it is not. */
function migrationAt(migrations, time_s) {
  const one = migrations.find(({ asked_s, end_s }) => asked_s <= time_s && time_s < end_s);
  if (!one) return null;
  if (one.start_s === null || one.start_s > time_s) return { waits: true };
  const begun = one.rounds.filter(([start_s]) => start_s <= time_s);
  const passes = begun.filter(([, what]) => what === "memory").length;
  return { to: one.to, pass: begun.at(-1)?.[1] === "disk" ? 0 : Math.max(passes, 1) };
}

/** How a machine's own data are: their state, whether somebody read them who should not, and from whom the harm came. */
function dataAt(machine, time_s) {
  const [, data, exposed, from] = changeAt(machine.data ?? [], time_s) ?? [0, "intact", false, []];
  return { data, exposed, from: from.at(-1) ?? "", intact: data === "intact" && !exposed, damaged: data !== "intact" };
}

/** A machine serves its users when it runs, is reached, and all that it depends on serves it with intact data. */
function serves(machine, byName, rules, asked) {
  if (!machine.up || machine.damaged || !machine.spec.connected || readsDamage(machine, byName)) return false;
  asked.add(machine.name);
  return (machine.spec.depends_on ?? []).every((name) => {
    const other = byName.get(name);
    if (!other || asked.has(name)) return true;
    return reaches(machine.spec, other.spec, rules) && serves(other, byName, rules, asked);
  });
}

/** Return the machine on whose account another, with intact data, shows errors; empty for none. */
function culprit(machine, byName, rules) {
  return (machine.spec.depends_on ?? []).find((name) => {
    const other = byName.get(name);
    return other && !(reaches(machine.spec, other.spec, rules) && serves(other, byName, rules, new Set([machine.name])));
  }) ?? "";
}

/** Whether a folder that a machine only reads is filled by somebody whose data are damaged. */
function readsDamage(machine, byName) {
  const read = (machine.spec.folders ?? []).filter(([, access]) => access === "read_only").map(([name]) => name);
  if (!read.length) return false;
  return [...byName.values()].some((other) => other.damaged && other.present
    && other.spec.folders.some(([name, access]) => access === "read_write" && read.includes(name)));
}

/** Whether one machine's application reaches another's: one network segment, or a firewall rule between two. */
function reaches(one, other, rules) {
  if (!one.connected || !other.connected) return false;
  return one.network === other.network
    || rules.some(([source, target]) => source === one.network && target === other.network);
}

/** Return the response time on a calm day: the lowest tenth of what was seen. */
function calm(column) {
  if (!column) return Infinity;
  const seen = column.filter(Number.isFinite).sort();
  return seen.length ? Math.max(seen[Math.floor(seen.length / 10)], 1e-3) : Infinity;
}

function changeTimes(head) {
  const lists = [
    ...(head.building ?? []).flatMap((group) => [group.broken, group.down]),
    ...(head.spreads ?? []).map((one) => [[one.t], [one.until_s], ...one.hits, ...one.walls]),
    ...head.hosts.flatMap((host) => [host.states, host.broken ?? []]),
    ...head.machines.flatMap((machine) => [machine.states, machine.specs, machine.data ?? [], machine.memory ?? [],
      ...(machine.migrations ?? []).map((one) => [[one.asked_s], [one.start_s ?? one.asked_s], [one.end_s], ...one.rounds])]),
    head.rack?.high_availability ?? [],
    ...Object.values(head.rack?.settings ?? {}),
    head.rack?.walls ?? [],
  ];
  return Float64Array.from(lists.flat(), (change) => change[0]).sort();
}

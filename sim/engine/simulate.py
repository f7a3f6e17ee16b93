"""From a scenario to a run, or to what the running data centre would say at an instant."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from simpy import Environment

from sim.actions import Action
from sim.engine.datacentre import DataCentre
from sim.engine.parts import Parts
from sim.engine.process import Process
from sim.engine.recovery import Recovery
from sim.engine.refused import Refused
from sim.engine.verbs import Desk
from sim.engine.wear import Wear
from sim.run import Run
from sim.scenario import Scenario
from sim.text import N_, Message

Answer = TypeVar("Answer")


def simulate(scenario: Scenario) -> Run:
    """Run a scenario from its start to its end and return everything that happened.

    The same scenario gives the same run, byte for byte, on any machine.

    >>> from sim.inventory import Host, Machine
    >>> rack = Scenario(hosts=(Host(name="host-a"),), machines=(Machine(name="mail"),))
    >>> simulate(rack).story()
    ['00:00:00 Machines running: 1; hosts on: 1.']
    """
    centre, _desk, refused = _begin(scenario)
    centre.env.run(until=scenario.duration_s)
    centre.processor.accounts.close(len(centre.guests))
    return _run(centre, refused)


def ask(scenario: Scenario, at_s: float, question: Callable[[Desk], Answer]) -> Answer:
    """Return what the running data centre answers at an instant, after everything that is done then; nothing is changed.

    >>> from sim.inventory import Host, Machine
    >>> rack = Scenario(hosts=(Host(name="host-a"),), machines=(Machine(name="mail"),))
    >>> ask(rack, 3600.0, lambda desk: desk.moves.why_it_stays("mail"))
    """
    centre, desk, _refused = _begin(scenario)
    answers: list[Answer] = []

    def asking() -> Process:
        yield centre.env.timeout(at_s)
        answers.append(question(desk))

    centre.env.run(until=centre.env.process(asking()))
    return answers[0]


def _begin(scenario: Scenario) -> tuple[DataCentre, Desk, list[tuple[int, Message]]]:
    """Return a data centre at the beginning of its day, where its actions are handed in, and what will be refused."""
    env = Environment()
    centre = DataCentre(env, scenario)
    recovery = Recovery(centre)
    desk = Desk(centre, recovery, Parts(centre, recovery))
    refused: list[tuple[int, Message]] = []

    _open(centre)
    if scenario.wear.enabled:
        Wear(centre, desk).begin()
    recovery.mirrors.open()
    desk.services.set_up(scenario.services)
    for index, action in enumerate(scenario.actions):
        if action.at_s < scenario.duration_s:
            env.process(_act(centre, desk, index, action, refused))
    return centre, desk, refused


def _open(centre: DataCentre) -> None:
    """Let the day begin: hosts are on, machines run where they belong."""
    scenario = centre.scenario
    for host in scenario.hosts:
        centre.rack.install(host, "on" if host.on else "off")
    guests = []
    for machine in scenario.machines:
        guests.append(centre.draft(machine))
        centre.enlist(guests[-1], follow=False)
    centre.loads.follow([(guest.index, guest.name, guest.spec.workload) for guest in guests])
    for guest in sorted(guests, key=lambda guest: guest.spec.kind == "container"):
        if not guest.spec.on:
            centre.set_state(guest, "defined")
            continue
        guest.wanted_up = True
        try:
            centre.place(guest)
        except Refused as why:
            centre.journal.tell("refused", why.message, machine=guest.name)
            centre.set_state(guest, "defined")
        else:
            centre.set_state(guest, "running")
    centre.contagion.note_walls()
    running = sum(guest.state == "running" for guest in guests)
    on = sum(server.is_up for server in centre.servers.values())
    centre.journal.tell(
        "machine", N_("Machines running: {machines}; hosts on: {hosts}."), {"machines": running, "hosts": on}
    )


def _act(centre: DataCentre, desk: Desk, index: int, action: Action, refused: list[tuple[int, Message]]) -> Process:
    """One action of a person: it waits for its time, and is done or refused with a reason."""
    yield centre.env.timeout(action.at_s)
    events = centre.journal.events
    told = len(events)
    centre.journal.tell("fault" if action.group == "fault" else "action", action.sentence())
    try:
        _check_state(centre, action)
        action.apply(desk)
    except Refused as why:
        del events[told:]
        centre.journal.tell("refused", why.message, machine=_name(action, "machine"), host=_name(action, "host"))
        refused.append((index, why.message))


def _check_state(centre: DataCentre, action: Action) -> None:
    """Refuse an action for which its target is in the wrong state."""
    guest, server = centre.guests.get(action.target_name), centre.servers.get(action.target_name)
    body = guest if action.target == "machine" else server
    if action.states and body is not None and body.state not in {*action.states, "removed"}:
        raise Refused(action.impossible, {"target": action.target_name})


def _name(action: Action, target: str) -> str:
    return action.target_name if action.target == target else ""


def _run(centre: DataCentre, refused: list[tuple[int, Message]]) -> Run:
    journal, processor, accounts = centre.journal, centre.processor, centre.processor.accounts
    first_specs = {change.machine: change.spec for change in reversed(journal.specs)}
    return Run(
        scenario=centre.scenario,
        machines=tuple(first_specs[index] for index in range(len(centre.guests))),
        hosts=tuple(server.spec for server in centre.servers.values()),
        cpu=accounts.log.table(),
        host_cpu=processor.host_log.table(),
        memory=centre.memory.log.table(),
        states=tuple(journal.states),
        host_states=tuple(journal.host_states),
        specs=tuple(journal.specs),
        data=tuple(journal.data),
        protection=tuple(journal.protection),
        io_control=tuple(journal.io_control),
        settings=tuple(journal.settings),
        mirrors=dict(journal.mirrors),
        copies=tuple(journal.copies),
        restores=tuple(journal.restores),
        memory_states=tuple(journal.memory),
        walls=tuple(journal.walls),
        parts=tuple(journal.parts),
        events=tuple(journal.events),
        decisions=tuple(journal.decisions),
        lost_core_s=accounts.lost_core_s,
        job_core_s=accounts.job_core_s,
        pools=tuple(journal.pools),
        migrations=centre.migrations.records(),
        traffic=tuple(sending.traffic() for sending in centre.sendings),
        advice=tuple(journal.advice),
        services=tuple(journal.services),
        replicas=dict(journal.replicas),
        worn=tuple(journal.worn),
        refused=tuple(refused),
    )

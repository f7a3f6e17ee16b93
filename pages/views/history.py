"""What happened and what was decided, as tables."""

from __future__ import annotations

import pandas as pd

from pages.shell.words import Words
from sim.policies.placement import Candidate
from sim.run import Run
from sim.text import N_, Message
from sim.units import clock

ACCEPTED = N_("{host} (score {score})")
REFUSED = N_("{host}: {why}")


def event_rows(run: Run, words: Words) -> pd.DataFrame:
    """Return one row per event: when, what, and whom it concerns."""
    _ = words._
    return pd.DataFrame(
        {
            _("Time"): [clock(event.time_s) for event in run.events],
            _("What happened"): [words.say(event.message) for event in run.events],
            _("Machine"): [event.machine for event in run.events],
            _("Host"): [event.host for event in run.events],
        }
    )


def decision_rows(run: Run, words: Words) -> pd.DataFrame:
    """Return one row per automatic decision: about whom, which host, why, and among which candidates."""
    _ = words._
    return pd.DataFrame(
        {
            _("Time"): [clock(decision.time_s) for decision in run.decisions],
            _("Machine"): [decision.machine for decision in run.decisions],
            _("Goes to"): [decision.host or "–" for decision in run.decisions],
            _("Why"): [words.say(decision.reason) for decision in run.decisions],
            _("Candidates"): [
                " · ".join(candidate_text(candidate, words) for candidate in decision.candidates)
                for decision in run.decisions
            ],
        }
    )


def candidate_text(candidate: Candidate, words: Words) -> str:
    """Say which host was considered, with its score, or why it was not possible."""
    return words.say(_candidate(candidate))


def _candidate(candidate: Candidate) -> Message:
    if candidate.why_not is not None:
        return Message(REFUSED, {"host": candidate.host, "why": candidate.why_not})
    score = 0.0 if candidate.score is None else candidate.score
    return Message(ACCEPTED, {"host": candidate.host, "score": score})

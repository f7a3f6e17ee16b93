"""VirtLab's model of a virtualized data centre: give it a scenario, get a run.

No screen, no files, no network: those live in the pages and in ``sim.importers``.
"""

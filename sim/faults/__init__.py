"""What breaks and how far it reaches. One fault, one file; each registers itself as an action."""

from sim.registry import import_plugins

import_plugins(__name__, list(__path__))

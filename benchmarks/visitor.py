"""A visitor without a browser: it speaks Streamlit's own messages over a web socket, as the page would."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

TRIGGERS = "$$STREAMLIT_INTERNAL_KEY_{component}__events"
"""Where Streamlit 1.67 takes what a component says once (``_make_trigger_id`` in ``st.components.v2``)."""


class Visitor:
    """One session: it opens a page and acts in the live view, and knows when the new run has arrived."""

    def __init__(self, connection: ClientConnection, query: str) -> None:
        self._connection = connection
        self._query = query
        self._page = ""
        self._component = ""
        self._fragment = ""
        self._said = 0

    @classmethod
    @asynccontextmanager
    async def connected(cls, port: int, query: str) -> AsyncIterator[Visitor]:
        """Come to the server on ``port`` of this computer with an address's query, and leave at the end."""
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as connection:
            yield cls(connection, query)

    async def open(self) -> float:
        """Open the page; return the seconds until its run has arrived."""
        return await self._rerun(BackMsg())

    async def act(self, action: Mapping[str, Any], at_s: float) -> float:
        """Do something in the picture; return the seconds until the new run has arrived."""
        self._said += 1
        said = {"id": f"{self._said}", "at_s": at_s, "action": action}
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = TRIGGERS.format(component=self._component)
        widget.json_trigger_value = json.dumps([{"event": "act", "value": said}])
        message.rerun_script.fragment_id = self._fragment
        return await self._rerun(message)

    async def _rerun(self, message: BackMsg) -> float:
        """Ask for a run of the page's script and hear it to its end; return the seconds until its picture arrived."""
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        start_s, arrived_s = perf_counter(), None
        await self._connection.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self._connection.recv(decode=False))
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                self._page = answer.navigation.page_script_hash
            elif kind == "delta" and answer.delta.new_element.HasField("bidi_component"):
                self._component = answer.delta.new_element.bidi_component.id
                self._fragment = answer.delta.fragment_id
                arrived_s = perf_counter() - start_s
            elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                break  # the start page hands a link on to the lab: that is not the end
        if arrived_s is None:
            problem = "The server did not send the live view."
            raise RuntimeError(problem)
        return arrived_s

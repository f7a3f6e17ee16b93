"""A visitor without a browser: it speaks Streamlit's own messages over a web socket, as the page would."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from pages.shell import keys

TRIGGERS = "$$STREAMLIT_INTERNAL_KEY_{component}__events"
"""Where Streamlit 1.67 takes what a component says once (``_make_trigger_id`` in ``st.components.v2``)."""


NO_PICTURES = (f"-{keys.KEEPER}", f".{keys.ANSWERS}.component")
"""How the ids of the components end that show no run."""


class Visitor:
    """One session: it opens a page and acts on it as a browser would, and knows when the answer has arrived."""

    def __init__(self, connection: ClientConnection, query: str) -> None:
        self._connection = connection
        self._query = query
        self._page = ""
        self._session = ""
        self._widgets: dict[str, Any] = {}
        """What stands on the page and can be used, by Streamlit's ids, which end with our keys."""
        self._component = ""
        self._fragment = ""
        self._said = 0
        self._picture_s: float | None = None
        """When the picture last arrived, after what was said; None when it did not."""

    @classmethod
    @asynccontextmanager
    async def connected(cls, port: int, query: str) -> AsyncIterator[Visitor]:
        """Come to the server on ``port`` of this computer with an address's query, and leave at the end."""
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        async with connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None) as connection:
            yield cls(connection, query)

    # A page, and its picture -------------------------------------------------------------------

    async def open(self, page: str = "") -> float:
        """Open a page, by its name in the address; return the seconds until all of it has arrived."""
        message = BackMsg()
        message.rerun_script.page_name = page
        self._page = ""
        return await self._rerun(message)

    async def open_picture(self) -> float:
        """Open the address; return the seconds until the run has arrived."""
        await self.open()
        return self._picture()

    async def act(self, action: Mapping[str, Any], at_s: float) -> float:
        """Do something in the picture; return the seconds until the new run has arrived."""
        return await self._say("act", {"at_s": at_s, "action": action})

    async def reset(self, at_s: float) -> float:
        """Take everything back; return the seconds until the first run has arrived again."""
        return await self._say("reset", {"at_s": at_s})

    async def _say(self, event: str, value: Mapping[str, Any]) -> float:
        """Say something as the picture would; return the seconds until the new run has arrived."""
        self._said += 1
        said = json.dumps([{"event": event, "value": {"id": f"{self._said}", **value}}])
        await self._use(WidgetState(id=TRIGGERS.format(component=self._component), json_trigger_value=said))
        return self._picture()

    def _picture(self) -> float:
        if self._picture_s is None:
            problem = "The server did not send the live view."
            raise RuntimeError(problem)
        return self._picture_s

    # The forms, by the keys of their widgets -------------------------------------------------------

    async def press(self, key: str) -> float:
        """Press a button; return the seconds until the page has arrived."""
        return await self._use(WidgetState(id=self._widget(key).id, trigger_value=True))

    async def write(self, key: str, text: str) -> float:
        """Write into a box; return the seconds until the page has arrived."""
        return await self._use(WidgetState(id=self._widget(key).id, string_value=text))

    async def pick(self, key: str, place: int) -> float:
        """Pick from a menu or a list by place; return the seconds until the page has arrived."""
        widget = self._widget(key)
        return await self._use(WidgetState(id=widget.id, string_value=widget.options[place]))

    async def ask_for_file(self, key: str) -> tuple[float, str]:
        """Press a button that makes a file; return the seconds until it is made, and where it lies on the server."""
        message = BackMsg()
        request = message.backend_operation_request
        request.request_id, request.session_id = key, self._session
        request.deferred_file.file_id = self._widget(key).deferred_file_id
        start_s = perf_counter()
        await self._connection.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self._connection.recv(decode=False))
            if answer.WhichOneof("type") == "backend_operation_response":
                return perf_counter() - start_s, answer.backend_operation_response.deferred_file.url

    def _widget(self, key: str) -> Any:
        return next(widget for name, widget in reversed(self._widgets.items()) if name.endswith(f"-{key}"))

    # Messages --------------------------------------------------------------------------------------

    async def _use(self, state: WidgetState) -> float:
        message = BackMsg()
        message.rerun_script.widget_states.widgets.append(state)
        if state.id.startswith("$$STREAMLIT_INTERNAL"):
            message.rerun_script.fragment_id = self._fragment
        return await self._rerun(message)

    async def _rerun(self, message: BackMsg) -> float:
        """Ask for a run of the page's script and hear it to its end; return the seconds until then."""
        message.rerun_script.query_string = self._query
        message.rerun_script.page_script_hash = self._page
        if not message.rerun_script.fragment_id:
            self._widgets.clear()
        start_s, self._picture_s = perf_counter(), None
        await self._connection.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self._connection.recv(decode=False))
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                self._page = answer.navigation.page_script_hash
            elif kind == "new_session":
                self._session = answer.new_session.initialize.session_id
            elif kind == "delta":
                self._take(answer, perf_counter() - start_s)
            elif kind == "script_finished" and answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                return perf_counter() - start_s  # the start page hands a link on to the lab: that is not the end

    def _take(self, answer: ForwardMsg, after_s: float) -> None:
        """Note what can be used on the page; an error on it is one here."""
        element = answer.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(element.exception.message)
        widget: Any = getattr(element, kind) if kind else None
        if hasattr(widget, "id"):
            self._widgets.pop(widget.id, None)  # the last one of a key counts
            self._widgets[widget.id] = widget
        if kind == "bidi_component" and not element.bidi_component.id.endswith(NO_PICTURES):
            self._component, self._fragment = element.bidi_component.id, answer.delta.fragment_id
            self._picture_s = after_s

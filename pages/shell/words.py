"""Every word that a person reads, in the person's language, with its numbers and units.

English is the source and needs no catalogue; every other language is one gettext catalogue in ``assets/locale``.
The pseudo-language ``qps`` wraps whatever was translated in ⟦ ⟧: what stands outside was hard-coded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from operator import attrgetter
from pathlib import Path

from babel import Locale
from babel.core import get_global
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from pages.views.typography import printed, unbroken
from sim.text import N_, Message
from sim.units import DAY_S, HOUR_S, MIB_PER_GIB, MINUTE_S, clock

LOCALE_FOLDER = Path(__file__).resolve().parents[2] / "assets" / "locale"
SOURCE = "en"
PSEUDO = "qps"
_WORLD = "001"
"""The whole world, as the Unicode consortium numbers regions."""
CLOCK_TIMES = frozenset({"at_s", "time_s"})
"""Fields that hold an instant of the simulated day, not a duration."""
KINDS = (N_("machine"), N_("host"), N_("workload"), N_("action"), N_("placement policy"))
"""What may be unknown, as ``sim.errors.UnknownNameError`` calls it."""


class _Pseudo(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if message else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class _Source(NullTranslations):
    """English as it stands in the code, as it is printed."""

    def gettext(self, message: str) -> str:
        return printed(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return printed(msgid1 if n == 1 else msgid2)


class Words:
    """The reader's language: texts, numbers, units and whole sentences.

    >>> english = words_for("en")
    >>> english.say(Message("{machine} asked for {memory_mib} at {at_s}.", {"machine": "mail", "memory_mib": 4096, "at_s": 36000.0}))
    'mail asked for 4 GiB at 10:00:00.'
    """

    def __init__(self, language: str, translations: NullTranslations) -> None:
        self.language = language
        self._translations = translations
        self._locale = Locale.parse(SOURCE if language == PSEUDO else language)

    def _(self, text: str) -> str:
        """Return ``text`` in the reader's language."""
        return self._translations.gettext(text) if text else text

    def n_(self, one: str, many: str, count: float) -> str:
        """Return the form of a text that goes with ``count``: “one core”, “{n} cores”."""
        # A language has its own idea of 0.5 and 1.5, which gettext, made for whole numbers, does not know.
        is_one = self._locale.plural_form(int(count) if count == int(count) else count) == "one"
        return self._translations.ngettext(one, many, 1 if is_one else 2)

    def say(self, message: Message) -> str:
        """Return a whole sentence: its template translated, each field formatted as its name says."""
        return self._(message.template).format(**{name: self._field(name, v) for name, v in message.fields.items()})

    def number(self, value: float, decimals: int | None = None) -> str:
        """Return a number with ``decimals`` places, or by default with three significant digits.

        >>> words_for("en").number(12345.678), words_for("en").number(0.0525), words_for("en").number(3.0)
        ('12,346', '0.0525', '3')
        """
        if decimals is not None:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            return format_decimal(value, format=pattern, locale=self._locale)
        places = next((p for limit, p in _PLACES if abs(value) >= limit), 4)
        return format_decimal(value, format="#,##0" + ("." + "#" * places if places else ""), locale=self._locale)

    def plain(self, value: float) -> str:
        """Return a number as somebody types it: every digit that matters, nothing between the thousands.

        >>> words_for("fr").plain(1234.56), words_for("en").plain(7.0)
        ('1234,56', '7')
        """
        return f"{value:.10g}".replace(".", self.separators[0])

    def duration(self, seconds: float) -> str:
        """Return a length of time in the two units that matter.

        >>> [words_for("en").duration(s) for s in (0.08, 18, 150, 3599.8, 3900, 93600)]
        ['80 ms', '18 s', '2 min 30 s', '1 h', '1 h 05 min', '1 d 02 h']
        """
        if seconds < 1:
            return self._("{n} ms").format(n=self.number(seconds * 1000))
        if round(seconds) < MINUTE_S:
            return self._("{n} s").format(n=self.number(seconds))
        if round(seconds) < HOUR_S:
            return self._two_units(seconds, 1.0, 60, self._("{n} min"), self._("{n} min {rest} s"))
        if round(seconds / MINUTE_S) * MINUTE_S < DAY_S:
            return self._two_units(seconds, MINUTE_S, 60, self._("{n} h"), self._("{n} h {rest} min"))
        return self._two_units(seconds, HOUR_S, 24, self._("{n} d"), self._("{n} d {rest} h"))

    def _two_units(self, seconds: float, unit_s: float, per_next: int, alone: str, both: str) -> str:
        many, rest = divmod(round(seconds / unit_s), per_next)
        return (both if rest else alone).format(n=self.number(many), rest=f"{rest:02d}")

    def memory(self, mib: float) -> str:
        """Return an amount of memory in MiB or GiB.

        >>> words_for("en").memory(4096), words_for("en").memory(512)
        ('4 GiB', '512 MiB')
        """
        if abs(mib) >= MIB_PER_GIB:
            return self._("{n} GiB").format(n=self.number(mib / MIB_PER_GIB))
        return self._("{n} MiB").format(n=self.number(mib))

    def cores(self, cores: float) -> str:
        """Return an amount of CPU in cores."""
        return self.n_("{n} core", "{n} cores", cores).format(n=self.number(cores))

    def share(self, percent: float) -> str:
        """Return a percentage.

        >>> words_for("en").share(99.5)
        '99.5%'
        """
        return self._("{n}%").format(n=self.number(percent))

    def country(self, code: str) -> str:
        """Return what a country is called, or the whole world, by its code of three letters.

        >>> words_for("fr").country("DEU"), words_for("en").country("WORLD")
        ('Allemagne', 'world')
        """
        short = get_global("territory_aliases").get(code, [_WORLD])[0]
        return str(self._locale.territories[short])

    @property
    def tag(self) -> str:
        """Return the language as a BCP 47 tag."""
        return SOURCE if self.language == PSEUDO else self.language

    @property
    def separators(self) -> str:
        """Return the decimal and the thousands separator, as Plotly wants them."""
        symbols = self._locale.number_symbols["latn"]
        return f"{symbols['decimal']}{symbols['group']}"

    def _field(self, name: str, value: object) -> object:
        if isinstance(value, Message):
            return self.say(value)
        if name == "kind" or name.endswith("_title"):
            return self._(str(value))
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        if name in CLOCK_TIMES:
            return clock(value)
        written = next((write for suffix, write in _BY_SUFFIX.items() if name.endswith(suffix)), None)
        return written(self, value) if written else self.number(value)


_PLACES = ((100, 0), (10, 1), (1, 2), (0.1, 3))


def _with_unit(template: str) -> Callable[[Words, float], str]:
    return lambda words, value: words._(template).format(n=words.number(value))


def _core_time(words: Words, core_s: float) -> str:
    return _with_unit(N_("{n} core-hours"))(words, core_s / HOUR_S)


_BY_SUFFIX: Mapping[str, Callable[[Words, float], str]] = {
    "_core_s": _core_time,
    "_core_h": _with_unit(N_("{n} core-hours")),
    "_s": Words.duration,
    "_mib": Words.memory,
    "_cores": Words.cores,
    "_pct": Words.share,
    "_kwh": _with_unit(N_("{n} kWh")),
    "_eur": _with_unit(N_("€{n}")),
    "_kg": _with_unit(N_("{n} kg")),
    "_w": _with_unit(N_("{n} W")),
}
"""How a field is written, by how its name ends; the first that fits counts."""


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that exist: English and one for every catalogue."""
    return (SOURCE, *sorted(path.parents[1].name for path in LOCALE_FOLDER.glob("*/LC_MESSAGES/virtlab.po")))


@cache
def words_for(language: str) -> Words:
    """Return the words of one language; those of English for a language that does not exist.

    >>> words_for("tlh").language
    'en'
    """
    if language == PSEUDO:
        return Words(PSEUDO, _Pseudo())
    if language == SOURCE or language not in languages():
        return Words(SOURCE, _Source())
    with (LOCALE_FOLDER / language / "LC_MESSAGES" / "virtlab.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in filter(attrgetter("id"), catalogue):  # the first one is about the catalogue itself
        forms = message.string
        message.string = unbroken(forms) if isinstance(forms, str) else tuple(map(unbroken, forms or ()))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Words(language, GNUTranslations(compiled))


def best_language(wished: Iterable[str]) -> str:
    """Return the first wished language that exists, else English.

    >>> best_language(["pt-BR", "fr-CA"])
    'fr'
    """
    for tag in wished:
        language = tag.split("-")[0].lower()
        if language in languages() or language == PSEUDO:
            return language
    return SOURCE

"""Which instruments are there? One row each; adding an instrument is adding a row.

Engine, API, pages, commands, help and tests walk the rows; nothing else lists instruments. What is
asked most stands first. The passages of a search are made as instruments make theirs, but have no tab and
no command of that name: they are what a search itself is handed on as. So are those that somebody chose.
"""

from search.instruments.counts.rows import DISTRIBUTION, MATRIX
from search.instruments.figures.rows import FIGURES
from search.instruments.initiatives.rows import INITIATIVES
from search.instruments.instrument import Instrument
from search.instruments.lines.rows import CHOSEN, CONCORDANCE, PASSAGES
from search.instruments.lists.rows import BATCH, PANEL
from search.instruments.parameters import ParameterRefused
from search.instruments.samples.rows import SAMPLE
from search.instruments.sharing.rows import SHARED
from search.instruments.words.rows import COLLOCATES, COMPARE

__all__ = ["CHOSEN", "INSTRUMENTS", "PASSAGES", "instrument_named", "maker"]

INSTRUMENTS: tuple[Instrument, ...] = (
    CONCORDANCE,
    DISTRIBUTION,
    COLLOCATES,
    COMPARE,
    MATRIX,
    FIGURES,
    INITIATIVES,
    SHARED,
    PANEL,
    BATCH,
    SAMPLE,
)


def instrument_named(name: str) -> Instrument:
    """Return an instrument. Raises ParameterRefused where there is none of this name."""
    for instrument in INSTRUMENTS:
        if instrument.name == name:
            return instrument
    names = tuple(instrument.name for instrument in INSTRUMENTS)
    raise ParameterRefused("instrument-unknown", value=name, choices=names)


def maker(name: str) -> Instrument:
    """Return what made a table of this name. Raises ParameterRefused where nothing does."""
    handed = (one for one in (PASSAGES, CHOSEN) if one.name == name)
    return next(handed, None) or instrument_named(name)

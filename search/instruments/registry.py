"""Which instruments are there? One row each; adding an instrument is adding a row.

Engine, API, pages, commands, help and tests walk the rows; nothing else lists instruments. What is
asked most stands first.
"""

from search.instruments.counts.rows import DISTRIBUTION, MATRIX
from search.instruments.figures.rows import FIGURES
from search.instruments.instrument import Instrument
from search.instruments.lines.rows import CONCORDANCE
from search.instruments.parameters import ParameterRefused
from search.instruments.words.rows import COLLOCATES, COMPARE

__all__ = ["INSTRUMENTS", "instrument_named"]

INSTRUMENTS: tuple[Instrument, ...] = (
    CONCORDANCE,
    DISTRIBUTION,
    COLLOCATES,
    COMPARE,
    MATRIX,
    FIGURES,
)


def instrument_named(name: str) -> Instrument:
    """Return an instrument. Raises ParameterRefused where there is none of this name."""
    for instrument in INSTRUMENTS:
        if instrument.name == name:
            return instrument
    names = tuple(instrument.name for instrument in INSTRUMENTS)
    raise ParameterRefused("instrument-unknown", value=name, choices=names)

"""Numbers and names as a reader of a report meets them: thin spaces, true minus signs, words for likelihood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cse_sim.study.figures import decimals_for, figure, missing

THIN, FIXED = "\u202f", "\u00a0"
"""The space within a number, and the one between a number and its unit; no line breaks at either."""

LIKELIHOOD = (
    (0.99, "virtually certain"),
    (0.90, "very likely"),
    (0.66, "likely"),
    (0.33, "about as likely as not"),
    (0.10, "unlikely"),
    (0.01, "very unlikely"),
    (0.00, "exceptionally unlikely"),
)
"""Lower ends of the shares, after the calibrated language of the IPCC (Mastrandrea et al. 2010)."""

SPELLED = {"csos": "CSOs", "cso": "CSO", "ddr": "DDR", "usd": "US$"}
CALLED = {
    "at_war": "Time at war",
    "deaths_civilians": "Civilian deaths",
    "deaths_communal": "Deaths in communal violence",
    "deaths_government": "Deaths by government forces",
    "deaths_rebel": "Deaths by armed groups",
    "deaths_state_based": "Deaths in battle",
    "displaced": "People displaced",
    "displaced_violence": "Violence pushed elsewhere",
    "dispute_institution": "Local dispute institutions",
    "events": "Violent events",
    "events_communal": "Communal violent events",
    "events_government": "Violent events by government forces",
    "events_rebel": "Violent events by armed groups",
    "events_state_based": "Battles",
    "events_triggered": "Violent events set off by others",
    "extrajudicial_punishment": "Punishment without law",
    "incidents_answered_share": "Incidents answered",
    "institution_after_exit": "Dispute institutions after exit",
    "misconduct_true": "Misconduct by peacekeepers",
    "misconduct_reported": "Misconduct reported",
    "open_disputes_per_1000": "Open disputes",
    "recovery_weeks": "Weeks to recovery",
    "relapse": "Relapse into war",
    "settled_of_connected": "Settled disputes of the well connected",
    "surveyed_security": "Feeling safe, as surveyed",
    "surveyed_trust_in_peacekeepers": "Trust in peacekeepers, as surveyed",
    "stability_calm": "Stability: calm",
    "stability_inclusion": "Stability: inclusion",
    "stability_settlement": "Stability: disputes settled",
    "stability_stillness": "Stability: no violence pushed elsewhere",
    "triggered_share": "Violent events set off by others, share",
    "trust_in_ex_combatants": "Trust in former fighters",
    "violent_disputes_per_1000": "Violent disputes",
    "wellbeing": "Well-being",
}
"""Names that say too little once their underscores are gone; the view says the same."""
WITH_ARTICLE = ("index", "rate")
PAGES_UNITS = {"points (0-100)": "points", "count": "number", "share": "%"}
SHARE = "share"


@dataclass(frozen=True)
class Unit:
    """How the numbers of an indicator are shown: shares in per cent, their differences in percentage points."""

    name: str

    @property
    def factor(self) -> float:
        return 100.0 if self.name == SHARE else 1.0

    @property
    def level(self) -> str:
        return PAGES_UNITS.get(self.name, self.name)

    @property
    def change(self) -> str:
        return "percentage points" if self.name == SHARE else self.level

    @property
    def spoken(self) -> str:
        """After a level within a sentence: nothing for plain counts."""
        return "" if self.name == "count" else self.level

    @property
    def said(self) -> str:
        """After a difference within a sentence: nothing for plain counts."""
        return "" if self.name == "count" else self.change


def likelihood(won: float, runs: int) -> str:
    """The calibrated word for a share of so many runs; few runs never make a thing certain (rule of succession)."""
    share = (won * runs + 1) / (runs + 2)
    return next(word for least, word in LIKELIHOOD if share >= least)


def label(name: str) -> str:
    """``trust_in_csos`` as ``Trust in CSOs``; the name itself stands in the table of indicators."""
    if name in CALLED:
        return CALLED[name]
    spaced = name.replace(".", ": ", 1).replace("_", " ")
    words = [SPELLED.get(word, word) for word in spaced.split(" ")]
    said = " ".join(words)
    return said[:1].upper() + said[1:]


def in_sentence(name: str) -> str:
    """A label within a sentence: ``trust in CSOs``."""
    said = label(name)
    said = said if said[:2].isupper() else said[:1].lower() + said[1:]
    return f"the {said}" if said.endswith(WITH_ARTICLE) else said


def printed(text: str) -> str:
    """A number as ``figure`` writes it, with thin spaces and a true minus sign; a lone ``-`` becomes a dash."""
    return "–" if text == "-" else text.replace(",", THIN).replace("-", "−")


def number(value: float | None, decimals: int) -> str:
    """With so many decimals; a dash if it does not exist."""
    return printed(figure(None if missing(value) else value, decimals))


def signed(value: float | None, decimals: int) -> str:
    """With a plus sign if it is above zero as shown."""
    said = number(value, decimals)
    zero = number(0.0, decimals)
    return said if said in (zero, "–") or said.startswith("−") else f"+{said}"


def plain(value: float | None, digits: int = 3) -> str:
    """A number alone, with that many digits."""
    if value is None or missing(value):
        return "–"
    if value != 0 and not 1e-4 <= abs(value) < 1e15:
        return f"{value:.{digits}g}".replace("-", "−")
    return number(value, decimals_of(value, digits))


def decimals_of(value: float, digits: int) -> int:
    """Decimals that show so many digits of a number, without trailing zeros."""
    text = f"{float(f'{value:.{digits}g}'):.10f}".rstrip("0")
    return len(text.partition(".")[2])


def tick_decimals(marks: Sequence[float]) -> int:
    """Decimals that tell the marks of an axis apart."""
    return decimals_of(marks[1] - marks[0], 2) if len(marks) > 1 else 0


def percent(share: float | None) -> str:
    """A share in whole per cent."""
    return "–" if share is None or missing(share) else f"{100 * share:.0f}{THIN}%"


def dollars(usd: float | None) -> str:
    """US dollars, in millions from one million on."""
    if usd is None or missing(usd):
        return "–"
    if abs(usd) >= 1e6:
        return f"US${FIXED}{number(usd / 1e6, 1)}{FIXED}million"
    return f"US${FIXED}{number(usd, 0)}"


@dataclass(frozen=True)
class Told:
    """A number with its interval, written with the decimals the interval deserves."""

    middle: str
    low: str
    high: str
    unit: Unit
    never: bool = False
    """Whether the number is exactly zero in every run."""

    @property
    def said(self) -> str:
        """``+1.2 points``."""
        return f"{self.middle} {self.unit.said}".rstrip()

    @property
    def span(self) -> str:
        """``0.4 to 2.0``, or that there is no difference at all."""
        if self.nothing:
            return self.short
        return f"{self.low} to {self.high}"

    @property
    def nothing(self) -> bool:
        """Whether all that is shown are zeros."""
        return not any(letter in "123456789–" for letter in self.middle + self.low + self.high)

    @property
    def short(self) -> str:
        """``+1.2 [0.4, 2.0]``, for a figure; an interval that shows nothing but zeros says how small it is."""
        if self.middle == "–":
            return "no number"
        if self.never:
            return "0 in every run"
        if self.nothing:
            return f"within ±{self.low.lstrip('−')[:-1]}1"
        return f"{self.middle} [{self.low}, {self.high}]"


def difference(row: Mapping[Any, Any]) -> Told:
    """The mean difference of a row of the comparison, in the unit a reader sees."""
    unit = Unit(row["unit"])
    middle, low, high = (
        scaled(row[name], unit.factor) for name in ("mean_difference", "low", "high")
    )
    places = difference_decimals(row)
    told = (signed(middle, places), number(low, places), number(high, places))
    return Told(*told, unit, never=middle == 0 and not low and not high)


def difference_decimals(row: Mapping[Any, Any]) -> int:
    """Decimals that the interval of a difference deserves."""
    unit = Unit(row["unit"])
    middle, low, high = (
        scaled(row[name], unit.factor) for name in ("mean_difference", "low", "high")
    )
    return decimals_for(middle, low, high, unit.factor * row["smallest_difference"])


def scaled(value: float | None, factor: float) -> float | None:
    """A number times a factor; None if it does not exist."""
    return None if value is None or missing(value) else factor * value


def listed(names: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"

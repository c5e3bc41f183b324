"""What a place is: a spot people name, and the stops that are there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A station, stop, estate, workplace or bare coordinate."""

    name: str
    name_en: str
    kind: str
    """``station``, ``stop``, ``coordinate``, or the gazetteer's word (``estate``, ``workplace`` …)."""
    lat: float
    lon: float
    stop_ids: tuple[str, ...]
    """Stops that bear the name and lie here; empty for a place without any."""
    region: str
    """District or county; blank outside the corridor."""
    side: str
    """Province: the side of the border."""
    evidence: str
    error_m: float
    source_ids: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    """Other spellings: old names, English, pinyin."""
    short_names: tuple[str, ...] = ()
    """The name as people on the spot say it: ``香河`` for 香河站, ``食品城`` for 燕郊食品城."""
    importance: int = 0
    """Routes that call here; breaks ties between places of one name."""
    planned: bool = False
    """Whether only service that is not open yet calls here."""

    def __str__(self) -> str:
        where = f", {self.region}" if self.region else ""
        at = f" [{self.stop_ids[0]}]" if self.stop_ids else f" [{self.lat:.5f},{self.lon:.5f}]"
        english = f" {self.name_en}" if self.name_en else ""
        return f"{self.name}{english} ({self.kind}{where}){at}"


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a text may mean, and how well it fits."""

    place: Place
    score: float
    """100 where the text is the place's name or id; below 90 it is only like one."""
    how: str
    """``id``, ``name``, ``code``, ``alias``, ``english``, ``short``, ``brief`` (English cut short), ``local`` (without
    the district or town) or ``pinyin``; ``within`` more words; below 90 ``initials``, ``part`` or ``similar``."""

    def __str__(self) -> str:
        return str(self.place)

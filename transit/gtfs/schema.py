"""What GTFS says of each table this library reads, as data: columns, their types, which must be there.

Source: GTFS Schedule Reference, https://gtfs.org/documentation/schedule/reference/ (revision of 2025-10).
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Table(NamedTuple):
    """Columns of one file, by type. Any other column is kept as text."""

    required: tuple[str, ...]
    ids: tuple[str, ...] = ()
    """Columns that name a record; prefixed when feeds are merged."""
    times: tuple[str, ...] = ()
    """``HH:MM:SS`` columns; read as int32 seconds, `NO_TIME` where blank."""
    dates: tuple[str, ...] = ()
    """``YYYYMMDD`` columns; read as int32 numbers that look the same."""
    integers: tuple[str, ...] = ()
    """Read as int32, 0 where blank (GTFS gives 0 the meaning of blank in each of them)."""
    limits: tuple[str, ...] = ()
    """Numbers that a blank sets no limit to; read as int32, `NO_LIMIT` where blank."""
    decimals: tuple[str, ...] = ()
    """Read as float64, NaN where blank."""
    money: tuple[str, ...] = ()
    """Amounts of 0 or more; kept as decimal text, because a float holds no exact cents."""
    currencies: tuple[str, ...] = ()
    """Three capital letters (ISO 4217); kept as text."""
    texts: tuple[str, ...] = ()
    """Further columns that are always there after reading, blank where the file has none."""
    coded: bool = False
    """Ids and texts are kept as categories, in the order of the texts: millions of rows name a few thousand."""

    @property
    def _typed(self) -> tuple[str, ...]:
        return (
            *self.ids,
            *self.times,
            *self.dates,
            *self.integers,
            *self.limits,
            *self.decimals,
            *self.money,
            *self.currencies,
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is there after reading, whatever the file holds."""
        return tuple(dict.fromkeys((*self.required, *self._typed, *self.texts)))

    @property
    def never_blank(self) -> tuple[str, ...]:
        """Required columns that say which record, when, how many or where: a blank there is no default."""
        told = {*self._typed} - {*self.limits}
        return tuple(column for column in self.required if column in told)


NO_TIME: Final = -(2**31)
"""Stands for a blank time; below every time that can be."""

NO_LIMIT: Final = -1
"""Stands for a blank limit."""


def _table(required: str, *, coded: bool = False, **columns: str) -> Table:
    lists = {kind: tuple(names.split()) for kind, names in columns.items()}
    return Table(tuple(required.split()), coded=coded, **lists)


TABLES: Final[dict[str, Table]] = {
    "agency": _table(
        "agency_name agency_timezone", ids="agency_id", texts="agency_url agency_lang"
    ),
    "stops": _table(
        "stop_id",
        ids="stop_id parent_station zone_id",
        integers="location_type",
        decimals="stop_lat stop_lon error_m",
        texts="stop_name stop_code evidence source_ids note",
    ),
    "routes": _table(
        "route_id route_type",
        ids="route_id agency_id",
        integers="route_type capacity",
        texts="route_short_name route_long_name route_color route_text_color status crossing_id "
        "evidence source_ids note",
    ),
    "trips": _table(
        "route_id service_id trip_id",
        ids="route_id service_id trip_id shape_id block_id",
        integers="direction_id combined_headway",
        texts="trip_headsign trip_short_name evidence source_ids note",
    ),
    "stop_times": _table(
        "trip_id stop_id stop_sequence",
        ids="trip_id stop_id pickup_booking_rule_id drop_off_booking_rule_id",
        times="arrival_time departure_time",
        integers="stop_sequence pickup_type drop_off_type",
        coded=True,
    ),
    "frequencies": _table(
        "trip_id start_time end_time headway_secs",
        ids="trip_id",
        times="start_time end_time",
        integers="headway_secs exact_times",
        texts="evidence source_ids note",
    ),
    "calendar": _table(
        "service_id monday tuesday wednesday thursday friday saturday sunday start_date end_date",
        ids="service_id",
        dates="start_date end_date",
        integers="monday tuesday wednesday thursday friday saturday sunday",
    ),
    "calendar_dates": _table(
        "service_id date exception_type",
        ids="service_id",
        dates="date",
        integers="exception_type",
    ),
    "shapes": _table(
        "shape_id shape_pt_lat shape_pt_lon shape_pt_sequence",
        ids="shape_id",
        integers="shape_pt_sequence",
        decimals="shape_pt_lat shape_pt_lon",
    ),
    "transfers": _table(
        "",
        ids="from_stop_id to_stop_id from_route_id to_route_id from_trip_id to_trip_id",
        integers="transfer_type min_transfer_time",
        texts="evidence source_ids note",
    ),
    "fare_attributes": _table(
        "fare_id price currency_type payment_method transfers",
        ids="fare_id agency_id",
        integers="payment_method",
        limits="transfers transfer_duration",
        money="price",
        currencies="currency_type",
    ),
    "fare_rules": _table("fare_id", ids="fare_id route_id origin_id destination_id contains_id"),
    "booking_rules": _table(
        "booking_rule_id booking_type",
        ids="booking_rule_id",
        integers="booking_type",
        texts="message info_url evidence source_ids",
    ),
    "translations": _table(
        "table_name field_name language translation", ids="record_id", texts="record_sub_id"
    ),
    "feed_info": _table(
        "feed_publisher_name feed_lang",
        texts="feed_publisher_url feed_start_date feed_end_date feed_version",
    ),
    "attributions": _table("organization_name", texts="attribution_url"),
}
"""Every table that is read; others in the feed are passed over."""

LIMITS: Final = {
    ("stops", "stop_lat"): (-90, 90),
    ("stops", "stop_lon"): (-180, 180),
    ("stops", "error_m"): (0, 20_000_000),
    ("shapes", "shape_pt_lat"): (-90, 90),
    ("shapes", "shape_pt_lon"): (-180, 180),
    ("frequencies", "headway_secs"): (1, 7 * 86_400),
    ("frequencies", "exact_times"): (0, 1),
    ("transfers", "transfer_type"): (0, 5),
    ("transfers", "min_transfer_time"): (0, 86_400),
    ("fare_attributes", "payment_method"): (0, 1),
    ("calendar_dates", "exception_type"): (1, 2),
    **{
        ("calendar", f"{day}day"): (0, 1)
        for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
    },
}
"""Least and greatest value of a number, both allowed."""

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "stops": ("stop_id",),
    "routes": ("route_id",),
    "trips": ("trip_id",),
    "stop_times": ("trip_id", "stop_sequence"),
    "calendar": ("service_id",),
    "calendar_dates": ("service_id", "date"),
    "fare_attributes": ("fare_id",),
    "booking_rules": ("booking_rule_id",),
}
"""What names a record: no two share it."""

REFERENCES: Final = (
    ("stop_times", "trip_id", "trips", "trip_id"),
    ("stop_times", "stop_id", "stops", "stop_id"),
    ("stop_times", "pickup_booking_rule_id", "booking_rules", "booking_rule_id"),
    ("trips", "route_id", "routes", "route_id"),
    ("frequencies", "trip_id", "trips", "trip_id"),
    ("stops", "parent_station", "stops", "stop_id"),
    *(
        ("transfers", f"{end}_{what}_id", f"{what}s", f"{what}_id")
        for what in ("stop", "route", "trip")
        for end in ("from", "to")
    ),
    ("fare_rules", "fare_id", "fare_attributes", "fare_id"),
    ("fare_rules", "route_id", "routes", "route_id"),
)
"""Ids that must lead somewhere where they are not blank: table and column, and the table and column they name."""

MUST_EXIST: Final = ("agency", "stops", "routes", "trips", "stop_times")
"""Tables without which a folder is no feed (of calendar and calendar_dates one must be there)."""

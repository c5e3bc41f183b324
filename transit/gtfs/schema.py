"""What GTFS says of each table this library reads, as data: columns, their types, which must be there.

Source: GTFS Schedule Reference, https://gtfs.org/documentation/schedule/reference/ (revision of 2026-04). Of GTFS
Fares V2 it holds what is adopted; columns that are only proposed, such as those of fares by distance
(https://github.com/google/transit/pull/556), are kept as text like any other column.
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
    ranks: tuple[str, ...] = ()
    """Numbers whose column changes what the table means; read as int32, 0 where blank, `NO_LIMIT` without column."""
    decimals: tuple[str, ...] = ()
    """Read as float64, NaN where blank."""
    money: tuple[str, ...] = ()
    """Amounts of 0 or more; kept as decimal text, because a float holds no exact cents."""
    amounts: tuple[str, ...] = ()
    """Amounts that may be negative; kept as decimal text."""
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
            *self.ranks,
            *self.decimals,
            *self.money,
            *self.amounts,
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
        ids="route_id agency_id network_id",
        integers="route_type capacity",
        texts="route_short_name route_long_name route_desc route_color route_text_color status "
        "crossing_id evidence source_ids note",
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
        decimals="walk_m",
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
    "areas": _table("area_id", ids="area_id", texts="area_name"),
    "stop_areas": _table("area_id stop_id", ids="area_id stop_id"),
    "networks": _table("network_id", ids="network_id", texts="network_name"),
    "route_networks": _table("network_id route_id", ids="network_id route_id"),
    "timeframes": _table(
        "timeframe_group_id service_id",
        ids="timeframe_group_id service_id",
        times="start_time end_time",
    ),
    "rider_categories": _table(
        "rider_category_id",
        ids="rider_category_id",
        integers="is_default_fare_category",
        texts="rider_category_name",
    ),
    "fare_media": _table(
        "fare_media_id fare_media_type",
        ids="fare_media_id",
        integers="fare_media_type",
        texts="fare_media_name",
    ),
    "fare_products": _table(
        "fare_product_id amount currency",
        ids="fare_product_id rider_category_id fare_media_id",
        amounts="amount",
        currencies="currency",
        texts="fare_product_name",
    ),
    "fare_leg_rules": _table(
        "fare_product_id",
        ids="leg_group_id network_id from_area_id to_area_id from_timeframe_group_id "
        "to_timeframe_group_id fare_product_id",
        ranks="rule_priority",
    ),
    "fare_leg_join_rules": _table(
        "from_network_id to_network_id",
        ids="from_network_id to_network_id from_stop_id to_stop_id",
    ),
    "fare_transfer_rules": _table(
        "fare_transfer_type",
        ids="from_leg_group_id to_leg_group_id fare_product_id",
        integers="transfer_count fare_transfer_type duration_limit_type",
        limits="duration_limit",
    ),
    "booking_rules": _table(
        "booking_rule_id booking_type",
        ids="booking_rule_id prior_notice_service_id",
        times="prior_notice_last_time prior_notice_start_time",
        integers="booking_type",
        limits="prior_notice_duration_min prior_notice_duration_max prior_notice_last_day "
        "prior_notice_start_day",
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
    ("transfers", "walk_m"): (0, 20_000_000),
    ("fare_attributes", "payment_method"): (0, 1),
    ("rider_categories", "is_default_fare_category"): (0, 1),
    ("fare_media", "fare_media_type"): (0, 4),
    ("fare_transfer_rules", "fare_transfer_type"): (0, 2),
    ("fare_transfer_rules", "duration_limit_type"): (0, 3),
    ("booking_rules", "booking_type"): (0, 2),
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
    "areas": ("area_id",),
    "networks": ("network_id",),
    "route_networks": ("route_id",),
    "rider_categories": ("rider_category_id",),
    "fare_media": ("fare_media_id",),
    "fare_products": ("fare_product_id", "rider_category_id", "fare_media_id"),
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
    ("stop_areas", "area_id", "areas", "area_id"),
    ("stop_areas", "stop_id", "stops", "stop_id"),
    ("route_networks", "network_id", "networks", "network_id"),
    ("route_networks", "route_id", "routes", "route_id"),
    ("fare_products", "rider_category_id", "rider_categories", "rider_category_id"),
    ("fare_products", "fare_media_id", "fare_media", "fare_media_id"),
    ("fare_leg_rules", "fare_product_id", "fare_products", "fare_product_id"),
    ("fare_leg_rules", "from_area_id", "areas", "area_id"),
    ("fare_leg_rules", "to_area_id", "areas", "area_id"),
    ("fare_leg_rules", "from_timeframe_group_id", "timeframes", "timeframe_group_id"),
    ("fare_leg_rules", "to_timeframe_group_id", "timeframes", "timeframe_group_id"),
    ("fare_leg_join_rules", "from_stop_id", "stops", "stop_id"),
    ("fare_leg_join_rules", "to_stop_id", "stops", "stop_id"),
    ("fare_transfer_rules", "from_leg_group_id", "fare_leg_rules", "leg_group_id"),
    ("fare_transfer_rules", "to_leg_group_id", "fare_leg_rules", "leg_group_id"),
    ("fare_transfer_rules", "fare_product_id", "fare_products", "fare_product_id"),
)
"""Ids that must lead somewhere where they are not blank: table and column, and the table and column they name."""

MUST_EXIST: Final = ("agency", "stops", "routes", "trips", "stop_times")
"""Tables without which a folder is no feed (of calendar and calendar_dates one must be there)."""

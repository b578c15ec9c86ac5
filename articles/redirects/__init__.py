"""Redirects of old addresses: their table, and the lists of the former site."""

from articles.redirects.address import address_of, is_foreign, key
from articles.redirects.lookup import Destination, Way, destination, way_from
from articles.redirects.table import PlannedRedirect, plan, remove, store

__all__ = [
    "Destination",
    "PlannedRedirect",
    "Way",
    "address_of",
    "destination",
    "is_foreign",
    "key",
    "plan",
    "remove",
    "store",
    "way_from",
]

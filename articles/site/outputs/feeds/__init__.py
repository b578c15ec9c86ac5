"""The releases of a query as feeds: Atom, RSS and JSON Feed, with their archives, and a page for browsers."""

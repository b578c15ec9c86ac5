"""Address of a request: of its connection, or what our own proxies noted, never what a client claims."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from ipware import get_client_ip

# A provider gives each customer at least so much of IPv6: the rest of the address is his to change at will.
IPV6_PREFIX = 64


def address_of(request: HttpRequest) -> str | None:
    """Return the address that sign-ins are counted by, for IPv6 that of its network; None without one.

    Each proxy adds the address it was asked from at the right of X-Forwarded-For. So with PROXIES of them the
    client's address is that far from the right, whatever a client has written before it.
    """
    address = None
    if settings.PROXIES:
        address, _ = get_client_ip(
            request,
            proxy_count=settings.PROXIES - 1,
            request_header_order=["HTTP_X_FORWARDED_FOR"],
            strict=False,
        )
    address = address or request.META.get("REMOTE_ADDR")
    try:
        parsed = ip_address(address or "")
    except ValueError:  # the server listens on a Unix socket
        return None
    if parsed.version == 6:
        return str(ip_network((parsed.packed, IPV6_PREFIX), strict=False).network_address)
    return str(parsed)

"""Which network addresses are public: those that one host anywhere may answer on.

Written out against the IANA special-purpose registries rather than asked of `ipaddress`, which
calls the NAT64 and 6to4 forms of a loopback address global and shared address space not private.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Network = IPv4Network | IPv6Network

_NOT_PUBLIC_4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, the metadata of clouds among it
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # once the relays of 6to4
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Of IPv6 only this block is assigned to hosts at all; the rest, ::1, fc00::/7, fe80::/10, NAT64
# and the mapped forms of IPv4 among it, lies outside.
_UNICAST_6: Final = IPv6Network("2000::/3")
_NOT_PUBLIC_6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4 carries any IPv4 address
        "3fff::/20",  # documentation
    )
)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address is a public unicast one."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return address in _UNICAST_6 and not any(address in network for network in _NOT_PUBLIC_6)


def is_within(address: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    """Return whether an address lies in one of some networks; other versions of IP never do."""
    return any(address.version == network.version and address in network for network in networks)


def address_of(host: str) -> IPv4Address | IPv6Address:
    """Return the address that a socket names; a zone after a per cent sign is none of it.

    Raises ValueError for what is no address.
    """
    return ip_address(host.partition("%")[0])


def networks_of(texts: Sequence[str]) -> tuple[Network, ...]:
    """Return networks as the setting writes them; raises ValueError for what is none."""
    return tuple(ip_network(text) for text in texts)

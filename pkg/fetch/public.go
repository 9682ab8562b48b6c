package fetch

import (
	"fmt"
	"net/netip"
)

// Kinds of networks that are not public.
type kind struct {
	what  string // "an address of …"
	never bool   // not even with --allow-private
}

var (
	computer   = kind{what: "this computer"}
	network    = kind{what: "a private network"}
	link       = kind{what: "a single link of a network"}
	shared     = kind{what: "the inner network of a provider"}
	examples   = kind{what: "examples in documents"}
	benchmarks = kind{what: "benchmarks"}
	reserved   = kind{what: "a reserved range"}
	nobody     = kind{"no computer", true}
	multicast  = kind{"many computers at once", true}
	metadata   = kind{"the inner services of a cloud, which hand out its keys", true}
)

// special are the networks that are not public; the first one with an address
// in it counts. They are those of IANA's registries of special-purpose addresses
// that are not "globally reachable"
// (https://www.iana.org/assignments/iana-ipv4-special-registry/ and
// iana-ipv6-special-registry), multicast, and where clouds keep the keys of
// their machines. Of IPv6, only 2000::/3 has been given out.
var special = []struct {
	prefix netip.Prefix
	kind   *kind
}{
	{netip.MustParsePrefix("0.0.0.0/8"), &nobody}, // "this network": Linux takes 0.0.0.0 for itself
	{netip.MustParsePrefix("10.0.0.0/8"), &network},
	{netip.MustParsePrefix("100.100.100.200/32"), &metadata}, // Alibaba Cloud
	{netip.MustParsePrefix("100.64.0.0/10"), &shared},        // RFC 6598
	{netip.MustParsePrefix("127.0.0.0/8"), &computer},
	{netip.MustParsePrefix("168.63.129.16/32"), &metadata}, // Azure, in a public range
	{netip.MustParsePrefix("169.254.0.0/16"), &metadata},   // link-local: 169.254.169.254 almost everywhere, 169.254.170.2 on ECS
	{netip.MustParsePrefix("172.16.0.0/12"), &network},
	{netip.MustParsePrefix("192.0.0.192/32"), &metadata}, // Oracle Cloud
	{netip.MustParsePrefix("192.0.0.0/24"), &reserved},
	{netip.MustParsePrefix("192.0.2.0/24"), &examples},
	{netip.MustParsePrefix("192.88.99.0/24"), &reserved}, // once relays of 6to4
	{netip.MustParsePrefix("192.168.0.0/16"), &network},
	{netip.MustParsePrefix("198.18.0.0/15"), &benchmarks},
	{netip.MustParsePrefix("198.51.100.0/24"), &examples},
	{netip.MustParsePrefix("203.0.113.0/24"), &examples},
	{netip.MustParsePrefix("224.0.0.0/4"), &multicast},
	{netip.MustParsePrefix("255.255.255.255/32"), &multicast}, // broadcast
	{netip.MustParsePrefix("240.0.0.0/4"), &reserved},

	{netip.MustParsePrefix("::1/128"), &computer},
	{netip.MustParsePrefix("::/96"), &nobody},           // unspecified; RFC 4291's IPv4-compatible addresses, given up
	{netip.MustParsePrefix("64:ff9b:1::/48"), &network}, // RFC 8215: translated within one network
	{netip.MustParsePrefix("2001:db8::/32"), &examples},
	{netip.MustParsePrefix("2001::/23"), &reserved}, // protocols; Teredo has been looked into
	{netip.MustParsePrefix("3fff::/20"), &examples}, // RFC 9637
	{netip.MustParsePrefix("2000::/3"), nil},
	{netip.MustParsePrefix("fd00:ec2::/32"), &metadata}, // Amazon
	{netip.MustParsePrefix("fd20:ce::/32"), &metadata},  // Google Cloud
	{netip.MustParsePrefix("fc00::/7"), &network},       // RFC 4193
	{netip.MustParsePrefix("fe80::/10"), &link},
	{netip.MustParsePrefix("ff00::/8"), &multicast},
	{netip.MustParsePrefix("::/0"), &reserved},
}

var (
	translated = netip.MustParsePrefix("64:ff9b::/96") // NAT64, RFC 6052
	sixToFour  = netip.MustParsePrefix("2002::/16")    // RFC 3056
	teredo     = netip.MustParsePrefix("2001::/32")    // RFC 4380
)

// inner returns the IPv4 address that an IPv6 address stands for, or else the
// address itself.
func inner(ip netip.Addr) netip.Addr {
	ip = ip.WithZone("").Unmap() // a prefix contains no address with a zone
	b := ip.As16()
	switch {
	case translated.Contains(ip):
		return netip.AddrFrom4([4]byte(b[12:]))
	case sixToFour.Contains(ip):
		return netip.AddrFrom4([4]byte(b[2:6]))
	case teredo.Contains(ip): // with all bits turned over, against routers that rewrite addresses
		return netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]})
	}
	return ip
}

// kindOf returns what an address is when it is not public, or nil.
func kindOf(ip netip.Addr) *kind {
	ip = inner(ip)
	for _, s := range special {
		if s.prefix.Contains(ip) {
			return s.kind
		}
	}
	return nil
}

// judge returns why no connection may be made to an address, or nil.
func judge(ip netip.Addr, allowPrivate bool) error {
	if k := kindOf(ip); k != nil && (k.never || !allowPrivate) {
		return &privateError{ip, k}
	}
	return nil
}

// privateError is an ErrPrivate.
type privateError struct {
	ip   netip.Addr
	kind *kind
}

func (e *privateError) Unwrap() error { return ErrPrivate }

func (e *privateError) Error() string {
	help := "--allow-private allows it, for one's own network"
	if e.kind.never {
		help = "nothing is read from there"
	}
	return fmt.Sprintf("the host is at %s, an address of %s: %s", e.ip, e.kind.what, help)
}

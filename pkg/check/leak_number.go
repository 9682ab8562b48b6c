package check

import (
	"bytes"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// ipv4 looks at an address at its first digit, and returns the offset behind
// what it looked at, or 0.
func (s *leakScan) ipv4(at int) int {
	rest := s.text[at:]
	n := quadChars.run(rest, len("255.255.255.255")+1)
	if n < len("1.1.1.1") || bytes.Count(rest[:n], []byte(".")) < 3 {
		return 0
	}
	if rest[n-1] == '.' {
		n--
	}
	address, err := netip.ParseAddr(string(rest[:n]))
	if err != nil {
		return 0
	}
	end := at + n
	p := before(s.text, at)
	part := p == '.' || p == '-' && isWord[before(s.text, at-1)] || p == '/' && before(s.text, at-1) != '/'
	if part || end < len(s.text) && (isWord[s.text[end]] || s.text[end] == '-' && !s.isDigitAt(end+1)) || s.isVersion(at) {
		return end
	}
	return s.network(address, at, end)
}

var quadChars = chars("0-9.")

func (s *leakScan) isDigitAt(i int) bool { return i < len(s.text) && isDigit(s.text[i]) }

// isVersion reports whether the words before a number say that it is a version.
func (s *leakScan) isVersion(at int) bool {
	around := strings.ToLower(string(s.text[max(0, at-20):at]))
	return containsAny(around, []string{"version", "release", "build ", "upgrade", "==", " v."}) || strings.HasSuffix(around, "=v")
}

// ipv6 looks at an address at the start of its first group, and returns the
// offset behind it, or 0. The first group has four digits in all networks that
// matter here.
func (s *leakScan) ipv6(at int) int {
	rest := s.text[at:]
	if len(rest) < 6 || rest[4] != ':' || anyHex.run(rest, 4) < 4 || before(s.text, at) == ':' {
		return 0
	}
	n := groupChars.run(rest, len("0000:0000:0000:0000:0000:0000:0000:0000")+1)
	if n > 2 && rest[n-1] == ':' && rest[n-2] != ':' {
		n--
	}
	if n < len(rest) && isWord[rest[n]] || bytes.Count(rest[:n], []byte(":")) < 3 {
		return 0
	}
	address, err := netip.ParseAddr(string(rest[:n]))
	if err != nil {
		return 0
	}
	return s.network(address, at, at+n)
}

var groupChars = chars("A-Fa-f0-9:")

// Networks that matter, and addresses in them that are no secret: RFC 1918,
// RFC 6598, RFC 3927 and RFC 4193; RFC 5737 and RFC 3849 for documentation.
var (
	privateNetworks = prefixes("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7")
	openNetworks    = prefixes("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20",
		"0.0.0.0/8", "127.0.0.0/8", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/3", "fe80::/10", "ff00::/8",
		"169.254.169.254/32", "fd00:ec2::254/128", // cloud metadata, the same everywhere
		"1.2.3.4/32", "5.6.7.8/32", // made up
		"8.8.8.8/32", "8.8.4.4/32", "1.1.1.1/32", "1.0.0.1/32", "9.9.9.9/32", "208.67.222.222/32", "208.67.220.220/32",
		"2001:4860:4860::8888/128", "2001:4860:4860::8844/128", "2606:4700:4700::1111/128", "2606:4700:4700::1001/128")
	global6 = netip.MustParsePrefix("2000::/3")
)

func prefixes(list ...string) []netip.Prefix {
	p := make([]netip.Prefix, len(list))
	for i, text := range list {
		p[i] = netip.MustParsePrefix(text)
	}
	return p
}

func within(networks []netip.Prefix, a netip.Addr) bool {
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(a) })
}

// network reports an address, with the length of its network if one follows.
func (s *leakScan) network(address netip.Addr, start, end int) int {
	bits := -1
	if end < len(s.text) && s.text[end] == '/' {
		n := digits.run(s.text[end+1:], 4)
		if bits, _ = strconv.Atoi(string(s.text[end+1 : end+1+n])); n > 0 && n < 4 && bits <= address.BitLen() {
			end += 1 + n
		} else {
			bits = -1
		}
	}
	switch {
	case within(openNetworks, address) || within(s.public.ranges, address):
	case within(privateNetworks, address):
		if bits >= 0 && slices.Contains(privateNetworks, netip.PrefixFrom(address, bits)) {
			break // the range itself is in every textbook
		}
		what := "private IP address"
		if bits >= 0 {
			what = "range of private IP addresses"
		}
		s.add("leak/private-ip", start, end, what)
	case address.Is4() || global6.Contains(address):
		s.add("leak/public-ip", start, end, "public IP address")
	}
	return end
}

var digits = chars("0-9")

// cardGroups are how the digits of card numbers are grouped.
var cardGroups = [][]int{{4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}, {4, 4, 4, 4, 3}, {16}, {15}}

// card looks at a number at its first digit for that of a payment card, and
// returns the offset behind it, or 0.
func (s *leakScan) card(at int) int {
	rest := s.text[at:min(len(s.text), at+32)]
	groups := make([]int, 0, 8)
	var number []byte
	var sign byte
	n := 0
	for n < len(rest) {
		run := digits.run(rest[n:], 20)
		if run == 0 {
			n-- // the sign before it ends the number
			break
		}
		if len(groups) == 0 && run != 4 && run != 15 && run != 16 {
			return 0
		}
		groups = append(groups, run)
		number = append(number, rest[n:n+run]...)
		if n += run; n == len(rest) || rest[n] != ' ' && rest[n] != '-' || sign != 0 && rest[n] != sign {
			break
		}
		sign = rest[n]
		n++
	}
	end := at + n
	p, next := before(s.text, at), byte(' ')
	if end < len(s.text) {
		next = s.text[end]
	}
	if strings.IndexByte(".-/:=#_+,&@", p) >= 0 && len(groups) == 1 || strings.IndexByte(".-/_", p) >= 0 ||
		isWord[next] || next == '-' || next == '/' || next == '.' && s.isDigitAt(end+1) {
		return 0
	}
	if !slices.ContainsFunc(cardGroups, func(g []int) bool { return slices.Equal(g, groups) }) || !isCard(string(number)) {
		return 0
	}
	s.add("leak/card-number", at, end, "payment card number")
	return end
}

// issuer is a range of the first digits of cards, with the lengths of these.
type issuer struct {
	from, to string
	lengths  []int
}

var issuers = []issuer{
	{"4", "4", []int{16, 19}},       // Visa
	{"51", "55", []int{16}},         // Mastercard
	{"2221", "2720", []int{16}},     // Mastercard
	{"34", "34", []int{15}},         // American Express
	{"37", "37", []int{15}},         // American Express
	{"6011", "6011", []int{16, 19}}, // Discover
	{"644", "659", []int{16, 19}},   // Discover
	{"3528", "3589", []int{16, 19}}, // JCB
	{"300", "305", []int{14}},       // Diners Club
	{"36", "36", []int{14}},         // Diners Club
	{"38", "39", []int{14}},         // Diners Club
	{"62", "62", []int{16, 19}},     // UnionPay
}

// testCards are numbers that payment providers publish for tests. Stripe's
// others begin with 40000 or repeat few digits.
var testCards = strings.Fields(`4012888888881881 4000056655665556 5200828282828210 5105105105105100 2223003122003222 5454545454545454
	378282246310005 371449635398431 378734493671000 6011111111111117 6011000990139424 6011981111111113 30569309025904 38520000023237
	36227206271667 3056930009020004 6555900000604105 3566002020360505 3530111333300000 6200000000000005 4917610000000000
	4988438843884305 5555341244441115 4111111145551142 2222400070000005 4532015112830366`)

// isCard reports whether digits are a card's number and not one for tests.
func isCard(digits string) bool {
	known := slices.ContainsFunc(issuers, func(i issuer) bool {
		head := digits[:len(i.from)]
		return i.from <= head && head <= i.to && slices.Contains(i.lengths, len(digits))
	})
	return known && luhn(digits) && distinct(digits) > 3 && !strings.HasPrefix(digits, "40000") && !slices.Contains(testCards, digits)
}

// luhn verifies the check digit of a number, ISO/IEC 7812-1.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// account looks at the number of an AWS account in the name of a resource:
// arn:partition:service:region:account:resource.
func (s *leakScan) account(at int) int {
	if !bytes.HasPrefix(s.text[at:], []byte("arn:aws")) {
		return 0
	}
	const reach = 80
	i := at
	for range 4 {
		n := bytes.IndexByte(s.text[i:min(len(s.text), at+reach)], ':')
		if n < 0 || !arnChars.all(s.text[i:i+n]) {
			return 0
		}
		i += n + 1
	}
	n := digits.run(s.text[i:], 13)
	number := string(s.text[i : i+n])
	if n != 12 || i+n < len(s.text) && s.text[i+n] != ':' || isPlaceholder(number) || distinct(number) < 5 || number == "123456789012" || s.public.has(number) {
		return 0
	}
	s.add("leak/cloud-id", i, i+n, "AWS account number")
	return i + n
}

var arnChars = chars("a-z0-9-")

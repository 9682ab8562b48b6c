package serve

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

const (
	firstPort = 4040
	mostTries = 100 // ports that are tried one after the other
)

var (
	local4 = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	local6 = netip.IPv6Loopback()
)

// listeners opens the addresses to serve on, and returns their port. The host
// "" is this computer alone: 127.0.0.1 and, where there is one, ::1. A port
// that is not explicit is the first to be tried; 0 stands for 4040 then, and
// for any free port otherwise.
func listeners(host string, port int, explicit bool) ([]net.Listener, int, error) {
	switch {
	case !explicit:
		return nextFree(host, cmp.Or(port, firstPort))
	case port == 0:
		return anyFree(host)
	}
	opened, port, err := bind(host, port)
	if taken(err) {
		return nil, 0, fmt.Errorf("port %d is taken: stop what listens there, or leave --port out to get the next free one", port)
	}
	return opened, port, err
}

func nextFree(host string, first int) ([]net.Listener, int, error) {
	for port := first; port < first+mostTries; port++ {
		if opened, _, err := bind(host, port); !taken(err) {
			return opened, port, err
		}
	}
	return nil, 0, fmt.Errorf("ports %d to %d are all taken: stop what listens there, or name another one with --port", first, first+mostTries-1)
}

// anyFree has the system choose a port. It does that for IPv4, and what it
// chooses may be taken for IPv6.
func anyFree(host string) ([]net.Listener, int, error) {
	for range mostTries {
		if opened, port, err := bind(host, 0); !taken(err) {
			return opened, port, err
		}
	}
	return nil, 0, errors.New("the system finds no free port")
}

// listen is net.Listen. Tests replace it.
var listen = net.Listen

// bind listens on one port of all addresses, or of none.
func bind(host string, port int) ([]net.Listener, int, error) {
	if !isLocal(host) {
		l, err := listen(network(host), hostPort(unbracketed(host), port))
		if err != nil {
			return nil, port, err
		}
		return []net.Listener{l}, portOf(l), nil
	}
	l4, err := listen("tcp4", hostPort(local4.String(), port))
	if err != nil {
		return nil, port, err
	}
	port = portOf(l4)
	l6, err := listen("tcp6", hostPort(local6.String(), port))
	switch {
	case taken(err):
		// Browsers that try ::1 first would show somebody else's pages.
		l4.Close()
		return nil, port, err
	case err != nil:
		return []net.Listener{l4}, port, nil // a computer without IPv6
	}
	return []net.Listener{l4, l6}, port, nil
}

// network keeps 0.0.0.0 to IPv4, which Go would open for IPv6 as well.
func network(host string) string {
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() {
		return "tcp4"
	}
	return "tcp"
}

func hostPort(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }

func portOf(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

// taken reports whether an error means that another program has the port.
func taken(err error) bool {
	const windows = syscall.Errno(10048) // WSAEADDRINUSE, which syscall does not know as EADDRINUSE
	return errors.Is(err, syscall.EADDRINUSE) || runtime.GOOS == "windows" && errors.Is(err, windows)
}

// unbracketed returns a host as it stands without a port.
func unbracketed(host string) string {
	if inner, ok := strings.CutPrefix(host, "["); ok && strings.HasSuffix(inner, "]") {
		return inner[:len(inner)-1]
	}
	return host
}

// reachable returns the addresses of the listeners as host:port, as in an URL:
// for a host that stands for several interfaces those of each.
func reachable(host string, port int) ([]string, error) {
	host = unbracketed(host)
	ip, err := netip.ParseAddr(host)
	if !isLocal(host) && (err != nil || !ip.IsUnspecified()) {
		return []string{hostPort(host, port)}, nil
	}
	all, err := interfaces()
	if err != nil {
		return nil, err
	}
	var addresses []string
	for _, a := range all {
		switch {
		case isLocal(host) && a != local4 && a != local6:
		case ip.Is4() && a.Is6():
		case a.Is6() && a.IsLinkLocalUnicast(): // no browser can open these
		default:
			addresses = append(addresses, hostPort(a.String(), port))
		}
	}
	return addresses, nil
}

// interfaces returns the addresses of this computer.
func interfaces() ([]netip.Addr, error) {
	found, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var addresses []netip.Addr
	for _, f := range found {
		if prefix, err := netip.ParsePrefix(f.String()); err == nil {
			addresses = append(addresses, prefix.Addr())
		}
	}
	return addresses, nil
}

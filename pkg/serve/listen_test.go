package serve

import (
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// listening opens listeners until the test ends.
func listening(t *testing.T, host string, port int, explicit bool) ([]net.Listener, int) {
	t.Helper()
	opened, port, err := listeners(host, port, explicit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, l := range opened {
			l.Close()
		}
	})
	return opened, port
}

// addressesOf returns where listeners really listen.
func addressesOf(opened []net.Listener) []string {
	var addresses []string
	for _, l := range opened {
		addresses = append(addresses, l.Addr().String())
	}
	return addresses
}

func needIPv6(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skip("no IPv6 here")
	}
	l.Close()
}

// occupy takes a port, 0 for any, and returns it.
func occupy(t *testing.T, network, host string, port int) int {
	t.Helper()
	l, err := net.Listen(network, hostPort(host, port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return portOf(l)
}

// stubListen replaces listen. The stub is told the number of the call, from 0.
func stubListen(t *testing.T, stub func(call int, network, address string) (net.Listener, error)) (calls *[]string) {
	t.Helper()
	calls = new([]string)
	listen = func(network, address string) (net.Listener, error) {
		*calls = append(*calls, address)
		return stub(len(*calls)-1, network, address)
	}
	t.Cleanup(func() { listen = net.Listen })
	return calls
}

func bindError(why syscall.Errno) error { return &net.OpError{Op: "listen", Net: "tcp", Err: why} }

// S8: nobody else can look in unless told otherwise.
func TestListenOnThisComputerAlone(t *testing.T) {
	needIPv6(t)
	for _, host := range []string{"", "localhost"} {
		opened, port := listening(t, host, 0, true)
		p := strconv.Itoa(port)
		if diff := cmp.Diff([]string{"127.0.0.1:" + p, "[::1]:" + p}, addressesOf(opened)); diff != "" {
			t.Errorf("host %q: %s", host, diff)
		}
	}
}

func TestListenFindsTheNextFreePort(t *testing.T) {
	_, first := listening(t, "", 0, false)
	_, second := listening(t, "", 0, false)
	if first < 4040 || second <= first || second > 4139 {
		t.Errorf("ports %d and %d, want two from 4040 to 4139", first, second)
	}
}

func TestListenSkipsPortsThatAreTakenInOneFamily(t *testing.T) {
	needIPv6(t)
	for _, other := range []struct{ network, host string }{{"tcp4", "127.0.0.1"}, {"tcp6", "::1"}, {"tcp4", "0.0.0.0"}, {"tcp", "::"}} {
		port := occupy(t, other.network, other.host, 0)
		if _, got := listening(t, "", port, false); got == port {
			t.Errorf("port %d is taken on %s", port, other.host)
		}
	}
}

func TestListenExplicitPortTaken(t *testing.T) {
	needIPv6(t)
	for _, other := range []struct{ network, host string }{{"tcp4", "127.0.0.1"}, {"tcp6", "::1"}} {
		port := occupy(t, other.network, other.host, 0)
		_, _, err := listeners("", port, true)
		want := "port " + strconv.Itoa(port) + " is taken: stop what listens there, or leave --port out to get the next free one"
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

func TestListenClosesWhatItCannotUse(t *testing.T) {
	needIPv6(t)
	port := occupy(t, "tcp6", "::1", 0)
	if _, _, err := listeners("", port, true); err == nil {
		t.Fatal("no error")
	}
	occupy(t, "tcp4", "127.0.0.1", port) // fails when it was left open
}

func TestListenExplicitPort(t *testing.T) {
	free, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free.Close()
	want := portOf(free)
	if _, got := listening(t, "127.0.0.1", want, true); got != want {
		t.Errorf("port %d, want %d", got, want)
	}
}

func TestListenWithoutIPv6(t *testing.T) {
	for _, why := range []syscall.Errno{syscall.EADDRNOTAVAIL, syscall.EAFNOSUPPORT} {
		stubListen(t, func(_ int, network, address string) (net.Listener, error) {
			if network == "tcp6" {
				return nil, bindError(why)
			}
			return net.Listen(network, address)
		})
		opened, port := listening(t, "", 0, true)
		if diff := cmp.Diff([]string{"127.0.0.1:" + strconv.Itoa(port)}, addressesOf(opened)); diff != "" {
			t.Error(diff)
		}
	}
}

// The system chooses a port for IPv4 that another program may have for IPv6.
func TestListenAnyFreePortTriesAgain(t *testing.T) {
	calls := stubListen(t, func(call int, network, address string) (net.Listener, error) {
		if call == 1 {
			return nil, bindError(syscall.EADDRINUSE)
		}
		return net.Listen(network, address)
	})
	_, port := listening(t, "", 0, true)
	if len(*calls) != 4 || port == 0 {
		t.Errorf("listened on %v, want IPv4 and IPv6 twice", *calls)
	}
}

func TestListenGivesUp(t *testing.T) {
	calls := stubListen(t, func(int, string, string) (net.Listener, error) { return nil, bindError(syscall.EADDRINUSE) })
	_, _, err := listeners("", 0, false)
	if want := "ports 4040 to 4139 are all taken: stop what listens there, or name another one with --port"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	if len(*calls) != 100 || (*calls)[0] != "127.0.0.1:4040" || (*calls)[99] != "127.0.0.1:4139" {
		t.Errorf("tried %v", *calls)
	}
	if _, _, err := listeners("", 0, true); err == nil || err.Error() != "the system finds no free port" {
		t.Errorf("error %v for any free port", err)
	}
}

// A port that may not be used is not one to be skipped.
func TestListenTellsOtherErrors(t *testing.T) {
	for _, test := range []struct {
		host string
		port int
		want string
	}{
		{"", 70000, "70000"},
		{"127.0.0.1", -1, "-1"},
		{"203.0.113.7", 0, "203.0.113.7"}, // of a network for examples
	} {
		for _, explicit := range []bool{true, false} {
			opened, _, err := listeners(test.host, test.port, explicit)
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "taken") {
				t.Errorf("%s port %d: opened %v, error %v", test.host, test.port, addressesOf(opened), err)
			}
		}
	}
}

func TestListenOnAHost(t *testing.T) {
	needIPv6(t)
	for _, test := range []struct{ host, want string }{
		{"127.0.0.1", "127.0.0.1"},
		{"::1", "::1"},
		{"[::1]", "::1"},
		{"0.0.0.0", "0.0.0.0"}, // and not :: as well
		{"::", "::"},
		{"[::]", "::"},
	} {
		opened, port := listening(t, test.host, 0, true)
		want := []string{hostPort(test.want, port)}
		if diff := cmp.Diff(want, addressesOf(opened)); diff != "" {
			t.Errorf("host %s: %s", test.host, diff)
		}
	}
}

func TestListenOnAName(t *testing.T) {
	calls := stubListen(t, func(int, string, string) (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") })
	listening(t, "docs.example", 8080, true)
	if diff := cmp.Diff([]string{"docs.example:8080"}, *calls); diff != "" {
		t.Error(diff)
	}
}

func TestListenOnAHostWhosePortIsTaken(t *testing.T) {
	port := occupy(t, "tcp4", "127.0.0.1", 0)
	if _, _, err := listeners("127.0.0.1", port, true); err == nil || !strings.Contains(err.Error(), "is taken: stop") {
		t.Errorf("error %v", err)
	}
	if _, got := listening(t, "127.0.0.1", port, false); got == port {
		t.Errorf("port %d twice", port)
	}
}

func TestListenReachable(t *testing.T) {
	needIPv6(t)
	for _, test := range []struct {
		host string
		want []string
	}{
		{"", []string{"127.0.0.1:4040", "[::1]:4040"}},
		{"localhost", []string{"127.0.0.1:4040", "[::1]:4040"}},
		{"192.0.2.7", []string{"192.0.2.7:4040"}},
		{"[2001:db8::7]", []string{"[2001:db8::7]:4040"}},
		{"2001:db8::7", []string{"[2001:db8::7]:4040"}},
		{"docs.example", []string{"docs.example:4040"}},
	} {
		got, err := reachable(test.host, 4040)
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
			t.Errorf("host %s: error %v %s", test.host, err, diff)
		}
	}
}

// Every address named in the warning must lead to the preview, also from this
// computer itself.
func TestListenReachableOnEveryInterface(t *testing.T) {
	needIPv6(t)
	for _, host := range []string{"0.0.0.0", "::", "[::]"} {
		_, port := listening(t, host, 0, true)
		addresses, err := reachable(host, port)
		if err != nil {
			t.Fatal(err)
		}
		p := strconv.Itoa(port)
		if !slices.Contains(addresses, "127.0.0.1:"+p) || slices.Contains(addresses, "[::1]:"+p) == (host == "0.0.0.0") {
			t.Errorf("host %s: reachable at %v", host, addresses)
		}
		for _, a := range addresses {
			if _, err := netip.ParseAddrPort(a); err != nil {
				t.Error(err)
			}
			c, err := net.Dial("tcp", a)
			if err != nil {
				t.Errorf("host %s: %v", host, err)
				continue
			}
			c.Close()
		}
	}
}

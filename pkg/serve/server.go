package serve

import (
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/netutil"
)

// maxConnections are open at once on one listener.
const maxConnections = 256

// newServer returns a server that bounds what a client can make it hold, and
// for how long. What net/http has to say goes to the log, one line each.
func newServer(h http.Handler, to io.Writer) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(escaped{to}, "", 0),
		// Or `OPTIONS *` would pass the guard by.
		DisableGeneralOptionsHandler: true,
	}
}

// limit makes a listener wait while as many connections as allowed are open.
func limit(l net.Listener) net.Listener { return netutil.LimitListener(l, maxConnections) }

// escaped writes every message as one line in which nothing acts on a terminal.
type escaped struct{ to io.Writer }

func (e escaped) Write(message []byte) (int, error) {
	line := strconv.Quote(strings.TrimSuffix(string(message), "\n"))
	if _, err := io.WriteString(e.to, line[1:len(line)-1]+"\n"); err != nil {
		return 0, err
	}
	return len(message), nil
}

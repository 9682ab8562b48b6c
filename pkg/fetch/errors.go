package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

// Why there is no answer. Errors of Get wrap them.
var (
	ErrSlow     = errors.New("no answer within 10 s")
	ErrTooLarge = errors.New("the answer is larger than 20 MiB")
	ErrPrivate  = errors.New("the address is not public")
	ErrAddress  = errors.New("the address cannot be used") // as it is written
)

// StatusError says that a server answers, but not with a document.
type StatusError struct {
	Address string // without its query
	Code    int    // not 200
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: %s", e.Address, strings.TrimSpace(fmt.Sprintf("%d %s", e.Code, http.StatusText(e.Code))))
}

// explain puts what went wrong at an address into words. What is not this
// package's own error loses all but its text: much of it is the server's.
func explain(ctx context.Context, u *url.URL, err error) error {
	if why := context.Cause(ctx); why != nil {
		return fmt.Errorf("%s: %w", shown(u), why) // whatever that led to
	}
	var private *privateError
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	text := ""
	switch {
	case errors.As(err, &private):
		return fmt.Errorf("%s: %w", shown(u), private)
	case errors.Is(err, ErrTooLarge):
		return fmt.Errorf("%s: %w", shown(u), err)
	case errors.As(err, &name) && name.IsNotFound:
		text = "there is no host of that name"
	case errors.As(err, &name):
		text = "cannot look up the name of the host: " + name.Err
	case errors.As(err, &certificate):
		text = "the server does not prove that it is that host: " + certificate.Err.Error()
	case errors.As(err, &plain):
		text = "the server does not speak https on that port"
	default:
		text = err.Error()
	}
	return fmt.Errorf("%s: %s", shown(u), presentable(text))
}

// mostShown is the length in characters to which text of others is cut.
const mostShown = 300

// presentable makes text of others safe for a terminal.
func presentable(text string) string {
	runes := []rune(strings.ToValidUTF8(text, "\uFFFD"))
	if len(runes) > mostShown {
		runes = append(runes[:mostShown-1], '…')
	}
	for i, r := range runes {
		if !unicode.IsPrint(r) {
			runes[i] = '\uFFFD'
		}
	}
	return string(runes)
}

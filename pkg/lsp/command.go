package lsp

import (
	"context"
	"encoding/json"

	"github.com/creachadair/jrpc2"
)

// addressCommand is the command that returns the address of a document's page, from
// the site's root, decoded; null when it has none. Its argument is the document's
// address in the editor.
const addressCommand = "rcagen.address"

func (s *server) executeCommand(ctx context.Context, p *commandParams) (any, error) {
	var uri string
	if p.Command != addressCommand || len(p.Arguments) != 1 || json.Unmarshal(p.Arguments[0], &uri) != nil {
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "the command is %s, with the address of a document", addressCommand)
	}
	t, st, err := s.settled(ctx, uri)
	if err != nil {
		return nil, err
	}
	parsed := t.parsed()
	if parsed == nil || t.project.dir == "" {
		return nil, nil
	}
	if page := st.snapshot.Site.Page(parsed.Document.Path); page != nil {
		return page.Address, nil
	}
	// A draft, which the preview shows where it will be.
	if address := st.address(parsed.Document); address != "" {
		return address, nil
	}
	return nil, nil
}

package lsp

import (
	"context"
	"encoding/json"

	"github.com/creachadair/jrpc2"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
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
	page := st.snapshot.Site.Page(parsed.Document.Path)
	if page == nil { // a draft, which the preview shows where it will be
		page = site.New(site.Input{
			Config: st.snapshot.Project().Config, Documents: []*rca.Document{parsed.Document}, Partial: true,
		}).Page(parsed.Document.Path)
	}
	if page == nil {
		return nil, nil
	}
	return page.Address, nil
}

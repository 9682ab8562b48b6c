package lsp

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/handler"

	"github.com/rcagen/rcagen/pkg/build"
)

// methods is all that a client can ask for.
func (s *server) methods() jrpc2.Assigner {
	ignored := notice(s, func(*struct{}) {})
	return handler.Map{
		"initialize":      answer(s, s.initialize),
		"initialized":     ignored,
		"shutdown":        answer(s, s.shutdown),
		"exit":            notice(s, s.exit),
		"$/cancelRequest": s.cancelRequest,
		"$/setTrace":      ignored,

		"textDocument/didOpen":                notice(s, s.didOpen),
		"textDocument/didChange":              notice(s, s.didChange),
		"textDocument/didSave":                ignored, // the file is followed on disk
		"textDocument/didClose":               notice(s, s.didClose),
		"workspace/didChangeWorkspaceFolders": notice(s, s.didChangeFolders),
		"workspace/didChangeConfiguration":    ignored,
		"workspace/didChangeWatchedFiles":     ignored,

		"textDocument/codeAction":     answer(s, s.codeAction),
		"textDocument/completion":     answer(s, s.completion),
		"textDocument/hover":          answer(s, s.hover),
		"textDocument/documentSymbol": answer(s, s.documentSymbol),
		"textDocument/foldingRange":   answer(s, s.foldingRange),
		"textDocument/definition":     answer(s, s.definition),
		"textDocument/references":     answer(s, s.references),
		"textDocument/prepareRename":  answer(s, s.prepareRename),
		"textDocument/rename":         answer(s, s.rename),
		"textDocument/formatting":     answer(s, s.formatting),
		"workspace/symbol":            answer(s, s.workspaceSymbol),
		"workspace/executeCommand":    answer(s, s.executeCommand),
	}
}

func (s *server) initialize(_ context.Context, p *initializeParams) (*initializeResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = initialized
	s.utf8 = slices.Contains(p.Capabilities.General.PositionEncodings, "utf-8")
	var options clientOptions
	if json.Unmarshal(p.Options, &options) == nil { // some clients send what is none
		s.commands = options.Commands
	}
	s.nested = p.Capabilities.TextDocument.DocumentSymbol.Hierarchical
	folders := p.WorkspaceFolders
	if len(folders) == 0 && p.RootURI != "" {
		folders = []workspaceFolder{{URI: p.RootURI}}
	}
	s.followFolders(folders)
	if p.ProcessID != nil {
		go s.watchParent(*p.ProcessID)
	}
	return &initializeResult{Capabilities: s.capabilities(), ServerInfo: serverInfo{Name: "rcagen", Version: s.Version}}, nil
}

func (s *server) capabilities() map[string]any {
	encoding := "utf-16"
	if s.utf8 {
		encoding = "utf-8"
	}
	return map[string]any{
		"positionEncoding": encoding,
		"textDocumentSync": map[string]any{"openClose": true, "change": 2}, // incremental
		"workspace": map[string]any{
			"workspaceFolders": map[string]any{"supported": true, "changeNotifications": true},
		},
		"codeActionProvider":         map[string]any{"codeActionKinds": []string{quickFix, rewrite, fixAll}},
		"completionProvider":         map[string]any{"triggerCharacters": []string{"#", "(", "@", "/", ":", " ", "[", "-"}},
		"hoverProvider":              true,
		"documentSymbolProvider":     true,
		"workspaceSymbolProvider":    true,
		"foldingRangeProvider":       true,
		"definitionProvider":         true,
		"referencesProvider":         true,
		"renameProvider":             map[string]any{"prepareProvider": true},
		"documentFormattingProvider": true,
		"executeCommandProvider":     map[string]any{"commands": []string{addressCommand}},
	}
}

func (s *server) shutdown(context.Context, *struct{}) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase = shutDown
	return nil, nil
}

func (s *server) exit(*struct{}) {
	s.mu.Lock()
	if s.phase == shutDown {
		s.phase = exited
	}
	s.mu.Unlock()
	s.end()
}

// cancelRequest ends a request that is being answered. One that has been answered
// is not known any more.
func (s *server) cancelRequest(_ context.Context, r *jrpc2.Request) (any, error) {
	var p cancelParams
	if err := r.UnmarshalParams(&p); err != nil {
		return nil, err
	}
	s.rpc.CancelRequest(string(p.ID))
	return nil, nil
}

// followFolders begins to follow the projects that folders of the editor are or lie in.
// The caller holds the lock.
func (s *server) followFolders(folders []workspaceFolder) {
	for _, f := range folders {
		if path, ok := pathOf(f.URI); ok {
			if dir, found := build.Root(path); found {
				s.projectIn(dir)
			}
		}
	}
}

func (s *server) didChangeFolders(p *foldersParams) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.followFolders(p.Event.Added)
}

// parentOf returns the folder of a file.
func parentOf(file string) string { return filepath.Dir(file) }

// isBelow reports whether a file lies in a folder or below it.
func isBelow(file, folder string) bool {
	relative, err := filepath.Rel(folder, file)
	return err == nil && filepath.IsLocal(relative)
}

// slashed returns the path of a file from a folder that it lies below, with
// slashes.
func slashed(file, folder string) string {
	relative, err := filepath.Rel(folder, file)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(filepath.ToSlash(relative), "./")
}

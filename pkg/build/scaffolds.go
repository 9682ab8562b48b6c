package build

import (
	"fmt"
	"path/filepath"

	"github.com/rcagen/rcagen/pkg/scaffold"
)

// Scaffolds returns the kinds of incidents that an RCA of the project can be
// begun for, by name.
func (p *Project) Scaffolds() ([]scaffold.Kind, error) {
	if p.Config.Templates == "" {
		return scaffold.Kinds(nil)
	}
	folder, err := p.root.OpenRoot(filepath.FromSlash(p.Config.Templates))
	if err != nil {
		return nil, fmt.Errorf("%w: the templates folder `%s` cannot be opened: %v", ErrProject, p.Config.Templates, err)
	}
	defer folder.Close()
	return scaffold.Kinds(folder.FS())
}

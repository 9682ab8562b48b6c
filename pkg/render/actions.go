package render

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rcagen/rcagen/pkg/rca"
	"github.com/rcagen/rcagen/pkg/site"
)

// actionsSize is the number of actions on one page of the tracker.
const actionsSize = 200

// actionOf is an action with the incident that it is from.
type actionOf struct {
	page   *site.Page
	action *rca.Action
}

// allActions returns the actions of all incidents in the order of the tracker.
func (r *Renderer) allActions() (list []actionOf) {
	for _, p := range r.site.Pages {
		if p.Unlisted {
			continue
		}
		for i := range p.Document.Facts.Actions {
			list = append(list, actionOf{p, &p.Document.Facts.Actions[i]})
		}
	}
	return list
}

// actionParts returns the number of pages of the tracker; there is always one.
func (r *Renderer) actionParts() int {
	return max(1, (len(r.actions())+actionsSize-1)/actionsSize)
}

// actionsAddress returns the address of a page of the tracker, counted from 0.
func (r *Renderer) actionsAddress(part int) string {
	if part == 0 {
		return r.site.Actions
	}
	return fmt.Sprintf("%spage/%d/", r.site.Actions, part+1)
}

// isActionsPart completes the output of a further page of the tracker.
func (r *Renderer) isActionsPart(o *Output) bool {
	number, ok := strings.CutPrefix(o.Address, r.site.Actions+"page/")
	n, err := strconv.Atoi(strings.TrimSuffix(number, "/"))
	if !ok || err != nil || n < 2 || n > r.actionParts() || o.Address != r.actionsAddress(n-1) {
		return false
	}
	o.part = n - 1
	return true
}

// actionsView is a page of the tracker.
type actionsView struct {
	frame
	Heading string
}

func (r *Renderer) actionsPage(o Output) (*actionsView, error) {
	v := &actionsView{frame: r.frame(o.Address, "Actions"), Heading: "Actions"}
	v.Here = "actions"
	return v, nil
}

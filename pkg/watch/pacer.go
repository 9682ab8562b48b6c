package watch

import (
	"maps"
	"slices"
	"time"
)

const (
	few      = 8                      // paths within quiet that are not yet a storm
	most     = 200                    // paths that are worth naming
	quiet    = 50 * time.Millisecond  // without an event: a storm is over
	patience = 500 * time.Millisecond // the longest wait of a path in a storm
)

// pacer collects paths and decides when they are offered. It has no clock: the
// times of its calls must not decrease.
type pacer struct {
	paths  map[string]bool // pending
	all    bool            // pending too, and then paths is empty
	oldest time.Time       // when the first of the pending came
	newest time.Time       // when the last of all came

	storm  bool
	recent map[string]time.Time // when each path of the last quiet came; not kept in a storm
}

func newPacer() *pacer {
	return &pacer{paths: map[string]bool{}, recent: map[string]time.Time{}}
}

// add makes a path pending.
func (p *pacer) add(path string, now time.Time) {
	p.arrive(now)
	if !p.storm {
		maps.DeleteFunc(p.recent, func(_ string, at time.Time) bool { return now.Sub(at) >= quiet })
		p.recent[path] = now
		if len(p.recent) > few {
			p.enterStorm()
		}
	}
	if p.all {
		return
	}
	p.paths[path] = true
	if len(p.paths) > most {
		p.everything()
	}
}

// addAll makes everything pending. What leads to that is a storm.
func (p *pacer) addAll(now time.Time) {
	p.arrive(now)
	p.enterStorm()
	p.everything()
}

func (p *pacer) arrive(now time.Time) {
	if now.Sub(p.newest) >= quiet {
		p.storm = false
	}
	if !p.pending() {
		p.oldest = now
	}
	p.newest = now
}

func (p *pacer) enterStorm() {
	p.storm = true
	clear(p.recent)
}

func (p *pacer) everything() {
	p.all = true
	clear(p.paths)
}

func (p *pacer) pending() bool { return p.all || len(p.paths) > 0 }

// due returns the time from which the pending is to be offered, which may have
// passed. A later add may move it.
func (p *pacer) due() (at time.Time, pending bool) {
	if !p.pending() {
		return time.Time{}, false
	}
	if !p.storm {
		return p.oldest, true
	}
	at = p.newest.Add(quiet)
	if last := p.oldest.Add(patience); last.Before(at) {
		at = last
	}
	return at, true
}

// change returns the pending. It stays so until taken is called.
func (p *pacer) change() Change {
	if p.all {
		return Change{All: true}
	}
	return Change{Paths: slices.Sorted(maps.Keys(p.paths))}
}

// taken empties the pending.
func (p *pacer) taken() {
	p.all = false
	clear(p.paths)
}

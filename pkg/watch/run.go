package watch

import "time"

// run delivers changes until Close.
func (w *Watcher) run() {
	defer close(w.finished)
	defer close(w.changes)
	first := w.interval
	if w.system != nil {
		w.notify()
		first = 0 // between the limit and the first tick everything is unknown
	}
	w.poll(first)
}

// notify passes the system's events on until its watcher is closed, be it by
// Close or because of a limit. It reads them whatever the caller of Changes
// does: the system's own queue is short.
func (w *Watcher) notify() {
	p := newPacer()
	wake := time.NewTimer(0)
	defer wake.Stop()
	for {
		var offer chan Change // nil, so never ready, until something is due
		var change Change
		if at, pending := p.due(); pending {
			if wait := time.Until(at); wait > 0 {
				wake.Reset(wait)
			} else {
				offer, change = w.changes, p.change()
			}
		}
		select {
		case event, ok := <-w.system.Events():
			if !ok {
				return
			}
			for _, path := range w.paths(event) {
				p.add(path, time.Now())
			}
		case _, ok := <-w.system.Errors():
			if !ok {
				return
			}
			w.doubtAll()
			p.addAll(time.Now())
		case offer <- change:
			p.taken()
		case <-wake.C:
		}
	}
}

// poll says until Close that anything may have changed. The time to the next
// tick starts when this one was taken, so that a slow caller is not driven.
func (w *Watcher) poll(first time.Duration) {
	tick := time.NewTimer(first)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-w.done:
			return
		}
		select {
		case w.changes <- Change{All: true}:
			tick.Reset(w.interval)
		case <-w.done:
			return
		}
	}
}

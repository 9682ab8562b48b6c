package watch

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// at is a made-up time, in milliseconds.
func at(ms int) time.Time { return time.Unix(1_000_000, 0).Add(time.Duration(ms) * time.Millisecond) }

// wantDue checks when the pending is to be offered; -1 is never.
func wantDue(t *testing.T, p *pacer, ms int) {
	t.Helper()
	got, pending := p.due()
	switch {
	case !pending && ms >= 0:
		t.Errorf("nothing is pending, want it to be due at %d ms", ms)
	case pending && ms < 0:
		t.Errorf("due at %v, want nothing to be pending", got.Sub(at(0)))
	case pending && !got.Equal(at(ms)):
		t.Errorf("due at %v, want %d ms", got.Sub(at(0)), ms)
	}
}

func wantChange(t *testing.T, p *pacer, want Change) {
	t.Helper()
	if diff := cmp.Diff(want, p.change()); diff != "" {
		t.Errorf("change (-want +got):\n%s", diff)
	}
}

// addMany adds n paths at one time, the first of them numbered first.
func addMany(p *pacer, first, n, ms int) (paths []string) {
	for i := range n {
		paths = append(paths, fmt.Sprintf("%04d", first+i))
		p.add(paths[i], at(ms))
	}
	return paths
}

func TestLoneChangeIsDueAtOnce(t *testing.T) {
	p := newPacer()
	wantDue(t, p, -1)
	p.add("b", at(0))
	wantDue(t, p, 0)
	p.add("b", at(10))
	p.add("a", at(20))
	wantDue(t, p, 0)
	wantChange(t, p, Change{Paths: []string{"a", "b"}})
	p.taken()
	wantDue(t, p, -1)
	p.add("b", at(30))
	wantDue(t, p, 30)
	wantChange(t, p, Change{Paths: []string{"b"}})
}

func TestFewPathsAreNoStorm(t *testing.T) {
	p := newPacer()
	addMany(p, 0, few, 0)
	addMany(p, 0, few, 10) // the same ones, which is how a write of a big file looks
	wantDue(t, p, 0)
	addMany(p, few, few, 60) // the first ones are 50 ms ago
	wantDue(t, p, 0)
}

func TestPathsThatWereTakenCountAsWell(t *testing.T) {
	p := newPacer()
	addMany(p, 0, few, 0)
	p.taken()
	p.add("one more", at(49))
	wantDue(t, p, 99)
}

func TestStormIsOverWhenItIsQuiet(t *testing.T) {
	p := newPacer()
	paths := addMany(p, 0, few+1, 0)
	wantDue(t, p, 50)
	paths = append(paths, addMany(p, few+1, 3, 40)...)
	wantDue(t, p, 90)
	wantChange(t, p, Change{Paths: paths})
	p.add("x", at(90)) // it was quiet, though nobody took the rest
	wantDue(t, p, 0)
	wantChange(t, p, Change{Paths: append(paths, "x")})
}

func TestStormIsOverForTheNextOne(t *testing.T) {
	p := newPacer()
	addMany(p, 0, few+1, 0)
	p.taken()
	addMany(p, 0, few, 50)
	wantDue(t, p, 50)
	addMany(p, few, 1, 60)
	wantDue(t, p, 110)
}

func TestNoPathWaitsForTooLong(t *testing.T) {
	p := newPacer()
	addMany(p, 0, few+1, 0)
	for ms := 10; ms <= 490; ms += 10 {
		p.add("x", at(ms))
	}
	wantDue(t, p, 500)
	p.taken()
	p.add("x", at(510)) // the storm goes on, with a new oldest
	wantDue(t, p, 560)
	for ms := 520; ms <= 1100; ms += 10 {
		p.add("x", at(ms))
	}
	wantDue(t, p, 1010)
}

func TestTooManyPathsBecomeAll(t *testing.T) {
	p := newPacer()
	paths := addMany(p, 0, most, 0)
	wantChange(t, p, Change{Paths: paths})
	addMany(p, 0, 1, 1)
	wantChange(t, p, Change{Paths: paths})
	addMany(p, most, 1, 2)
	wantChange(t, p, Change{All: true})
	addMany(p, 0, 1, 3)
	wantChange(t, p, Change{All: true})
	wantDue(t, p, 53)
	p.taken()
	wantDue(t, p, -1)
	p.add("x", at(200))
	wantDue(t, p, 200)
	wantChange(t, p, Change{Paths: []string{"x"}})
}

func TestLostEventsAreAStorm(t *testing.T) {
	p := newPacer()
	p.add("x", at(0))
	p.addAll(at(10))
	wantDue(t, p, 60)
	p.addAll(at(20))
	p.add("x", at(30))
	wantDue(t, p, 80)
	wantChange(t, p, Change{All: true})
}

func TestPacerForgets(t *testing.T) {
	p := newPacer()
	for i := range 1000 {
		addMany(p, i, 1, 100*i)
		p.taken()
	}
	addMany(p, 0, 1000, 100_000)
	if n := len(p.recent) + len(p.paths); n > few+most {
		t.Errorf("%d paths are kept", n)
	}
	if slices.Contains(p.change().Paths, "0000") {
		t.Error("All names paths")
	}
}

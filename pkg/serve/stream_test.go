package serve

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/rcagen/rcagen/pkg/build"
	"github.com/rcagen/rcagen/pkg/config"
)

// TestStreamsMakeRoom: a client that opens one stream too many loses its oldest
// one, and no other client does.
func TestStreamsMakeRoom(t *testing.T) {
	s := &streams{}
	other, leave, ok := s.enter(context.Background(), "10.0.0.2")
	if !ok {
		t.Fatal("the first stream is refused")
	}
	defer leave()
	var own []context.Context
	for range perClient + 2 {
		ctx, _, ok := s.enter(context.Background(), "10.0.0.1")
		if !ok {
			t.Fatal("a stream is refused")
		}
		own = append(own, ctx)
	}
	for i, ctx := range own {
		if ended := ctx.Err() != nil; ended != (i < 2) {
			t.Errorf("stream %d of %d: ended %t", i, len(own), ended)
		}
	}
	if other.Err() != nil {
		t.Error("another client lost its stream")
	}
	if len(s.open) != perClient+1 {
		t.Errorf("%d streams are open", len(s.open))
	}
}

func TestStreamsAreLimited(t *testing.T) {
	s := &streams{}
	var leave func()
	for i := range maxStreams {
		_, done, ok := s.enter(context.Background(), fmt.Sprint("client ", i))
		if !ok {
			t.Fatalf("stream %d is refused", i)
		}
		leave = done
	}
	if _, _, ok := s.enter(context.Background(), "one more"); ok {
		t.Error("one stream more than the limit is open")
	}
	leave()
	leave() // again changes nothing
	if _, _, ok := s.enter(context.Background(), "one more"); !ok {
		t.Error("a stream is refused although one has ended")
	}
}

// TestWarning: who listens to others is told at which addresses.
func TestWarning(t *testing.T) {
	for host, warned := range map[string]bool{"": false, "localhost": false, "127.0.0.1": false, "::1": false, "[::1]": false, "0.0.0.0": true, "::": true, "192.0.2.7": true} {
		var said bytes.Buffer
		s := &server{options: Options{Host: host, Log: &said, Project: &build.Project{Config: config.Default()}}}
		s.warn(4040)
		if got := strings.Contains(said.String(), "warning") && strings.Contains(said.String(), ":4040/"); got != warned {
			t.Errorf("host %q: warned %t\n%s", host, got, &said)
		}
	}
}

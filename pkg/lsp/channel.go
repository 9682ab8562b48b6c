package lsp

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
)

// conversation is the channel to a client. Sending waits for nobody: a client that
// reads nothing while it writes would otherwise wait for a server that waits for
// it. What was cancelled has the code that the protocol gives it, not that of the
// library.
type conversation struct {
	channel.Channel

	mu    sync.Mutex
	queue [][]byte
	more  chan struct{}
	ended chan struct{}
	once  sync.Once
}

func newConversation(in io.Reader, out io.Writer) *conversation {
	c := &conversation{Channel: channel.LSP(in, unclosed{out}), more: make(chan struct{}, 1), ended: make(chan struct{})}
	go c.write()
	return c
}

// unclosed is a writer that the end of the conversation leaves open.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

func (c *conversation) Send(message []byte) error {
	message = bytes.Replace(message,
		fmt.Appendf(nil, `"error":{"code":%d,`, jrpc2.Cancelled), fmt.Appendf(nil, `"error":{"code":%d,`, requestCancelled), 1)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.queue = append(c.queue, bytes.Clone(message))
	wake(c.more)
	return nil
}

// write sends what is to be sent, in its order, until the end or an error: then
// nobody is there to tell.
func (c *conversation) write() {
	for {
		select {
		case <-c.ended:
			return
		case <-c.more:
		}
		c.mu.Lock()
		messages := c.queue
		c.queue = nil
		c.mu.Unlock()
		for _, m := range messages {
			if c.Channel.Send(m) != nil {
				return
			}
		}
	}
}

func (c *conversation) Close() error {
	c.once.Do(func() { close(c.ended) })
	return c.Channel.Close()
}

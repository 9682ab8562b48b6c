package diag

import "testing"

func TestSize(t *testing.T) {
	for _, test := range []struct {
		n, limit int64
		want     string
	}{
		{12, 10, "12 bytes"},
		{1200, 1 << 10, "1.2 KiB"},
		{1 << 20, 1 << 20, "1 MiB"},
		{1<<20 + 1, 1 << 20, "1.1 MiB"},
	} {
		if got := Size(test.n, test.limit); got != test.want {
			t.Errorf("Size(%d, %d) = %q, want %q", test.n, test.limit, got, test.want)
		}
	}
}

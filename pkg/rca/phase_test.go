package rca

import "testing"

func TestPhase(t *testing.T) {
	for _, test := range []struct {
		text string
		want Phase
	}{
		{"Resolved", Resolved},
		{"The incident is resolved", Resolved},
		{"Service is back to normal; the cause is not identified", Resolved},
		{"No more errors: service restored", Resolved},
		{"Failed over to the standby and restored traffic", Resolved},
		{"Rolled back to the previous version", Mitigated},
		{"Monitoring", Mitigated},
		{"Monitoring - a fix is in place", Mitigated},
		{"Monitoring: traffic is close to its old level", Mitigated},
		{"An engineer notices the errors", Detected},
		{"We don't know why. On-call is paged", Detected},

		{"Monitoring showed nothing", NoPhase},
		{"The team adds a check to its monitoring", NoPhase},
		{"A restart has not resolved it", NoPhase},
		{"The fault isn’t resolved", NoPhase},
		{"The database could not be restored", NoPhase},
		{"The change has to be rolled back", NoPhase},
		{"Decided to wait until traffic has recovered", NoPhase},
		{"Partially restored", NoPhase},
		{"No cause identified so far", NoPhase},
		{"Deployed the new version", NoPhase},
		{"", NoPhase},
	} {
		if got := phaseOf(test.text); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

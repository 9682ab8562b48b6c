package incident

import "testing"

func FuzzInstatusJSON(f *testing.F) { fuzz(f, "instatus-json") }

package diag

import (
	"math"
	"strconv"
)

// Size writes a number of bytes in the unit that suits the limit it is compared
// with, rounded up: what is over the limit must not look equal to it.
func Size(n, limit int64) string {
	unit, name := 1.0, " bytes"
	switch {
	case limit >= 1<<20:
		unit, name = 1<<20, " MiB"
	case limit >= 1<<10:
		unit, name = 1<<10, " KiB"
	}
	return strconv.FormatFloat(math.Ceil(float64(n)/unit*10)/10, 'f', -1, 64) + name
}

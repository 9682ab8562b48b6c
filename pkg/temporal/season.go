package temporal

import "time"

// seasons are abbreviations that are in force for a part of the year, with a
// place whose clocks tell, and the abbreviation of the other part. Those that
// are in force all year somewhere (MST, CST, AEST) are not here.
var seasons = map[string]struct{ place, other string }{
	"PST": {"America/Los_Angeles", "PDT"}, "PDT": {"America/Los_Angeles", "PST"},
	"MDT": {"America/Denver", "MST"}, "CDT": {"America/Chicago", "CST"},
	"EST": {"America/New_York", "EDT"}, "EDT": {"America/New_York", "EST"},
	"CET": {"Europe/Berlin", "CEST"}, "CEST": {"Europe/Berlin", "CET"},
	"BST": {"Europe/London", "GMT"}, "WEST": {"Europe/Lisbon", "WET"},
	"EET": {"Europe/Helsinki", "EEST"}, "EEST": {"Europe/Helsinki", "EET"},
	"AEDT": {"Australia/Sydney", "AEST"}, "NZST": {"Pacific/Auckland", "NZDT"}, "NZDT": {"Pacific/Auckland", "NZST"},
}

// OutOfSeason returns the abbreviation that is in force in place of another one
// on a day: PDT for PST in July. It is "" where the other one is right, is in
// force all year somewhere, or where the clocks changed on that day or the day before.
func OutOfSeason(abbreviation string, day time.Time) (other string) {
	season, ok := seasons[abbreviation]
	if !ok {
		return ""
	}
	location, err := time.LoadLocation(season.place)
	if err != nil {
		return ""
	}
	noon := time.Date(day.Year(), day.Month(), day.Day(), 12, 0, 0, 0, location)
	if name, _ := noon.Zone(); name != season.other || switches(noon) {
		return ""
	}
	return season.other
}

// SamePlace reports whether two abbreviations are those of one place in two
// seasons: CET and CEST.
func SamePlace(a, b string) bool {
	return seasons[a].other == b && b != "" || seasons[b].other == a && a != ""
}

// switches reports whether the clocks of a place change on the day of a noon, or
// did the day before.
func switches(noon time.Time) bool {
	_, before := noon.Add(-36 * time.Hour).Zone()
	_, after := noon.Add(12 * time.Hour).Zone()
	return before != after
}

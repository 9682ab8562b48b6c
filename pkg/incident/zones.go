package incident

import (
	"strings"
	"time"
)

// railsZones are the zones that Ruby on Rails has names of its own for, and
// that pages are set to most; of
// https://api.rubyonrails.org/classes/ActiveSupport/TimeZone.html. The names of
// other zones there are cities', as the last part of the name in the tz
// database.
var railsZones = map[string]string{
	"International Date Line West": "Etc/GMT+12", "American Samoa": "Pacific/Pago_Pago", "Hawaii": "Pacific/Honolulu",
	"Alaska": "America/Juneau", "Pacific Time (US & Canada)": "America/Los_Angeles", "Arizona": "America/Phoenix",
	"Mountain Time (US & Canada)": "America/Denver", "Central America": "America/Guatemala",
	"Central Time (US & Canada)": "America/Chicago", "Mexico City": "America/Mexico_City",
	"Saskatchewan": "America/Regina", "Eastern Time (US & Canada)": "America/New_York",
	"Indiana (East)": "America/Indiana/Indianapolis", "Atlantic Time (Canada)": "America/Halifax",
	"Newfoundland": "America/St_Johns", "Brasilia": "America/Sao_Paulo", "Buenos Aires": "America/Argentina/Buenos_Aires",
	"Edinburgh": "Europe/London", "Bern": "Europe/Zurich", "West Central Africa": "Africa/Algiers",
	"Kyiv": "Europe/Kiev", "St. Petersburg": "Europe/Moscow", "Abu Dhabi": "Asia/Muscat",
	"Chennai": "Asia/Kolkata", "Mumbai": "Asia/Kolkata", "New Delhi": "Asia/Kolkata", "Beijing": "Asia/Shanghai",
	"Hanoi": "Asia/Bangkok", "Osaka": "Asia/Tokyo", "Sapporo": "Asia/Tokyo", "Canberra": "Australia/Canberra",
	"Wellington": "Pacific/Auckland", "New Caledonia": "Pacific/Noumea", "Marshall Is.": "Pacific/Majuro",
}

// namedZone returns the zone of a name of Rails' or of the tz database; nil for
// any other.
func namedZone(name string) *time.Location {
	city := strings.ReplaceAll(name, " ", "_")
	for _, tz := range []string{railsZones[name], name, "Europe/" + city, "America/" + city, "Asia/" + city, "Australia/" + city, "Africa/" + city, "Pacific/" + city} {
		if tz == "" || tz == "Local" {
			continue
		}
		if zone, err := time.LoadLocation(tz); err == nil {
			return zone
		}
	}
	return nil
}

// Package search writes the search index of a site: files that a script in the
// reader's browser fetches a few of for each query, so that searching ten
// thousand incidents costs some fifty kilobytes and needs no server.
//
// A [Writer] takes documents one by one and hands out finished files. The order
// of numbers is the order of documents, newest first: then the lists of a year
// are short, ties go to the newer incident, and nothing more is stored for
// recency. Texts are handed out as soon as the chunk that holds them is full;
// what stays in memory until the end is eight bytes for each pair of a word and
// a document. The same documents give the same files, whatever the order in
// which goroutines add them.
//
// # Words
//
// A text is folded first: Unicode compatibility decomposition, accents off,
// lower case, composed again, so that "zurich" finds "Zürich" and "ｆｕｌｌ" is
// "full". A word is a run of letters, digits and marks. Runs that "-", "_" or "."
// join are words of their own, and when the whole holds a digit it is a word as
// well: "inc-11975", "eu-west-1". Chinese, Japanese and Korean are written
// without spaces between what a reader would call words, so runs of those
// scripts are cut into overlapping pairs of characters. Words are stored as they
// are written; the client looks for other forms of a word among its neighbours
// in the sorted list, so that half a word is found too. templates/search.js has
// the same rules, and a test runs the same texts through both.
//
// Words of one or two letters are indexed where they stand in the title or
// among the services, nowhere else. Words of more than 40 letters are left out.
//
// # Scores
//
// The score of a word in a document is BM25F: k1 1.2, the body's length
// normalised with b 0.6, and each word in the title counts like 5 in a body of
// average length, services 4, regions, providers, tags and symptoms 3, headings
// 2. It is stored as one of 13 levels, which the client adds. Of the documents
// with one word the best 3,000 are kept, or the best quarter, whichever is more.
// (Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and
// Beyond, 2009, section 3.)
//
// # Files
//
// All but meta.json are compressed with gzip, whatever the host does. Numbers
// are unsigned varints (package encoding/binary) unless said otherwise.
//
//	meta.json  {"v": format, "h": digest of all files, "n": documents,
//	           "d": cards a file, "x": texts a file, "terms": [where each file
//	           t<i>.bin starts], "letters": where each file w<i>.bin starts}
//	t<i>.bin   words, sorted by UTF-16 code units as scripts compare strings.
//	           Each: one byte, how many bytes it shares with the one before; one
//	           byte, how many follow; these; the number of documents with it; the
//	           number of bytes of its list; the list. A list is groups, best
//	           first: one byte, the level; how many documents; their numbers,
//	           each as the difference from the one before.
//	w<i>.bin   words that start with one letter and may stand for a misspelt one:
//	           4 letters or more, none a digit, in 3 documents or more (1 below
//	           200 documents, 2 below 1,000). As above, with empty lists.
//	d<i>.bin   JSON, 8 cards: [address from the root, percent-encoded, title,
//	           date or time, day, length, severity, services and regions, lead]
//	x<i>.bin   JSON, the texts of 4 documents: title, line feed, body
//	f-<facet>.bin  JSON, [[value, [numbers, as differences]], …] for service,
//	           region, severity, year and provider, the most frequent value
//	           first, years newest first. Documents without a severity have "".
//
// A client asks for them with the digest as query ("t12.bin?<digest>"), so that
// all but meta.json may be cached for ever.
package search

import "time"

// Document is what a search can find.
type Document struct {
	Address  string // from the site's root, decoded: "2023/2023-12-12-apiv2/"
	Title    string
	Lead     string    // what a result shows, cut to 200 characters
	Date     time.Time // zero when unknown
	DateOnly bool      // the time of day of Date means nothing
	Day      string    // Date as the site's language writes it
	Took     string    // how long it took, likewise; "" when unknown
	Severity string    // "" when not rated

	Services, Regions, Providers, Tags []string

	Headings []string
	Symptoms []string // error messages, and how the incident looked
	Body     string   // plain text, the headings included
}

// Name returns where a file of the index is published, from the site's root.
func Name(file string) string { return "search/" + file }

package check

import (
	"fmt"

	"github.com/rcagen/rcagen/pkg/diag"
	"github.com/rcagen/rcagen/pkg/markdown"
	"github.com/rcagen/rcagen/pkg/site"
)

// imageRules are about images in the text.
var imageRules = []*Rule{
	{
		Name:     "image/missing",
		Severity: diag.Error,
		Finds:    "An image whose file does not exist.",
		Why:      "Readers see its alternative text, or nothing, where the graph of the outage should be.",
		Fix:      "Correct the path, which starts from the folder of the document, or commit the file.",
		Page:     imageMissing,
	},
}

func imageMissing(p *SitePass) {
	reportLinks(p, site.Missing, func(l siteLink) diag.Diagnostic {
		if l.Kind != markdown.Image {
			return diag.Diagnostic{} // link/broken
		}
		return diag.Diagnostic{
			Message: fmt.Sprintf("image `%s` does not exist", diag.Excerpt(l.Target)),
			Label:   notThere(l),
			Help:    didYouMean(l, "correct the path; it starts from the folder of this document"),
			Fix:     retargeted(l, diag.UnsafeFix),
		}
	})
}

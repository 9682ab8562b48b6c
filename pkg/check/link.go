package check

var linkRules = []*Rule{}

var imageRules = []*Rule{}

var assetRules = []*Rule{}

package check

var frontMatterRules = []*Rule{}
